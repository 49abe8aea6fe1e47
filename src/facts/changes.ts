import * as z from 'zod';
import { CHANGE_KINDS, type FoundChange } from './change.ts';
import { clock } from './clock.ts';
import { configurationChanges, containerChanges, imageChanges, sysctlDrift } from './configuration-changes.ts';
import { defineFact, entitySchema, type FactContext, known, type MissingReason, refsSchema, unknown } from './fact.ts';
import { failedOperations } from './failed-operations.ts';
import { cutShort } from './looked-for.ts';
import { packageChanges } from './package-changes.ts';
import { read } from './sources.ts';
import { bootChanges, daemonChanges, kernelChanges, outdatedDaemons } from './system-changes.ts';

const changeSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'what was changed, in a few words' }),
    kind: z.enum(CHANGE_KINDS),
    what: z.string(),
    pod: z
      .string()
      .optional()
      .meta({ description: 'pod of a container that was created', needs: ['docker_inspect'] }),
    is_sandbox: z.boolean().meta({ description: 'the container is the sandbox of its pod' }),
    path: z
      .string()
      .optional()
      .meta({ description: 'file of the node that it is about', needs: ['file_list', 'sysctl_file'] }),
    time: z
      .number()
      .optional()
      .meta({ description: 'epoch seconds; unknown for a state whose beginning nobody recorded', needs: ['date'] }),
    uncertainty: z
      .number()
      .optional()
      .meta({ description: 'seconds by which the time may be off', needs: ['date'] }),
    before_onset: z
      .boolean()
      .optional()
      .meta({ description: 'certainly before the first failed operation in the logs', needs: ['log'] }),
    seconds_before_onset: z
      .number()
      .optional()
      .meta({ description: 'negative when it came after', needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Change' });
export type Change = z.infer<typeof changeSchema>;

const DAY = 86_400;
/** What is older rarely explains a failure that began now, and an installation would list every file. */
const HORIZON = 30 * DAY;
/** Of each kind the newest; a node that installs a thousand packages would hide the rest. */
const MAX_OF_KIND = 200;

/** Where changes of a kind come from in numbers. */
const SOURCE_OF: Readonly<Record<string, string>> = {
  package: 'package_history',
  configuration: 'file_list',
  container: 'docker_inspect',
  sysctl_drift: 'sysctl_file',
  image: 'docker_events',
  boot: 'boots',
};

const SOURCES = ['package_history', 'file_list', 'boots', 'process_stat', 'sysctl_file'] as const;

/** What was changed in the month before the collection, oldest first, so that what came before the onset stands first. */
export const changes = defineFact({
  name: 'changes',
  title: 'What was changed on the node',
  schema: z.array(changeSchema),
  sources: [...SOURCES, 'sysctl', 'docker_inspect', 'docker_disk_containers', 'docker_events', 'log'],
  compute(context) {
    const missing = SOURCES.flatMap((source) => read(context.snapshot, source).missing);
    if (missing.length === SOURCES.length) return unknown(missing);
    const time = context.get(clock);
    const now = time.known ? time.value.collected_at : undefined;
    const onset = onsetOf(context);
    const found = [
      ...packageChanges(context),
      ...configurationChanges(context),
      ...bootChanges(context),
      ...daemonChanges(context),
      ...containerChanges(context),
      ...imageChanges(context),
      ...outdatedDaemons(context),
      ...kernelChanges(context),
      ...sysctlDrift(context),
    ].filter((c) => c.time === undefined || now === undefined || c.time > now - HORIZON);
    found.sort((a, b) => (a.time ?? Infinity) - (b.time ?? Infinity) || byPlace(a, b));
    const { kept, dropped } = newestOfEachKind(found);
    const left = dropped.map(([kind, count]) => ({
      source: SOURCE_OF[kind] ?? kind,
      reason: `${count} older changes (${kind}) left out`,
    }));
    return known(
      kept.map((change, index) => describe(change, index, onset)),
      [...missing, ...configurationMissing(context), ...cutShort(context.snapshot, SOURCES), ...left],
    );
  },
});

/** Not by their texts, which differ by language. */
function byPlace({ ref: a }: FoundChange, { ref: b }: FoundChange): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return ('line' in a ? (a.line ?? 0) : 0) - ('line' in b ? (b.line ?? 0) : 0);
}

/** Lists of other topics do not tell when configuration was written. */
function configurationMissing({ snapshot }: FactContext): MissingReason[] {
  const lists = snapshot.documents.file_list;
  if (lists.length === 0 || lists.some((d) => d.value.topic === 'changes')) return [];
  return [{ source: 'file_list', reason: 'no list of configuration files in this bundle' }];
}

function describe(change: FoundChange, index: number, onset: number | undefined): Change {
  const { kind, what, pod, isSandbox = false, path, time, uncertainty, ref } = change;
  const ahead = time === undefined || onset === undefined ? undefined : onset - time;
  return {
    entity: `change:${index}`,
    label: what,
    kind,
    what,
    pod,
    is_sandbox: isSandbox,
    path,
    time,
    uncertainty: time === undefined ? undefined : (uncertainty ?? 1),
    before_onset: ahead === undefined ? undefined : ahead > (uncertainty ?? 1),
    seconds_before_onset: ahead,
    refs: [ref],
  };
}

/** The first failed operation that the logs tell of; where a log begins with it, it may have begun before. */
function onsetOf({ get }: FactContext): number | undefined {
  const failed = get(failedOperations);
  if (!failed.known) return undefined;
  const times = failed.value.map((f) => f.seen?.first).filter((t) => t !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

function newestOfEachKind(sorted: readonly FoundChange[]): { kept: FoundChange[]; dropped: [string, number][] } {
  const totals = new Map<string, number>();
  for (const { kind } of sorted) totals.set(kind, (totals.get(kind) ?? 0) + 1);
  const skip = new Map([...totals].map(([kind, count]) => [kind, Math.max(0, count - MAX_OF_KIND)]));
  const dropped = [...skip].filter(([, count]) => count > 0);
  const kept = sorted.filter(({ kind }) => {
    const left = skip.get(kind) ?? 0;
    skip.set(kind, left - 1);
    return left <= 0;
  });
  return { kept, dropped };
}
