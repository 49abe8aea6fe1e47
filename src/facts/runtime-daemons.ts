import * as z from 'zod';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';
import { processes } from './processes.ts';
import { type Unit, units } from './units.ts';

const runtimeDaemonSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'name of its unit' }),
    name: z.string().meta({ description: 'docker or containerd' }),
    runs: z
      .boolean()
      .optional()
      .meta({ description: 'a process of it was seen', needs: ['process_stat'] }),
    failed: z
      .boolean()
      .optional()
      .meta({ description: 'systemd has given it up', needs: ['units', 'units_failed'] }),
    starting: z
      .boolean()
      .optional()
      .meta({ description: 'systemd waits for its start or for the next attempt', needs: ['units'] }),
    result: z
      .string()
      .optional()
      .meta({ description: 'success, exit-code, signal, oom-kill, timeout, start-limit-hit, ...', needs: ['units'] }),
    exits: z
      .number()
      .optional()
      .meta({ description: 'ends that nobody asked for, as systemd logged them', needs: ['log'] }),
    restarts: z
      .number()
      .optional()
      .meta({
        description: 'automatic restarts, the larger one of what the unit and the log say',
        needs: ['units', 'log'],
      }),
    restarts_per_hour: z
      .number()
      .optional()
      .meta({
        description: 'restarts in the log over the time from the first to the last, at least an hour',
        needs: ['log'],
      }),
    last_end: z
      .string()
      .optional()
      .meta({ description: 'how it ended last: exited with 1, killed by KILL', needs: ['log'] }),
    killed: z
      .boolean()
      .optional()
      .meta({ description: 'one of its ends was by SIGKILL, as the OOM killer and systemd use it', needs: ['log'] }),
    seen: seenSchema.optional().meta({ description: 'its ends and restarts', needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'RuntimeDaemon' });
export type RuntimeDaemon = z.infer<typeof runtimeDaemonSchema>;

const DAEMONS: readonly (readonly [name: string, comm: string])[] = [
  ['docker', 'dockerd'],
  ['containerd', 'containerd'],
];

/**
 * The daemons of the container runtime as systemd sees them: units, their processes, and what the journal says of ends and
 * restarts. CRI-O has a rule of its own. A daemon that the node was never asked to run is not in the list.
 */
export const runtimeDaemons = defineFact({
  name: 'runtime_daemons',
  title: 'Daemons of the container runtime',
  schema: z.array(runtimeDaemonSchema),
  sources: ['units', 'units_failed', 'process_stat', 'ps', 'log'],
  compute(context) {
    const listed = context.get(units);
    const coverage = logCoverage(context, ['dockerd', 'containerd', 'systemd']);
    if (!listed.known && !coverage.present) return unknown([...listed.missing, ...coverage.reasons]);
    const byName = new Map(listed.known ? listed.value.map((u) => [u.name, u]) : []);
    const found = DAEMONS.flatMap(([name, comm]) => {
      const unit = byName.get(`${name}.service`);
      const ends = logged(context, 'runtime_unit_exited', name);
      const again = logged(context, 'runtime_unit_restarted', name);
      if (unit === undefined && ends.length + again.length === 0) return [];
      return [describe(name, comm, unit, ends, again, context)];
    });
    return known(found, listed.known ? (listed.incomplete ?? []) : listed.missing);
  },
});

const logged = (context: FactContext, group: string, name: string): ResolvedOccurrence[] =>
  occurrencesOf(context, group).filter((o) => o.captures.unit === name);

function describe(
  name: string,
  comm: string,
  unit: Unit | undefined,
  ends: readonly ResolvedOccurrence[],
  again: readonly ResolvedOccurrence[],
  context: FactContext,
): RuntimeDaemon {
  const whole = logCoverage(context, ['dockerd', 'containerd', 'systemd']).reasons.length === 0;
  const exits = sum(ends);
  const restarts = Math.max(unit?.restarts ?? 0, sum(again), ...again.map((o) => Number(o.captures.counter ?? 0)));
  const last = ends.reduce<ResolvedOccurrence | undefined>(
    (a, b) => ((a?.last ?? 0) > (b.last ?? 0) ? a : b),
    undefined,
  );
  const told = whole || unit?.restarts !== undefined || again.length > 0;
  return {
    entity: `unit:${name}.service`,
    label: `${name}.service`,
    name,
    runs: runs(comm, context),
    failed: unit?.failed,
    starting: unit?.active_state === undefined ? undefined : unit.active_state === 'activating',
    result: unit?.result,
    exits: whole || exits > 0 ? exits : undefined,
    restarts: told ? restarts : undefined,
    restarts_per_hour: perHour(again),
    last_end: last === undefined ? undefined : endInWords(last, context),
    killed: whole || ends.length > 0 ? ends.some((o) => o.captures.status === '9') : undefined,
    seen: seenOf([...ends, ...again]),
    refs: [...(unit?.refs ?? []), ...[...ends, ...again].slice(0, 4).map((o) => o.ref)],
  };
}

const sum = (all: readonly ResolvedOccurrence[]): number => all.reduce((total, o) => total + o.count, 0);

/** Over less than an hour three restarts are three in that hour, not three hundred. */
function perHour(again: readonly ResolvedOccurrence[]): number | undefined {
  const seen = seenOf(again);
  return seen === undefined ? undefined : sum(again) / Math.max(1, (seen.last - seen.first) / 3600);
}

function endInWords({ captures }: ResolvedOccurrence, { words }: FactContext): string {
  const { how = 'exited', status = '', name = '' } = captures;
  return words.ended(how, status, name);
}

function runs(comm: string, context: FactContext): boolean | undefined {
  const found = context.get(processes);
  if (!found.known) return undefined;
  const is = found.value.some((p) => p.comm === comm);
  return is || (found.incomplete ?? []).length === 0 ? is : undefined;
}
