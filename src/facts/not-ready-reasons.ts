import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { inWords, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const notReadySchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'the message of the condition, cut' }),
    kind: z.string().meta({ description: 'starting, pleg, runtime, network, csi, shutdown or other' }),
    count: z.number(),
    counted: z.string().meta({ description: 'count in words: `at least 12` where lines like these were left out' }),
    brief: z
      .boolean()
      .optional()
      .meta({ description: 'each time the node was ready again within a minute', needs: ['log'] }),
    short: z
      .boolean()
      .optional()
      .meta({ description: 'the same within five minutes, before its pods are started elsewhere', needs: ['log'] }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'NotReadyReason' });

/** The first that fits names the kind; a message may list several, and the one that explains the others comes first. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ['starting', /yet to be successful|may not have completed yet|2562047h/],
  ['shutdown', /node is shutting down/],
  ['runtime', /container runtime is down|RuntimeReady=false|runtime service|failed to get docker version/],
  ['network', /NetworkReady=false|NetworkPluginNotReady|network plugin is not ready|network state unknown/],
  ['pleg', /PLEG is not healthy/],
  ['csi', /CSINode is not yet initialized/],
];
/** What a start of the kubelet takes at most until the node is ready again. */
const BRIEF = 60;
/** tolerationSeconds that every pod is given for node.kubernetes.io/not-ready. */
const SHORT = 300;

/** Why the kubelet set its node to not ready, by kind, from the message of the condition. */
export const notReadyReasons = defineFact({
  name: 'not_ready_reasons',
  title: 'Why the kubelet called its node not ready',
  schema: z.array(notReadySchema),
  sources: ['log'],
  compute(context) {
    const coverage = logCoverage(context, ['kubelet']);
    if (!coverage.present) return unknown(coverage.reasons);
    const kinds = groupBy(occurrencesOf(context, 'node_not_ready_reason'), (o) => kindOf(o.captures.message ?? ''));
    const ready = readyTimes(context);
    return known(
      [...kinds].map(([kind, members]) => describe(kind, members, ready, context)),
      coverage.reasons,
    );
  },
});

const kindOf = (message: string): string => KINDS.find(([, pattern]) => pattern.test(message))?.[0] ?? 'other';

/** First and last of the events that say that the node is ready; what lies between two of one wording is not listed. */
const readyTimes = (context: FactContext): number[] =>
  occurrencesOf(context, 'node_ready_event').flatMap((o) => [o.first ?? [], o.last ?? []].flat());

const LABEL_LENGTH = 160;

function describe(
  kind: string,
  members: readonly ResolvedOccurrence[],
  ready: readonly number[],
  context: FactContext,
) {
  const count = members.reduce((sum, m) => sum + m.count, 0);
  const times = members.flatMap((m) => [m.first ?? [], m.last ?? []].flat());
  const message = members.at(-1)?.captures.message ?? '';
  const within = (seconds: number): boolean | undefined =>
    times.length === 0 ? undefined : times.every((time) => ready.some((at) => at >= time && at - time <= seconds));
  return {
    entity: `not_ready:${kind}`,
    label: message.slice(0, LABEL_LENGTH).replace(/[}"\\]+$/, ''),
    kind,
    count,
    counted: inWords(count, members, context),
    brief: within(BRIEF),
    short: within(SHORT),
    seen: seenOf(members),
    refs: members.slice(0, 5).map((m) => m.ref),
  };
}
