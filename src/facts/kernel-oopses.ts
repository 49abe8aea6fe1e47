import * as z from 'zod';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesInEveryLog, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const oopsSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    what: z.string().meta({ description: 'Oops, general protection fault, invalid opcode, ...' }),
    number: z.number().meta({ description: 'the how manieth since boot' }),
    function: z.string().meta({ description: 'kernel function in which it happened, empty where it is not told' }),
    module: z.string().meta({ description: 'module of that function, empty for the kernel itself' }),
    bug: z
      .string()
      .meta({ description: 'file and line of the check of the kernel that failed, empty where it was none' }),
    comm: z.string().meta({ description: 'program on whose behalf the kernel ran, empty where it is not told' }),
    foreign: z
      .boolean()
      .optional()
      .meta({ description: 'modules were loaded that are not of the kernel', needs: ['log'] }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'KernelOops' });

/** Faults of the kernel itself, with the place and the program that follow in the log. */
export const kernelOopses = defineFact({
  name: 'kernel_oopses',
  title: 'Faults of the kernel itself (oops)',
  schema: z.array(oopsSchema),
  sources: ['log'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present) return unknown(coverage.reasons);
    return known(
      occurrencesOf(context, 'kernel_oops').map((o) => describe(o, context)),
      coverage.reasons,
    );
  },
});

/** The line `kernel BUG at` stands before the oops that it causes, and a line of dashes before that. */
const BUG_LINES = 3;

function bugOf({ ref }: ResolvedOccurrence, context: FactContext): string {
  const at = ref.line ?? 0;
  const found = occurrencesInEveryLog(context, 'kernel_bug').find(
    (o) => o.ref.path === ref.path && (o.ref.line ?? 0) < at && at - (o.ref.line ?? 0) <= BUG_LINES,
  );
  return found === undefined ? '' : `${found.captures.file}:${found.captures.line}`;
}

function describe(oops: ResolvedOccurrence, context: FactContext) {
  const behind = (group: string): Readonly<Record<string, string>> =>
    occurrencesInEveryLog(context, group).find(
      (o) => o.ref.path === oops.ref.path && o.captures.record === String(oops.ref.line),
    )?.captures ?? {};
  const place = behind('kernel_oops_place');
  const task = behind('kernel_oops_task');
  const name = oops.captures.number ?? '';
  return {
    entity: `oops:${name}`,
    label: context.words.oops(name),
    what: oops.captures.what ?? '',
    number: Number(name),
    function: place.function ?? '',
    module: place.module ?? '',
    bug: bugOf(oops, context),
    comm: task.comm ?? '',
    foreign: task.comm === undefined ? undefined : /[PO]/.test(task.taint ?? ''),
    seen: seenOf([oops]),
    refs: [oops.ref],
  };
}
