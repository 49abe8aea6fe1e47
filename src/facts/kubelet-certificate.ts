import * as z from 'zod';
import { type NodeCertificate, nodeCertificates } from './certificates.ts';
import { clock } from './clock.ts';
import { clockFastBy } from './clock-error.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';

const kubeletCertificateSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    path: z.string().meta({ description: 'file of the node that holds it' }),
    not_after: z.number().meta({ description: 'epoch seconds' }),
    expired: z
      .boolean()
      .optional()
      .meta({ description: 'by the clock of the node, at collection', needs: ['manifest_start', 'date'] }),
    days_left: z
      .number()
      .optional()
      .meta({ description: 'negative when it has expired', needs: ['manifest_start', 'date'] }),
    clock_fast_by: z
      .number()
      .optional()
      .meta({
        description: 'seconds by which the clock of the node is ahead of its time servers',
        needs: ['time_sync'],
      }),
    expired_in_truth: z
      .boolean()
      .optional()
      .meta({ description: 'expired by the time of the time servers', needs: ['time_sync'] }),
    refs: refsSchema,
  })
  .meta({ id: 'KubeletCertificate' });

/** Where kubeadm, k3s, rke2 and k0s keep the certificate with which the kubelet logs in; of them the freshest is used. */
const PATHS = /kubelet-client|client-kubelet|\/kubelet\.conf$|\/kubelet\/kubeconfig$/;
const DAY = 86_400;

/** The certificate with which the kubelet logs in at the API server: the one of them that is valid longest. */
export const kubeletCertificate = defineFact({
  name: 'kubelet_certificate',
  title: 'Client certificate of the kubelet',
  schema: kubeletCertificateSchema,
  sources: ['certificates', 'manifest_start', 'date', 'time_sync'],
  compute(context) {
    const found = context.get(nodeCertificates);
    if (!found.known) return unknown(found.missing);
    const own = found.value
      .filter((c) => !c.is_ca && c.subject.includes('system:node:') && PATHS.test(c.path))
      .sort((a, b) => b.not_after - a.not_after)[0];
    if (own === undefined)
      return unknown([{ source: 'certificates', reason: 'no client certificate of the kubelet was found' }]);
    return known(describe(own, context));
  },
});

function describe(own: NodeCertificate, context: FactContext) {
  const time = context.get(clock);
  const now = time.known ? time.value.collected_at : undefined;
  const fast = clockFastBy(context);
  return {
    entity: own.entity,
    label: own.label,
    path: own.path,
    not_after: own.not_after,
    expired: own.expired,
    days_left: now === undefined ? undefined : (own.not_after - now) / DAY,
    clock_fast_by: fast,
    expired_in_truth: now === undefined || fast === undefined ? undefined : now - fast > own.not_after,
    refs: own.refs,
  };
}
