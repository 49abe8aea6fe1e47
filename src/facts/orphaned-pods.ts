import * as z from 'zod';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { kubelet } from './kubelet.ts';
import { leftoverMounts } from './leftover-mounts.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf } from './occurrences.ts';

const orphanedPodsSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    pods: z
      .number()
      .meta({ description: 'most pods that the kubelet said this of at once, at least those that it named' }),
    example: z.string().meta({ description: 'uid of one of them, empty where none is named' }),
    reason: z.string().meta({ description: 'what the kubelet finds in its directory' }),
    mounted: z
      .number()
      .optional()
      .meta({ description: 'mounts that are left below the directories of pods that are gone', needs: ['mountinfo'] }),
    kubelet: z.string().meta({ description: 'entity of the kubelet' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'OrphanedPods' });

/** Pods that are gone and whose directory the kubelet will not remove, as its housekeeping logs every two seconds. */
export const orphanedPods = defineFact({
  name: 'orphaned_pods',
  title: 'Pods that are gone and left a directory of volumes',
  schema: orphanedPodsSchema,
  sources: ['log', 'mountinfo'],
  compute(context) {
    const named = occurrencesOf(context, 'orphaned_pod_volumes');
    const sought = context.signatures.filter((s) => s.group === 'orphaned_pod_volumes');
    const coverage = logCoverage(context, ['kubelet'], { sought, repeats: SILENCE });
    if (named.length === 0 && (!coverage.present || coverage.reasons.length > 0)) return unknown(coverage.reasons);
    const totals = occurrencesOf(context, 'orphaned_pods_total').map((o) => totalOf(o.captures));
    const uids = new Set(named.flatMap((o) => o.captures.pod_uid ?? []));
    const agent = context.get(kubelet);
    return known({
      entity: 'orphaned_pods',
      label: context.words.podDirectories,
      pods: Math.max(0, uids.size, ...totals),
      example: named.at(-1)?.captures.pod_uid ?? '',
      reason: (named.at(-1)?.captures.reason ?? '').trim(),
      kubelet: agent.known ? agent.value.entity : '',
      mounted: mountedOf(context),
      seen: seenOf(named),
      refs: named.slice(0, 3).map((o) => o.ref),
    });
  },
});

/** Seconds; thirty rounds of the housekeeping without a word of it. */
const SILENCE = 60;

const totalOf = (captures: Readonly<Record<string, string>>): number => Number(captures.total ?? 0);

function mountedOf({ get }: FactContext): number | undefined {
  const left = get(leftoverMounts);
  if (!left.known || left.incomplete !== undefined) return undefined;
  return left.value.filter((l) => l.kind === 'pod volumes').reduce((sum, l) => sum + l.mounts, 0);
}
