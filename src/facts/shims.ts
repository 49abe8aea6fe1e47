import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { secondsOf } from '../lib/ticks.ts';
import { clock } from './clock.ts';
import { containers } from './containers.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { processRecords } from './process-records.ts';
import { type Process, processes } from './processes.ts';

const needsSecond = ['process_stat'];
const shimSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'the shim and what it serves' }),
    pid: z.number(),
    container: z
      .string()
      .meta({ description: 'entity of the container, or of the sandbox of its pod, that it serves' }),
    container_id: z.string(),
    namespace: z
      .string()
      .optional()
      .meta({ description: 'moby for docker, k8s.io for the CRI', needs: ['process_cmdline', 'ps'] }),
    generation: z.number().meta({ description: '2 for containerd-shim-runc-v2, which serves all containers of a pod' }),
    age: z
      .number()
      .optional()
      .meta({ description: 'seconds since it was started', needs: ['process_stat', 'uptime'] }),
    children: z
      .number()
      .optional()
      .meta({ description: 'processes that it is the parent of', needs: ['process_stat'] }),
    defunct_children: z
      .number()
      .optional()
      .meta({
        description: 'those of them that have ended and that it has not taken note of',
        needs: ['process_stat', 'ps'],
      }),
    defunct: z.string().meta({ description: 'program and pid of one of those, empty where there is none' }),
    defunct_threads: z
      .number()
      .optional()
      .meta({ description: 'threads of that one that have not ended yet, itself included', needs: ['process_stat'] }),
    stays_defunct: z
      .boolean()
      .optional()
      .meta({ description: 'it is defunct in the second sample too', needs: needsSecond }),
    stays_childless: z
      .boolean()
      .optional()
      .meta({ description: 'it has no child in the second sample either', needs: needsSecond }),
    runs_by_name: z
      .boolean()
      .optional()
      .meta({
        description: 'the runtime itself lists its container, and as running',
        needs: ['docker_inspect', 'docker_disk_containers', 'crictl_ps', 'oci_bundles'],
      }),
    refs: refsSchema,
  })
  .meta({ id: 'Shim' });
export type Shim = z.infer<typeof shimSchema>;

/**
 * The shims of containerd for runc, from the process list: `containerd-shim-runc-v2 -namespace k8s.io -id <64 hex> -address
 * ...`. A shim is the parent of the processes it serves and takes note of their end; a shim for a virtual machine is none of these.
 */
export const shims = defineFact({
  name: 'shims',
  title: 'Shims of containers',
  schema: z.array(shimSchema),
  sources: ['process_stat', 'ps', 'process_cmdline', 'uptime', 'docker_inspect', 'crictl_ps', 'oci_bundles'],
  compute(context) {
    const found = context.get(processes);
    if (!found.known) return unknown(found.missing);
    const byParent = groupBy(found.value, (p) => p.ppid ?? -1);
    const tellsParents = found.value.some((p) => p.ppid !== undefined);
    const tellsState = found.value.some((p) => p.state !== undefined || isDefunctByName(p));
    const described = found.value.flatMap((process) => {
      const served = servedBy(process);
      if (served === undefined) return [];
      const children = tellsParents ? (byParent.get(process.pid) ?? []) : undefined;
      return [describe(process, served, children, tellsState, context)];
    });
    return known(described, found.incomplete ?? []);
  },
});

interface Served {
  readonly id: string;
  readonly namespace?: string | undefined;
  readonly generation: number;
}

const SHIM = /^(?:\S{0,300}\/)?(?:docker-)?containerd-shim(?:-runc-v(?<version>[12]))? /;
const WORKDIR = / -workdir \S{1,300}\/(?<id>[0-9a-f]{64})(?: |$)/;
const ID = /(?: -id |containerd-shim )(?<id>[0-9a-f]{64})(?: |$)/;

function servedBy({ command = '' }: Process): Served | undefined {
  const shim = SHIM.exec(command);
  // What the runtime starts to make or remove a shim has its verb at the end and lives for a moment.
  if (shim === null || / (?:start|delete)$/.test(command)) return undefined;
  const id = (WORKDIR.exec(command) ?? ID.exec(command))?.groups?.id;
  if (id === undefined) return undefined;
  const namespace = / -namespace (\S{1,100})/.exec(command)?.[1];
  return { id, namespace, generation: shim.groups?.version === '2' ? 2 : 1 };
}

/** ps writes `[prometheus] <defunct>` where it has no column of states. */
const isDefunctByName = ({ command = '' }: Process): boolean => command.endsWith('<defunct>');
const isDefunct = (process: Process): boolean => process.state === 'Z' || isDefunctByName(process);

function describe(
  process: Process,
  { id, namespace, generation }: Served,
  children: readonly Process[] | undefined,
  tellsState: boolean,
  context: FactContext,
): Shim {
  const defunct = (children ?? []).filter(isDefunct);
  const [dead] = defunct;
  const later = context.once(laterTable);
  const owner = context.once(ownersById).get(id);
  return {
    entity: `process:${process.pid}`,
    label: context.words.partOf(`shim (pid ${process.pid})`, owner?.label ?? id.slice(0, 12)),
    pid: process.pid,
    container: `container:${id}`,
    container_id: id,
    namespace,
    generation,
    age: ageOf(process.pid, context),
    children: children?.length,
    defunct_children: children === undefined || !tellsState ? undefined : defunct.length,
    defunct: dead === undefined ? '' : `${dead.comm.replace(/^\[|\]$/g, '')} (pid ${dead.pid})`,
    defunct_threads: dead === undefined ? undefined : processRecords(context).get(dead.pid)?.threads,
    stays_defunct: dead === undefined || later === undefined ? undefined : later.state.get(dead.pid) === 'Z',
    stays_childless: later === undefined || children?.length !== 0 ? undefined : !later.parents.has(process.pid),
    runs_by_name: owner?.running,
    refs: [...process.refs, ...(dead?.refs ?? [])],
  };
}

interface Later {
  readonly state: ReadonlyMap<number, string>;
  readonly parents: ReadonlySet<number>;
}

/** Undefined where the bundle has no second sample of the process list. */
function laterTable({ snapshot }: FactContext): Later | undefined {
  const rows = snapshot.second.process_stat.flatMap(({ value }) => value.processes);
  if (rows.length === 0) return undefined;
  return { state: new Map(rows.map((p) => [p.pid, p.state])), parents: new Set(rows.map((p) => p.ppid)) };
}

function ageOf(pid: number, context: FactContext): number | undefined {
  const time = context.get(clock);
  const uptime = time.known ? time.value.uptime : undefined;
  const started = processRecords(context).get(pid)?.startedTicks;
  return uptime === undefined || started === undefined ? undefined : Math.max(0, uptime - secondsOf(started));
}

function ownersById({ get }: FactContext): ReadonlyMap<string, { label: string; running?: boolean | undefined }> {
  const found = get(containers);
  return new Map(found.known ? found.value.map((c) => [c.id, { label: c.label, running: c.running }]) : []);
}
