import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { inWords, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const startFailureSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'the reason as the kubelet gives it, cut' }),
    kind: z.string().meta({
      description:
        'swap, bootstrap_kubeconfig, client_certificate, unknown_flag, config_missing, config_invalid, kernel_flags, cgroup_driver, cgroup_missing, runtime_api, runtime_down, root_filesystem or other',
    }),
    count: z.number(),
    counted: z.string().meta({ description: 'count in words: `at least 12` where lines like these were left out' }),
    flag: z
      .string()
      .optional()
      .meta({ description: 'the flag it does not know', needs: ['log'] }),
    recovered: z
      .boolean()
      .meta({ description: 'a later line says that its main loop runs or that the node is registered' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'KubeletStartFailure' });

/** The first that fits names the kind; the texts are those of kubernetes 1.6 to 1.32. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ['swap', /[Rr]unning with swap on is not supported/],
  ['bootstrap_kubeconfig', /unable to load bootstrap kubeconfig/],
  ['client_certificate', /certificate (?:has expired|is expired)/],
  ['unknown_flag', /unknown flag: --/],
  ['config_missing', /kubelet config file.*no such file or directory/i],
  ['config_invalid', /failed to load (?:the )?kubelet config|KubeletConfiguration|invalid configuration|feature gate/i],
  ['kernel_flags', /invalid kernel flag/],
  ['cgroup_driver', /cgroup driver/],
  ['cgroup_missing', /cgroup subsystem not mounted|required subsystem|root container \S+ doesn't exist|cgroupv2/i],
  ['runtime_api', /CRI v1 \w+ API|unknown service runtime\./],
  ['runtime_down', /connection refused|no such file or directory|runtime is down|validate service connection/],
  ['root_filesystem', /failed to get rootfs info|unable to find data in memory cache/],
];

/** Failures of the kubelet to start, by the kind of reason that it gave. */
export const kubeletStartFailures = defineFact({
  name: 'kubelet_start_failures',
  title: 'Why the kubelet did not start',
  schema: z.array(startFailureSchema),
  sources: ['log'],
  compute(context) {
    const coverage = logCoverage(context, ['kubelet']);
    if (!coverage.present) return unknown(coverage.reasons);
    const failures = occurrencesOf(context, 'kubelet_start_failed');
    const started = startedAt(context);
    const kinds = groupBy(failures, (o) => kindOf(o.captures.reason ?? ''));
    return known(
      [...kinds].map(([kind, members]) => describe(kind, members, started, context)),
      coverage.reasons,
    );
  },
});

const kindOf = (reason: string): string => KINDS.find(([, pattern]) => pattern.test(reason))?.[0] ?? 'other';

/** The last time at which the kubelet certainly ran; the log of one that does not start holds no such line behind. */
function startedAt(context: FactContext): number {
  const lines = ['kubelet_loop_started', 'kubelet_registered'].flatMap((group) => [...occurrencesOf(context, group)]);
  return Math.max(Number.NEGATIVE_INFINITY, ...lines.map((o) => o.last ?? Number.NEGATIVE_INFINITY));
}

/** A path and the words before it, which the next part of the message repeats. */
const REPEATED = /^failed to load kubelet config file, path: [^ ]{1,300}, error: /;
const LABEL_LENGTH = 220;

function describe(kind: string, members: readonly ResolvedOccurrence[], started: number, context: FactContext) {
  const count = members.reduce((sum, m) => sum + m.count, 0);
  const seen = seenOf(members);
  const reason = members.at(-1)?.captures.reason ?? '';
  return {
    entity: `kubelet_start:${kind}`,
    label: reason.replace(REPEATED, '').slice(0, LABEL_LENGTH).replaceAll('\\"', '"').replace(/"$/, ''),
    kind,
    count,
    counted: inWords(count, members, context),
    flag: /unknown flag: (--[a-z0-9-]{1,80})/.exec(reason)?.[1],
    recovered: seen !== undefined && started >= seen.last,
    seen,
    refs: members.slice(-5).map((m) => m.ref),
  };
}
