import * as z from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import { clock } from './clock.ts';
import { type Container, containers } from './containers.ts';
import { docker } from './docker.ts';
import {
  defineFact,
  entitySchema,
  type FactContext,
  known,
  refsSchema,
  type Seen,
  seenSchema,
  unknown,
} from './fact.ts';
import { kubelet } from './kubelet.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { isWithin } from './mount-table.ts';
import { type LeftTree, mountsBelowRoots } from './mounts-below-roots.ts';
import type { ResolvedOccurrence } from './occurrences.ts';
import { busyRemovals, layersOfRemovals } from './refused-removals.ts';

const needs = ['docker_inspect', 'docker_disk_containers', 'crictl_ps', 'oci_bundles'];

const leftoverContainerSchema = z
  .object({
    entity: entitySchema,
    id: z.string(),
    label: z.string(),
    status: z.string().optional().meta({ description: 'exited, dead, removing, ...', needs }),
    removing: z
      .boolean()
      .optional()
      .meta({ description: 'docker ps says Removal In Progress', needs: ['docker_ps'] }),
    exit_code: z.number().optional().meta({ needs }),
    oom_killed: z.boolean().optional().meta({ needs }),
    removal_busy: z
      .boolean()
      .optional()
      .meta({
        needs: [...needs, 'log'],
        description: 'its state or a log says that its root file system is busy and cannot be removed',
      }),
    error: z.string().optional().meta({ description: 'why its removal failed', needs }),
    path: z.string().optional().meta({ description: 'its root on the node', needs }),
    layer: z.string().optional().meta({ needs }),
    mounts_below: z
      .number()
      .optional()
      .meta({ description: 'mounts below its root in the namespace of the runtime', needs: ['mountinfo'] }),
    remains: z.string().meta({ description: 'what is left of it on the node, in words' }),
    mounted_in: z
      .string()
      .optional()
      .meta({ description: 'directory of the container below which they lie', needs: ['mountinfo'] }),
    tree: z
      .string()
      .optional()
      .meta({ description: 'that directory as the mount table of the node has it', needs: ['mountinfo'] }),
    still_receives: z
      .boolean()
      .optional()
      .meta({ description: 'some of them get a copy of each new mount of the node', needs: ['mountinfo'] }),
    binds_root: z
      .boolean()
      .optional()
      .meta({ description: 'mounts / or another directory that holds the root of kubelet or runtime', needs }),
    root_bind: z.string().optional().meta({ description: 'that mount, as source:destination:options', needs }),
    propagation: z.string().optional().meta({ description: 'rprivate, rslave or rshared, of that mount', needs }),
    twins: z
      .array(z.string())
      .meta({ description: 'containers that run, of another pod, with the same mount at the same place' }),
    finished_at: z.number().optional().meta({ description: 'epoch seconds', needs }),
    age: z.number().optional().meta({ description: 'seconds from its end to the collection', needs }),
    seen: seenSchema.optional().meta({ needs: ['log', ...needs] }),
    refs: refsSchema,
  })
  .meta({ id: 'LeftoverContainer' });
type LeftoverContainer = z.infer<typeof leftoverContainerSchema>;

/** Containers that do not run and of which something is left: a removal that failed, or mounts below their root. */
export const leftoverContainers = defineFact({
  name: 'leftover_containers',
  title: 'Containers that ended and were not removed, with the mounts below their roots',
  schema: z.array(leftoverContainerSchema),
  sources: ['docker_inspect', 'docker_disk_containers', 'docker_ps', 'mountinfo', 'mounts', 'log'],
  compute(context) {
    const found = context.get(containers);
    if (!found.known) return unknown(found.missing);
    const trees = mountsBelowRoots(context);
    const busy = busyRemovals(context);
    const layers = new Map([...layersOfRemovals(context)].map(([layer, entity]) => [entity, layer]));
    const left = found.value.flatMap((c) => {
      if (c.running === true) return [];
      const lines = busy.get(c.entity) ?? [];
      const layer = c.layer ?? layers.get(c.entity);
      // Without the name of its directory nothing in the mount table can be told to be its own.
      const tree = layer === undefined || trees === undefined ? undefined : (trees.get(layer) ?? NO_TREE);
      const isBusy = lines.length > 0 || REMOVAL_BUSY.test(c.error ?? '');
      const isLeft = c.status === 'dead' || c.status === 'removing' || isBusy || (tree?.mounts ?? 0) > 0;
      return isLeft ? [describe(c, { lines, isBusy, tree, layer }, context)] : [];
    });
    return known(left, found.incomplete);
  },
});

const REMOVAL_BUSY = /failed to remove root filesystem.{0,4400}: device or resource busy/;
const NO_TREE: LeftTree = { mounts: 0, receives: false, refs: [] };

interface Remains {
  readonly lines: readonly ResolvedOccurrence[];
  readonly isBusy: boolean;
  readonly tree: LeftTree | undefined;
  readonly layer: string | undefined;
}

function describe(c: Container, { lines, isBusy, tree, layer }: Remains, context: FactContext): LeftoverContainer {
  const bind = rootBind(c, context);
  const ps = context.snapshot.documents.docker_ps.flatMap(({ path, value }) =>
    value.containers.filter((row) => c.id.startsWith(row.id)).map((row) => ({ path, row })),
  )[0];
  const time = context.get(clock);
  const now = time.known ? time.value.collected_at : undefined;
  return {
    entity: c.entity,
    id: c.id.slice(0, 12),
    label: c.label,
    remains: context.words.leftBelowRoot(tree?.mounts),
    twins: twinsOf(c, bind, context),
    removal_busy: isBusy ? true : removalsAreTold(context) ? false : undefined,
    status: c.status,
    removing: ps === undefined ? undefined : ps.row.state === 'removing',
    exit_code: c.exit_code,
    oom_killed: c.oom_killed,
    error: c.error,
    path: c.merged_dir,
    layer,
    mounts_below: tree?.mounts,
    mounted_in: tree?.place,
    tree: tree?.top,
    still_receives: tree?.receives,
    binds_root: c.mounts === undefined ? undefined : bind !== undefined,
    root_bind: bind?.text,
    propagation: bind?.propagation,
    finished_at: c.finished_at,
    age: c.finished_at === undefined || now === undefined ? undefined : now - c.finished_at,
    seen: seenTimes(c, lines, isBusy),
    refs: refsOf(c, lines, ps === undefined ? undefined : { path: ps.path, line: ps.row.line }, tree),
  };
}

/** The daemon keeps the error with the container, and writes it into its log. */
function removalsAreTold(context: FactContext): boolean {
  const { docker_inspect: inspected, docker_disk_containers: onDisk } = context.snapshot.documents;
  return inspected.length > 0 || onDisk.length > 0 || logCoverage(context, ['dockerd']).present;
}

/** A removal follows the end of a container within seconds; the end is what the daemon keeps. */
const REMOVAL_DELAY = 60;

/** The daemon keeps when the container ended, long after the line about the removal was rotated away. */
function seenTimes(c: Container, lines: readonly ResolvedOccurrence[], isBusy: boolean): Seen | undefined {
  const logged = seenOf(lines);
  if (!isBusy || c.finished_at === undefined || c.finished_at <= 0) return logged;
  const last = Math.max(c.finished_at, logged?.last ?? 0);
  return {
    first: c.finished_at,
    last,
    first_is_onset: true,
    uncertainty: Math.max(REMOVAL_DELAY, logged?.uncertainty ?? 0),
  };
}

interface RootBind {
  readonly text: string;
  readonly source: string;
  readonly destination: string;
  readonly propagation: string | undefined;
}

/** The mount through which a container sees what is mounted for pods and containers: the shortest source that holds it. */
function rootBind(c: Container, context: FactContext): RootBind | undefined {
  const agent = context.get(kubelet);
  const daemon = context.get(docker);
  const roots = [
    agent.known ? agent.value.root : '/var/lib/kubelet',
    (daemon.known ? daemon.value.root : undefined) ?? '/var/lib/docker',
  ];
  const binds = (c.mounts ?? []).flatMap(({ source, destination, propagation }) => {
    if (source === undefined || !source.startsWith('/') || !roots.some((root) => isWithin(root, source))) return [];
    const text = [source, destination, propagation].filter(Boolean).join(':');
    return [{ text, source, destination, propagation }];
  });
  return binds.sort((a, b) => a.source.length - b.source.length)[0];
}

/** Running containers that do the same and are not to blame: of a DaemonSet, the pod that came after it. */
function twinsOf(c: Container, bind: RootBind | undefined, context: FactContext): string[] {
  const found = context.get(containers);
  if (bind === undefined || !found.known) return [];
  const same = (other: Container): boolean =>
    other.running === true &&
    other.name_in_pod === c.name_in_pod &&
    (other.mounts ?? []).some((m) => m.source === bind.source && m.destination === bind.destination);
  return found.value.filter(same).map((other) => other.label);
}

function refsOf(
  c: Container,
  lines: readonly ResolvedOccurrence[],
  ps: SourceRef | undefined,
  tree: LeftTree | undefined,
): SourceRef[] {
  return [
    ...c.refs.slice(0, 2),
    ...(ps === undefined ? [] : [ps]),
    ...lines.slice(0, 2).map((o) => o.ref),
    ...(tree?.refs ?? []),
  ];
}
