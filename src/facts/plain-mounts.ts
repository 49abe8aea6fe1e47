import type { Mountinfo } from '../parsers/mountinfo.ts';
import type { Mounts } from '../parsers/mounts.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { NamespaceTable } from './mount-table.ts';

/** What the namespace of the node is called where only a plain table tells of it. */
const NODE = 'node';

/**
 * The mount table of the node as `mount` or `/proc/mounts` has it, for bundles without a mountinfo of it: which places are
 * mounted, from where. Which mounts are copies of each other, which directory of a file system they show and which peer
 * group they are in is not told, so that nothing about propagation follows from it.
 */
export function plainTableOfNode(snapshot: Snapshot): NamespaceTable | undefined {
  const own = snapshot.documents.mounts.filter((d) => isOfNode(d.value));
  const first = own.filter((d) => d.value.pid === 1);
  const best = (first.length > 0 ? first : own).reduce<(typeof own)[number] | undefined>(
    (most, d) => (most === undefined || d.value.mounts.length > most.value.mounts.length ? d : most),
    undefined,
  );
  if (best === undefined) return undefined;
  return { id: NODE, path: best.path, table: columnsOf(best.value, numbersOfNames(snapshot)), plain: true };
}

const LAYERS_OF_CONTAINERS = /\/overlay2\/|\/containers\/storage\/overlay\/|\/io\.containerd\.snapshotter\.v1\./;

/** Tables of other processes may be those of containers; so is one whose root is made of the layers of an image. */
function isOfNode({ pid, mounts }: Mounts): boolean {
  if (pid !== undefined && pid !== 1) return false;
  const root = mounts.find((m) => m.mountPoint === '/');
  return root === undefined || root.fsType !== 'overlay' || !LAYERS_OF_CONTAINERS.test(root.options.join());
}

/** `major:minor` by the path of the device. */
function numbersOfNames({ documents }: Snapshot): ReadonlyMap<string, string> {
  const numbers = new Map<string, string>();
  for (const { value } of documents.diskstats)
    for (const d of value.devices) numbers.set(`/dev/${d.name}`, `${d.major}:${d.minor}`);
  for (const { value } of documents.block_devices)
    for (const d of value.devices) {
      if (d.number === undefined) continue;
      numbers.set(`/dev/${d.name}`, d.number);
      if (d.dmName !== undefined) numbers.set(`/dev/mapper/${d.dmName}`, d.number);
    }
  return numbers;
}

/** One mount of a device may be read-only where the file system is not; it is where nobody can write to it. */
function writableDevices({ mounts }: Mounts): ReadonlySet<string> {
  return new Set(mounts.filter((m) => m.options[0] !== 'ro').map((m) => m.device));
}

function columnsOf(plain: Mounts, numbers: ReadonlyMap<string, string>): Mountinfo {
  const { mounts } = plain;
  const column = <T>(read: (mount: Mounts['mounts'][number]) => T): T[] => mounts.map(read);
  const zeros = new Int32Array(mounts.length);
  const writable = writableDevices(plain);
  return {
    rows: mounts.length,
    mountIds: Int32Array.from(mounts, (_, row) => row + 1),
    parentIds: zeros,
    devices: column((m) => numbers.get(m.device) ?? identityOf(m)),
    roots: column(() => '/'),
    mountPoints: column((m) => m.mountPoint),
    options: column((m) => m.options[0] ?? ''),
    sharedGroups: zeros,
    masterGroups: zeros,
    propagateFrom: [],
    unbindable: [],
    fsTypes: column((m) => m.fsType),
    mountSources: column((m) => m.device),
    superOptions: column((m) =>
      [writable.has(m.device) ? 'rw' : 'ro', ...m.options.filter((o) => o !== 'rw' && o !== 'ro')].join(),
    ),
    lines: Int32Array.from(mounts, (m) => m.line),
  };
}

/** A device or a share is one file system; `tmpfs` and its like are another one at each place, as df lists them. */
const identityOf = ({ device, mountPoint }: Mounts['mounts'][number]): string =>
  device.includes('/') ? device : `${device}@${mountPoint}`;
