import * as z from 'zod';
import { clock } from './clock.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const clockStepSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    seconds: z.number().meta({ description: 'by which the clock was set, without sign' }),
    direction: z.string().meta({ description: 'forward or back, in the language of the report' }),
    at_boot: z
      .boolean()
      .optional()
      .meta({
        description: 'in the first ten minutes after the boot, as on any node',
        needs: ['log', 'uptime', 'stat'],
      }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'ClockStep' });

/** A node that boots with a wrong hardware clock is set right as soon as its network is up. */
const BOOT = 600;

/** How time services set the clock, as chronyd and ntpd log it. */
export const clockSteps = defineFact({
  name: 'clock_steps',
  title: 'Steps of the clock',
  schema: z.array(clockStepSchema),
  sources: ['log', 'uptime', 'stat'],
  compute(context) {
    const coverage = logCoverage(context, ['any']);
    if (!coverage.present) return unknown(coverage.reasons);
    return known(
      occurrencesOf(context, 'clock_stepped').map((o, i) => describe(o, i, context)),
      coverage.reasons,
    );
  },
});

function describe(step: ResolvedOccurrence, index: number, context: FactContext) {
  const signed = Number(step.captures.seconds);
  const time = context.get(clock);
  const boot = time.known ? time.value.boot_time : undefined;
  // By the clock of after the step, which the boot is counted back from as well.
  const after = step.first === undefined || boot === undefined ? undefined : step.first - boot;
  return {
    entity: `clock_step:${index}`,
    label: context.words.clock,
    seconds: Math.abs(signed),
    direction: context.words.clockWent(signed > 0),
    at_boot: after === undefined ? undefined : after < BOOT,
    seen: seenOf([step]),
    refs: [step.ref],
  };
}
