import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { nodeCertificates } from './certificates.ts';
import { clock } from './clock.ts';
import { clockFastBy } from './clock-error.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { inWords, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const refusedApiServerSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'host:port' }),
    count: z.number(),
    counted: z.string().meta({ description: 'count in words: `at least 12` where lines like these were left out' }),
    after_its_end: z
      .boolean()
      .optional()
      .meta({
        description: 'the message says that the time is behind its end; unknown before Go 1.15',
        needs: ['log'],
      }),
    before_its_begin: z
      .boolean()
      .optional()
      .meta({ description: 'the message says that the time is before its begin', needs: ['log'] }),
    not_after: z
      .number()
      .optional()
      .meta({ description: 'its end as the message says, epoch seconds', needs: ['log'] }),
    expired_in_truth: z
      .boolean()
      .optional()
      .meta({ description: 'its end has passed by the time of the time servers', needs: ['time_sync', 'log'] }),
    own_file: z
      .string()
      .optional()
      .meta({ description: 'file of this node with a certificate for that name', needs: ['certificates'] }),
    own_expired: z
      .boolean()
      .optional()
      .meta({ description: 'the certificate in that file has expired', needs: ['certificates'] }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'RefusedApiServer' });

/**
 * API servers whose certificate the kubelet refuses for its dates. What a client says of an expired certificate is about
 * that of the server; a server that refuses the one of the client answers `Unauthorized` or a TLS alert.
 */
export const refusedApiServers = defineFact({
  name: 'refused_api_servers',
  title: 'API servers whose certificate the kubelet refuses for its dates',
  schema: z.array(refusedApiServerSchema),
  sources: ['log', 'certificates', 'time_sync'],
  compute(context) {
    const coverage = logCoverage(context, ['kubelet']);
    if (!coverage.present) return unknown(coverage.reasons);
    const found = groupBy(occurrencesOf(context, 'api_server_certificate_refused'), (o) => o.captures.endpoint ?? '');
    found.delete('');
    return known(
      [...found].map(([endpoint, members]) => describe(endpoint, members, context)),
      coverage.reasons,
    );
  },
});

function describe(endpoint: string, members: readonly ResolvedOccurrence[], context: FactContext) {
  const count = members.reduce((sum, m) => sum + m.count, 0);
  // The last line counts: a certificate may have been replaced since the first.
  const last = members.reduce((a, b) => ((b.last ?? 0) >= (a.last ?? 0) ? b : a));
  const { order, bound } = last.captures;
  // Without a zone it would be read in that of the machine that analyses.
  const zoned = bound !== undefined && /(?:Z|[+-]\d\d:\d\d)$/.test(bound);
  const end = order === 'after' && zoned ? Date.parse(bound) / 1000 : Number.NaN;
  const seen = seenOf(members);
  const time = context.get(clock);
  const fast = clockFastBy(context);
  const own = servedHere(endpoint, context);
  return {
    entity: `endpoint:${endpoint}`,
    label: endpoint,
    count,
    counted: inWords(count, members, context),
    after_its_end: order === undefined ? undefined : order === 'after',
    before_its_begin: order === undefined ? undefined : order === 'before',
    not_after: Number.isFinite(end) ? end : undefined,
    expired_in_truth:
      !Number.isFinite(end) || !time.known || fast === undefined ? undefined : time.value.collected_at - fast > end,
    own_file: own?.path,
    own_expired: own?.expired,
    seen,
    refs: [...members.slice(0, 4).map((m) => m.ref), ...(own?.refs ?? [])],
  };
}

/** The certificate of this node that was issued for the host of an endpoint, where the node is its server. */
function servedHere(endpoint: string, { get }: FactContext) {
  const host = endpoint.replace(/:\d{1,5}$/, '').replace(/^\[|\]$/g, '');
  const found = get(nodeCertificates);
  if (!found.known) return undefined;
  return found.value
    .filter((c) => !c.is_ca && /apiserver|serving-kube/.test(c.path) && !/client/.test(c.path))
    .filter((c) => c.names.some((name) => name === `DNS:${host}` || name === `IP Address:${host}`))
    .sort((a, b) => b.not_after - a.not_after)[0];
}
