import { containers } from './containers.ts';
import type { FactContext } from './fact.ts';
import { heldVolumes } from './held-volumes.ts';
import { mountTables } from './mount-tables.ts';
import { podUidOfPath } from './pod-uid.ts';
import { pods } from './pods.ts';
import { processes } from './processes.ts';

/** A file system on a block device, and what its mounts are for. */
export interface DeviceUse {
  /** `major:minor`. */
  readonly number: string;
  /** Kernel name, as `vda1` or `mapper/data`. */
  readonly name: string;
  readonly fsType: string;
  /** Mount points in the namespace of the node, or else in one that has it, at most ten: paths of one namespace only. */
  readonly points: readonly string[];
  /** Entries of the mount tables, in all namespaces. */
  readonly mounts: number;
  /** Somebody works with it: it is mounted elsewhere than for the node, below a dead tree or for a pod that is gone. */
  readonly used: boolean;
  /** The file system itself is read-only, whatever a single mount is. */
  readonly readOnly: boolean;
  /** Entities of the groups of volumes that the kubelet cannot unmount it belongs to. */
  readonly heldBy: readonly string[];
  readonly path: string;
  readonly line: number;
}

type Draft = { -readonly [K in keyof DeviceUse]: DeviceUse[K] };

/**
 * Where a mount alone is no use: the directory in which the kubelet keeps a volume for the node, and what lies below the
 * root of a container, where it is only a view.
 */
const STAGED = '/plugins/kubernetes.io/csi/';
/** Most of the mounts of a node hold none of these, which is found out fast. */
const ELSEWHERE = ['/plugins/kubernetes.io/', '/overlay2/', '/io.containerd.runtime.v2.task/'] as const;
const WITHOUT_USE =
  /\/plugins\/kubernetes\.io\/[^/]+\/mounts\/|\/overlay2\/[0-9a-z]{1,64}\/merged\/|\/io\.containerd\.runtime\.v2\.task\/[^/]{1,64}\/[^/]{1,128}\/rootfs\//;

const MAX_POINTS = 10;

/** File systems on block devices by number; undefined where no mount table was collected. */
export const deviceUses = (context: FactContext): ReadonlyMap<string, DeviceUse> | undefined => context.once(join);

function join(context: FactContext): ReadonlyMap<string, DeviceUse> | undefined {
  const tables = mountTables(context);
  if (tables.namespaces.length === 0) return undefined;
  const alive = livePods(context);
  const uses = new Map<string, Draft>();
  const node = tables.node;
  for (const namespace of [...(node === undefined ? [] : [node]), ...tables.namespaces.filter((n) => n !== node)]) {
    const { table, path } = namespace;
    for (let row = 0; row < table.rows; row++) {
      const source = table.mountSources[row] ?? '';
      const number = table.devices[row] ?? '';
      if (!source.startsWith('/dev/') || number.startsWith('0:')) continue;
      const point = table.mountPoints[row] ?? '';
      let use = uses.get(number);
      if (use === undefined) {
        use = newUse(number, source, table.fsTypes[row] ?? '', path, table.lines[row] ?? 1);
        uses.set(number, use);
      }
      use.mounts++;
      // Tables are told apart by their paths; a command of one namespace finds no path of another.
      if (use.path === path && use.points.length < MAX_POINTS) use.points = [...use.points, point];
      const options = table.superOptions[row] ?? '';
      use.readOnly ||= options === 'ro' || options.startsWith('ro,');
      use.used ||= isUse(point, alive);
    }
  }
  noteHolders(uses, context);
  return uses;
}

/** Lists of a few members that grow by `push` get room for seventeen, which of thousands of devices is megabytes. */
const NONE: readonly string[] = [];

const newUse = (number: string, source: string, fsType: string, path: string, line: number): Draft => ({
  number,
  name: source.slice('/dev/'.length),
  fsType,
  path,
  line,
  points: NONE,
  mounts: 0,
  used: false,
  readOnly: false,
  heldBy: NONE,
});

function isUse(point: string, alive: ReadonlySet<string> | undefined): boolean {
  if (point.endsWith('/globalmount') && point.includes(STAGED)) return false;
  if (ELSEWHERE.some((part) => point.includes(part)) && WITHOUT_USE.test(point)) return false;
  const uid = podUidOfPath(point);
  return uid === undefined || alive === undefined || alive.has(uid);
}

/** Uids of pods that have a process or a running container; undefined where neither was collected. */
export function livePods(context: FactContext): ReadonlySet<string> | undefined {
  const [running, known] = [context.get(processes), context.get(containers)];
  const uids = new Set<string>();
  if (running.known) for (const p of running.value) if (p.pod_uid !== undefined) uids.add(p.pod_uid);
  if (known.known) for (const c of known.value) if (c.running === true && c.pod_uid !== undefined) uids.add(c.pod_uid);
  if (uids.size === 0) return undefined;
  const listed = context.get(pods);
  if (listed.known) for (const p of listed.value) if (p.phase === 'Running' || p.phase === 'Pending') uids.add(p.uid);
  return uids;
}

function noteHolders(uses: ReadonlyMap<string, Draft>, context: FactContext): void {
  const held = context.get(heldVolumes);
  if (!held.known) return;
  for (const group of held.value)
    for (const filesystem of group.filesystems) {
      const use = uses.get(filesystem.slice('filesystem:'.length));
      if (use !== undefined) use.heldBy = [...use.heldBy, group.entity];
    }
}
