import * as z from 'zod';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesInEveryLog, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';
import { present } from './present.ts';

const oopsSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    what: z.string().meta({ description: 'Oops, general protection fault, invalid opcode, ...' }),
    number: z.number().meta({ description: 'the how manieth since boot' }),
    function: z.string().meta({ description: 'kernel function in which it happened, empty where it is not told' }),
    module: z.string().meta({ description: 'module of that function, empty for the kernel itself' }),
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

function describe(oops: ResolvedOccurrence, context: FactContext) {
  const behind = (group: string): Readonly<Record<string, string>> =>
    occurrencesInEveryLog(context, group).find(
      (o) => o.ref.path === oops.ref.path && o.captures.record === String(oops.ref.line),
    )?.captures ?? {};
  const place = behind('kernel_oops_place');
  const task = behind('kernel_oops_task');
  const name = oops.captures.number ?? '';
  return present({
    entity: `oops:${name}`,
    label: `oops number ${name}`,
    what: oops.captures.what ?? '',
    number: Number(name),
    function: place.function ?? '',
    module: place.module ?? '',
    comm: task.comm ?? '',
    foreign: task.comm === undefined ? undefined : /[PO]/.test(task.taint ?? ''),
    seen: seenOf([oops]),
    refs: [oops.ref],
  });
}
