import * as z from 'zod';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const panicSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    why: z.string().meta({ description: 'what the kernel says behind `not syncing`' }),
    kind: z.string().meta({
      description: 'soft lockup, hard lockup, hung task, machine check, memory, fault, init, root disk, or empty',
    }),
    previous_boot: z.boolean().meta({ description: 'it ended the boot before this one' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'KernelPanic' });

const KINDS: readonly (readonly [kind: string, text: RegExp])[] = [
  ['soft lockup', /^softlockup: hung tasks/],
  ['hard lockup', /^(?:Hard LOCKUP|Watchdog detected hard LOCKUP)/],
  ['hung task', /^hung_task: blocked tasks/],
  ['machine check', /[Mm]achine check|^Timeout: Not all CPUs entered broadcast/],
  ['memory', /^(?:Out of memory|System is deadlocked on memory)/],
  ['fault', /^Fatal exception|^Oops/],
  ['init', /^Attempted to kill (?:init|the idle task)/],
  ['root disk', /Unable to mount root fs/],
];

/** Panics of the kernel, in the log of this boot (a console, a dump) and of the one before. */
export const kernelPanics = defineFact({
  name: 'kernel_panics',
  title: 'Panics of the kernel',
  schema: z.array(panicSchema),
  sources: ['log'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    const before = occurrencesOf(context, 'kernel_panic', true);
    if (!coverage.present && before.length === 0) return unknown(coverage.reasons);
    return known(
      [
        ...occurrencesOf(context, 'kernel_panic').map((o) => describe(o, false, context)),
        ...before.map((o) => describe(o, true, context)),
      ],
      coverage.reasons,
    );
  },
});

function describe(panic: ResolvedOccurrence, previous: boolean, { words }: FactContext) {
  const why = panic.captures.why ?? '';
  return {
    entity: `panic:${previous ? 'previous' : 'logged'}:${why}`,
    label: words.panic,
    why,
    kind: KINDS.find(([, text]) => text.test(why))?.[0] ?? '',
    previous_boot: previous,
    seen: seenOf([panic]),
    refs: [panic.ref],
  };
}
