import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import { containers } from './containers.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { processOwners } from './process-owners.ts';
import { type Process, processes } from './processes.ts';
import { sampledTasks } from './task-samples.ts';

const needsPlace = ['process_wchan', 'task_wchan', 'task_stack', 'ps'];
const frozenContainerSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    processes: z.number().meta({ description: 'its processes that sleep in the freezer' }),
    starts: z.boolean().meta({ description: 'a runc init is among them: a start or exec that cannot go on' }),
    paused: z
      .boolean()
      .optional()
      .meta({
        description: 'the runtime knows it as paused: somebody asked for it',
        needs: ['docker_inspect', 'docker_disk_containers', 'crictl_ps', 'oci_bundles'],
      }),
    freezer_works: z
      .boolean()
      .optional()
      .meta({ description: 'a runc that works on this container is there', needs: ['process_cmdline', 'ps'] }),
    stays: z
      .boolean()
      .optional()
      .meta({
        description: 'one of them is in the freezer in the second sample too',
        needs: ['task_wchan', 'task_stack'],
      }),
    refs: refsSchema,
  })
  .meta({ id: 'FrozenContainer' });

/** `__refrigerator` of cgroup v1, `do_freezer_trap` of v2; ps cuts the name. */
const FREEZER = /^(?:_*refrig|do_freezer_trap|do_freez)/;

/**
 * Containers whose processes sleep in the freezer of their control group. The runtime freezes a container for a moment when
 * it changes its limits or stops it, and for long when somebody pauses it.
 */
export const frozenContainers = defineFact({
  name: 'frozen_containers',
  title: 'Containers in the freezer',
  schema: z.array(frozenContainerSchema),
  sources: ['process_stat', 'process_cgroup', ...needsPlace, 'docker_inspect', 'crictl_ps'],
  compute(context) {
    const found = context.get(processes);
    if (!found.known) return unknown(found.missing);
    const { places, isTold } = context.once(placesInContainers);
    if (!isTold)
      return unknown([{ source: 'process_wchan', reason: 'nothing tells in which kernel function processes sleep' }]);
    const byContainer = new Map<string, Process[]>();
    for (const process of found.value)
      if (FREEZER.test(places.get(process.pid) ?? '') && process.container_id !== undefined)
        append(byContainer, process.container_id, process);
    return known(
      [...byContainer].map(([id, frozen]) => describe(id, frozen, found.value, context)),
      found.incomplete ?? [],
    );
  },
});

function describe(id: string, frozen: readonly Process[], all: readonly Process[], context: FactContext) {
  const owner = context.once(ownersById).get(id);
  const commands = all.flatMap(({ command }) => (command === undefined ? [] : [command]));
  return {
    entity: `container:${id}`,
    label: owner?.label ?? context.words.container(id.slice(0, 12)),
    processes: frozen.length,
    starts: frozen.some(
      ({ comm, command = '' }) => /^runc:\[/.test(comm) || /^(?:\S{0,300}\/)?runc init\b/.test(command),
    ),
    paused: owner?.status === undefined ? undefined : owner.status === 'paused',
    freezer_works:
      commands.length === 0 ? undefined : commands.some((c) => /^(?:\S{0,300}\/)?runc /.test(c) && c.includes(id)),
    stays: staysOf(frozen, context),
    refs: frozen.slice(0, 4).flatMap((p) => p.refs),
  };
}

function staysOf(frozen: readonly Process[], context: FactContext): boolean | undefined {
  const pids = new Set(frozen.map((p) => p.pid));
  const later = sampledTasks(context).tasks.flatMap((t) => (pids.has(t.pid) && t.later !== undefined ? [t.later] : []));
  if (later.length === 0) return undefined;
  return later.some((place) => [place.wchan ?? '', ...(place.frames ?? [])].some((f) => FREEZER.test(f)));
}

interface Places {
  readonly places: ReadonlyMap<number, string>;
  /** Of some process of the node it is known where it sleeps. */
  readonly isTold: boolean;
}

/** Of each process of a container the freezer where one of its threads sleeps there, else the place of its first thread. */
function placesInContainers(context: FactContext): Places {
  const places = new Map<number, string>();
  const { documents } = context.snapshot;
  const owners = processOwners(context);
  let isTold = false;
  const add = (pid: number, symbol: string | undefined): void => {
    if (symbol === undefined) return;
    isTold = true;
    if (owners.get(pid)?.container_id === undefined) return;
    if (!places.has(pid) || FREEZER.test(symbol)) places.set(pid, symbol);
  };
  for (const { value } of documents.ps) for (const p of value.processes) add(p.pid, p.wchan);
  for (const { value } of documents.process_wchan)
    for (const p of value.processes) if (p.pid !== undefined) add(p.pid, p.symbol);
  for (const task of sampledTasks(context).tasks) {
    add(task.pid, task.wchan);
    for (const frame of (task.frames ?? []).slice(0, 3)) add(task.pid, frame);
  }
  return { places, isTold };
}

function ownersById({ get }: FactContext): ReadonlyMap<string, { label: string; status?: string | undefined }> {
  const found = get(containers);
  return new Map(found.known ? found.value.map((c) => [c.id, { label: c.label, status: c.status }]) : []);
}
