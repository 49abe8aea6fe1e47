import * as z from 'zod';
import { defineFact, entitySchema, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf } from './occurrences.ts';

const crashingSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    programs: z.array(z.string()).meta({ description: 'different programs, at most twenty' }),
    crashes: z.number(),
    objects: z.array(z.string()).meta({ description: 'files of code in which they ended, at most ten' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'CrashingPrograms' });

/** Programs that ended with a segmentation fault; one program is its own affair, many point at what they share. */
export const crashingPrograms = defineFact({
  name: 'crashing_programs',
  title: 'Programs that end with a segmentation fault',
  schema: crashingSchema,
  sources: ['log'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present) return unknown(coverage.reasons);
    const all = occurrencesOf(context, 'segfault');
    const named = (key: string): string[] => [...new Set(all.map((o) => o.captures[key] ?? ''))].filter(Boolean).sort();
    return known(
      {
        entity: 'programs:node',
        label: context.words.programs,
        programs: named('comm').slice(0, 20),
        crashes: all.reduce((sum, o) => sum + o.count, 0),
        objects: named('object').slice(0, 10),
        seen: seenOf(all),
        refs: all.slice(0, 5).map((o) => o.ref),
      },
      coverage.reasons,
    );
  },
});
