import * as z from 'zod';
import { clock } from './clock.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const driverSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    name: z.string(),
    reloaded: z.boolean().meta({ description: 'it was loaded again, or took its devices away, while the node ran' }),
    loads: z.number().meta({ description: 'how often the kernel log says that it was loaded' }),
    loaded_at: z
      .number()
      .optional()
      .meta({ description: 'the last time, epoch seconds', needs: ['log'] }),
    seconds_after_boot: z
      .number()
      .optional()
      .meta({ description: 'from boot to what happened last', needs: ['log', 'uptime'] }),
    versions: z.array(z.string()).meta({ description: 'that it said when it was loaded, the last one last' }),
    removed: z.array(z.string()).meta({ description: 'interfaces whose device it took away' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'NicDriver' });

/** Two logs tell of the same load with clocks that differ a little; nobody reloads a driver twice in this time. */
const SAME_LOAD = 10;

/** Drivers of network cards as the kernel log tells of their loading and unloading. */
export const nicDrivers = defineFact({
  name: 'nic_drivers',
  title: 'Drivers of network cards',
  schema: z.array(driverSchema),
  sources: ['log', 'uptime'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present) return unknown(coverage.reasons);
    const loads = occurrencesOf(context, 'nic_driver_loaded');
    const removals = occurrencesOf(context, 'nic_device_removed');
    const names = new Set([...loads, ...removals].map((o) => o.captures.driver ?? ''));
    names.delete('');
    return known(
      [...names].sort().map((name) => {
        const of = (all: readonly ResolvedOccurrence[]) => all.filter((o) => o.captures.driver === name);
        return describe(name, of(loads), of(removals), context);
      }),
      coverage.reasons,
    );
  },
});

function describe(
  name: string,
  loads: readonly ResolvedOccurrence[],
  removals: readonly ResolvedOccurrence[],
  context: FactContext,
) {
  const times = loadTimes(loads);
  const last = times.at(-1);
  // What began the loss: the devices that went away, else the load that followed.
  const lost = removals.length > 0 ? removals : loads.filter((o) => o.last === last?.time);
  const seen = seenOf(lost);
  const time = context.get(clock);
  const boot = time.known ? time.value.boot_time : undefined;
  return {
    entity: `driver:${name}`,
    label: context.words.networkDriver(name),
    name,
    reloaded: removals.length > 0 || times.length > 1,
    loads: times.length,
    loaded_at: last?.time,
    seconds_after_boot: seen === undefined || boot === undefined ? undefined : seen.last - boot,
    versions: times.flatMap(({ version }, i) =>
      version === undefined || version === times[i - 1]?.version ? [] : [version],
    ),
    removed: [...new Set(removals.map((o) => o.captures.device ?? ''))].filter(Boolean).sort(),
    seen: seen === undefined ? undefined : { ...seen, first: removals.length > 0 ? seen.first : seen.last },
    refs: [...lost, ...loads].slice(0, 5).map((o) => o.ref),
  };
}

/** Each load once, oldest first. */
function loadTimes(loads: readonly ResolvedOccurrence[]): { time: number; version: string | undefined }[] {
  const all = loads.flatMap((o) =>
    [o.first, o.last].flatMap((time) => (time === undefined ? [] : [{ time, version: o.captures.version }])),
  );
  all.sort((a, b) => a.time - b.time);
  return all.filter((load, i) => load.time - (all[i - 1]?.time ?? Number.NEGATIVE_INFINITY) > SAME_LOAD);
}
