import { addMount, type Mount, type MountSpec } from './mounts.ts';
import type { Node } from './node.ts';
import { addKernelThread } from './system-processes.ts';

/** A disk that was mounted for a job and never unmounted. */
export interface LeakedDisk {
  /** `vdfiw` */
  readonly name: string;
  readonly volume: string;
  /** Epoch seconds at which it was mounted. */
  readonly mountedAt: number;
  /** Where else its file system is mounted than below the directory of the kubelet, in the order of the mount table. */
  readonly references: readonly string[];
}

/** Where a mount below the directory of the kubelet shows up besides, because that directory has several places. */
export interface Alias {
  readonly prefix: string;
  /** A copy in a tree that receives only. */
  readonly isSlave: boolean;
}

/** Letters that stand for a number: vda, ..., vdz, vdaa, ..., vdzz, vdaaa. */
export function diskLetters(n: number): string {
  const letter = String.fromCharCode(97 + (n % 26));
  return n < 26 ? letter : diskLetters(Math.floor(n / 26) - 1) + letter;
}

const CSI = '/plugins/kubernetes.io/csi/pv';
/** What the disks of one batch have in common, as ids of a cloud do that were handed out one behind the other. */
const BATCHES = ['d-bp1iau7367wkpf6', 'd-bp1dtkaipms3op8', 'd-bp1gr027v6iq2et', 'd-bp19e4hd0x5ls8w'] as const;
/** KiB used of a disk of 308,521,792 KiB. */
const USED = [56_841_364, 2_201_884, 14_883_200, 31_442_076, 8_120_448, 120_772_904] as const;
const KIB = 308_521_792;

export interface LeakSpec {
  /** The number of the first disk among all of the node: 0 is vda. */
  readonly firstDisk: number;
  readonly count: number;
  /** Of the disks in between only every so many are there, besides those that the incident names. */
  readonly every?: number;
  readonly named?: ReadonlySet<string>;
  readonly kubeletRoot: string;
  readonly aliases: readonly Alias[];
  mountedAt(index: number): number;
  /** The volume of a disk that the incident names. */
  readonly volumes: ReadonlyMap<string, string>;
  /** How many of the aliases also hold the mount of the pod that used the disk; it is gone everywhere else. */
  podMounts(index: number): readonly Alias[];
  /** Disks whose journal was aborted, by name. */
  readonly readOnly: ReadonlySet<string>;
  /** Seconds since boot at a time since the epoch. */
  uptime(epoch: number): number;
}

/** Adds disks whose mount of the kubelet, with every copy of it, has outlived the pod: mounts, rows of df and threads. */
export function addLeakedDisks(node: Node, spec: LeakSpec): LeakedDisk[] {
  const random = node.random.fork('leaked disks');
  const indexes = Array.from({ length: spec.count }, (_, index) => index);
  const { every = 1 } = spec;
  return indexes.flatMap((index) => {
    const name = `vd${diskLetters(spec.firstDisk + index)}`;
    if (index % every !== 0 && spec.named?.has(name) !== true) return [];
    const volume = spec.volumes.get(name) ?? `${random.pick(BATCHES)}${random.suffix(5)}`;
    const mountedAt = Math.round(spec.mountedAt(index) / 60) * 60;
    const global = `${CSI}/${volume}/globalmount`;
    const source = `/dev/${name}`;
    const group = node.numbers.peerGroup();
    const mount: MountSpec = {
      point: spec.kubeletRoot + global,
      fsType: 'ext4',
      source,
      device: `253:${16 * (spec.firstDisk + index)}`,
      shared: group,
      ...(spec.readOnly.has(name) ? { superOptions: 'ro' } : {}),
    };
    addMount(node.table, node.numbers, mount);
    const used = random.pick(USED);
    node.filesystems.push({
      ...{ source, type: 'ext4', point: mount.point, kib: KIB, used, available: KIB - used - 16_384 },
      ...{ inodes: 19_660_800, inodesUsed: 11 + (used % 97) },
    });
    const uid = random.uuid();
    const copies = [
      ...spec.aliases.map((alias) => copyOf(mount, alias, global)),
      ...spec
        .podMounts(index)
        .map((alias) => copyOf(mount, alias, `/pods/${uid}/volumes/kubernetes.io~csi/${volume}/mount`)),
    ];
    const references = copies.map((copy) => addMount(node.table, node.numbers, copy).point);
    addJournalThreads(node, name, spec.uptime(mountedAt), index > 0);
    return [{ name, volume, mountedAt, references }];
  });
}

const copyOf = (mount: MountSpec, alias: Alias, path: string): MountSpec => ({
  ...mount,
  point: alias.prefix + path,
  ...(alias.isSlave ? { shared: 0, master: mount.shared ?? 0 } : {}),
});

/** Commit and checkpoint of the journal and the conversion of extents; the first journal has lost its second thread. */
function addJournalThreads(node: Node, name: string, started: number, checkpoint: boolean): void {
  const pid = node.nextPid();
  addKernelThread(node, pid, `jbd2/${name}-8`, { started, state: 'S', wchan: 'kjournald2' });
  if (checkpoint)
    addKernelThread(node, pid + 1, `jbd2-ckpt/${name}`, { started, state: 'S', wchan: 'jbd2_checkpoint_thread' });
  addKernelThread(node, pid + 2, 'ext4-rsv-conver', { started, wchan: 'rescuer_thread' });
}

/** The copies of mounts that are there already, as the places of the directory they lie in show them. */
export function propagate(node: Node, below: string, aliases: readonly Alias[], rows: readonly Mount[]): void {
  for (const row of rows) {
    if (!row.point.startsWith(`${below}/`)) continue;
    for (const { prefix, isSlave } of aliases)
      addMount(node.table, node.numbers, {
        ...row,
        point: prefix + row.point.slice(below.length),
        ...(isSlave ? { shared: 0, master: row.shared } : {}),
      });
  }
}
