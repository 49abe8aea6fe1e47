import * as z from 'zod';
import { clock } from './clock.ts';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { cutShort, lookedFor } from './looked-for.ts';

const certificateSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'subject and file' }),
    path: z.string().meta({ description: 'file of the node that holds it' }),
    subject: z.string(),
    issuer: z.string(),
    serial: z.string(),
    names: z.array(z.string()).meta({ description: 'subject alternative names, with their kind' }),
    is_ca: z.boolean(),
    not_before: z.number().meta({ description: 'epoch seconds' }),
    not_after: z.number().meta({ description: 'epoch seconds' }),
    superseded: z.boolean().meta({ description: 'the same file holds a later one of this subject' }),
    expired: z
      .boolean()
      .optional()
      .meta({ description: 'at the time of collection', needs: ['manifest_start', 'date'] }),
    not_yet_valid: z
      .boolean()
      .optional()
      .meta({ needs: ['manifest_start', 'date'] }),
    days_left: z
      .number()
      .optional()
      .meta({ description: 'negative when it has expired', needs: ['manifest_start', 'date'] }),
    refs: refsSchema,
  })
  .meta({ id: 'NodeCertificate' });
export type NodeCertificate = z.infer<typeof certificateSchema>;

const DAY = 86_400;

/** Certificates of the node with their validity when the bundle was collected, by the clock of the node itself. */
export const nodeCertificates = defineFact({
  name: 'certificates',
  title: 'Certificates of kubelet and control plane on this node',
  schema: z.array(certificateSchema),
  sources: ['certificates', 'manifest_start', 'date'],
  compute({ snapshot, get, words }) {
    const { documents, missing } = lookedFor(snapshot, 'certificates');
    if (missing.length > 0) return unknown(missing);
    const time = get(clock);
    const now = time.known ? time.value.collected_at : undefined;
    const latest = new Map<string, number>();
    for (const { value } of documents)
      for (const c of value.certificates) {
        const key = `${c.path}\n${c.subject}`;
        latest.set(key, Math.max(c.notAfter, latest.get(key) ?? c.notAfter));
      }
    const found = documents.flatMap(({ path, value }) =>
      value.certificates.map((c) => ({
        entity: `certificate:${c.path}#${c.serial}`,
        label: words.certificate(c.subject, c.path),
        path: c.path,
        subject: c.subject,
        issuer: c.issuer,
        serial: c.serial,
        names: c.names,
        is_ca: c.isCa,
        not_before: c.notBefore,
        not_after: c.notAfter,
        superseded: c.notAfter < (latest.get(`${c.path}\n${c.subject}`) ?? 0),
        expired: now === undefined ? undefined : now > c.notAfter,
        not_yet_valid: now === undefined ? undefined : now < c.notBefore,
        days_left: now === undefined ? undefined : (c.notAfter - now) / DAY,
        refs: [{ path, line: c.line }],
      })),
    );
    return known(found, cutShort(snapshot, ['certificates']));
  },
});
