import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { clock } from './clock.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const memoryErrorSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'the module as the kernel names it' }),
    corrected: z.number().meta({ description: 'errors that were corrected, since the log begins' }),
    uncorrected: z.number().meta({ description: 'errors that were not: data was lost' }),
    per_day: z
      .number()
      .optional()
      .meta({ description: 'corrected errors of a day, counted over at least a day', needs: ['log'] }),
    quiet_for: z
      .number()
      .optional()
      .meta({ description: 'seconds from the last error to the collection', needs: ['log'] }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'MemoryError' });

const DAY = 86_400;

/** Errors of memory modules, as EDAC counts them; a message stands for as many errors as it says. */
export const memoryErrors = defineFact({
  name: 'memory_errors',
  title: 'Errors of memory modules',
  schema: z.array(memoryErrorSchema),
  sources: ['log'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present) return unknown(coverage.reasons);
    const modules = groupBy(occurrencesOf(context, 'memory_error'), (o) => o.captures.dimm ?? '');
    return known(
      [...modules].map(([module, errors]) => describe(module, errors, context)),
      coverage.reasons,
    );
  },
});

function describe(module: string, errors: readonly ResolvedOccurrence[], context: FactContext) {
  const sum = (type: string): number =>
    errors.filter((o) => o.captures.type === type).reduce((total, o) => total + o.count * Number(o.captures.count), 0);
  const corrected = sum('CE');
  const seen = seenOf(errors);
  const time = context.get(clock);
  return {
    entity: `memory_module:${module}`,
    label: context.words.memoryModule(module),
    corrected,
    uncorrected: sum('UE'),
    per_day: seen === undefined ? undefined : (corrected / Math.max(DAY, seen.last - seen.first)) * DAY,
    quiet_for: seen === undefined || !time.known ? undefined : Math.max(0, time.value.collected_at - seen.last),
    seen,
    refs: errors.slice(0, 5).map((o) => o.ref),
  };
}
