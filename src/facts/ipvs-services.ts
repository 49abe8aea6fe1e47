import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import { defineFact, entitySchema, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const ipvsServiceSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'protocol address:port' }),
    count: z.number().meta({ description: 'kernel messages; rate limited, so a lower bound' }),
    real_servers: z
      .number()
      .optional()
      .meta({ description: 'backends with a weight at collection time', needs: ['ip_vs'] }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'IpvsService' });

/** IPVS services for which the kernel found no backend. */
export const ipvsServices = defineFact({
  name: 'ipvs_services_without_destination',
  title: 'IPVS services that had no destination',
  schema: z.array(ipvsServiceSchema),
  sources: ['log', 'ip_vs'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present) return unknown(coverage.reasons);
    const byService = new Map<string, ResolvedOccurrence[]>();
    for (const o of occurrencesOf(context, 'ipvs_no_destination')) {
      const service = serviceOf(o.captures);
      append(byService, service, o);
    }
    const backends = backendsByService(context.snapshot.documents.ip_vs);
    const services = [...byService].map(([label, members]) => {
      const seen = seenOf(members);
      return {
        entity: `service:${label}`,
        label,
        count: members.reduce((sum, m) => sum + m.count, 0),
        ...(backends.has(label) ? { real_servers: backends.get(label) } : {}),
        ...(seen === undefined ? {} : { seen }),
        refs: members.slice(0, 5).map((m) => m.ref),
      };
    });
    return known(services, coverage.reasons);
  },
});

function serviceOf(captures: ResolvedOccurrence['captures']): string {
  const { protocol, vip, port, mark } = captures;
  return vip === undefined ? `FWM ${mark ?? ''}`.trim() : `${protocol ?? ''} ${vip}:${port ?? ''}`;
}

function backendsByService(
  documents: readonly {
    value: {
      services: readonly {
        protocol: string;
        address?: string | undefined;
        port?: number | undefined;
        servers: readonly { weight: number }[];
      }[];
    };
  }[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { value } of documents) {
    for (const s of value.services)
      counts.set(`${s.protocol} ${s.address}:${s.port}`, s.servers.filter((r) => r.weight > 0).length);
  }
  return counts;
}
