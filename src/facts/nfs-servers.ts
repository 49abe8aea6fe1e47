import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { containers } from './containers.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { mountTables } from './mount-tables.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';
import { type StuckTask, stuckTasks } from './stuck-tasks.ts';

const nfsServerSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    server: z.string().meta({ description: 'as the mount names it' }),
    complaints: z.number().meta({ description: 'kernel messages that it does not respond' }),
    answers: z
      .boolean()
      .optional()
      .meta({ description: 'it answered again after the last complaint', needs: ['log'] }),
    mount_points: z.array(z.string()).meta({ description: 'where something of it is mounted, at most ten' }),
    filesystems: z.array(z.string()).meta({ description: 'entities of its file systems' }),
    waiting: z
      .number()
      .optional()
      .meta({ description: 'tasks that sleep in NFS on one of its mounts', needs: ['task_stack', 'process_stat'] }),
    waiting_tasks: z.array(z.string()).meta({ description: 'those tasks, at most ten' }),
    containers: z.array(z.string()).meta({ description: 'entities of the containers that those tasks belong to' }),
    refs: refsSchema,
    seen: seenSchema.optional().meta({ needs: ['log'] }),
  })
  .meta({ id: 'NfsServer' });

const MAX_NAMED = 10;

interface Place {
  readonly points: Set<string>;
  readonly filesystems: Set<string>;
}

/** Servers of NFS mounts: whether the kernel waits for them, and who waits. */
export const nfsServers = defineFact({
  name: 'nfs_servers',
  title: 'Servers of NFS mounts',
  schema: z.array(nfsServerSchema),
  sources: ['mountinfo', 'log', 'task_stack', 'process_stat', 'docker_inspect'],
  compute(context) {
    const { snapshot } = context;
    const places = placesByServer(context);
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present && snapshot.documents.mountinfo.length === 0) return unknown(coverage.reasons);
    const complaints = groupByServer(occurrencesOf(context, 'nfs_not_responding'));
    const answers = groupByServer(occurrencesOf(context, 'nfs_answers_again'));
    const servers = new Set([...places.keys(), ...complaints.keys()]);
    const found = [...servers].map((server) =>
      describe(
        server,
        { place: places.get(server), complained: complaints.get(server) ?? [], answered: answers.get(server) ?? [] },
        context,
      ),
    );
    return known(found, coverage.reasons);
  },
});

interface Told {
  readonly place: Place | undefined;
  readonly complained: readonly ResolvedOccurrence[];
  readonly answered: readonly ResolvedOccurrence[];
}

function describe(server: string, { place, complained, answered }: Told, context: FactContext) {
  const filesystems = [...(place?.filesystems ?? [])];
  const tasks = context.get(stuckTasks);
  const waiting = tasks.known
    ? tasks.value.filter((t) => t.waits_for === 'nfs' && t.filesystems.some((f) => filesystems.includes(f)))
    : undefined;
  return {
    entity: `nfs_server:${server}`,
    label: server,
    server,
    complaints: complained.reduce((sum, o) => sum + o.count, 0),
    answers: answeredLast(complained, answered),
    mount_points: [...(place?.points ?? [])].slice(0, MAX_NAMED),
    filesystems,
    waiting: waiting?.length,
    waiting_tasks: (waiting ?? []).slice(0, MAX_NAMED).map((t) => t.label),
    containers: [...new Set((waiting ?? []).flatMap((t) => containerEntities(t, context)))],
    seen: seenOf(complained),
    refs: [
      ...complained.slice(0, 3).map((o) => o.ref),
      ...(waiting ?? []).slice(0, 3).flatMap((t) => t.refs.slice(0, 1)),
    ],
  };
}

/** Whether an answer was logged after the last complaint; undefined where their times cannot be compared. */
function answeredLast(
  complained: readonly ResolvedOccurrence[],
  answered: readonly ResolvedOccurrence[],
): boolean | undefined {
  if (complained.length === 0) return undefined;
  if (answered.length === 0) return false;
  const last = (all: readonly ResolvedOccurrence[]): number =>
    Math.max(...all.map((o) => o.last ?? Number.NEGATIVE_INFINITY));
  const [complaint, answer] = [last(complained), last(answered)];
  return Number.isFinite(complaint) && Number.isFinite(answer) ? answer >= complaint : undefined;
}

/** The container of the task, and the sandbox of its pod, which the kubelet asks for as well. */
function containerEntities(task: StuckTask, { get }: FactContext): string[] {
  const own = task.container_id === undefined ? [] : [`container:${task.container_id}`];
  const listed = get(containers);
  if (task.pod_uid === undefined || !listed.known) return own;
  return [...own, ...listed.value.filter((c) => c.is_sandbox && c.pod_uid === task.pod_uid).map((c) => c.entity)];
}

const groupByServer = (all: readonly ResolvedOccurrence[]): Map<string, ResolvedOccurrence[]> =>
  groupBy(all, (o) => o.captures.server ?? '');

/** `192.0.2.40:/export/data` and `[2001:db8::1]:/export`, in every namespace that was collected. */
function placesByServer(context: FactContext): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { table } of mountTables(context).namespaces)
    for (let row = 0; row < table.rows; row++) {
      if (!/^nfs4?$/.test(table.fsTypes[row] ?? '')) continue;
      const server = /^\[?([^\]]{1,255}?)\]?:\//.exec(table.mountSources[row] ?? '')?.[1];
      if (server === undefined) continue;
      const place = places.get(server) ?? { points: new Set(), filesystems: new Set() };
      places.set(server, place);
      place.points.add(table.mountPoints[row] ?? '');
      place.filesystems.add(`filesystem:${table.devices[row] ?? ''}`);
    }
  return places;
}
