/** One row of a mount table, in the words of proc(5). */
export interface Mount {
  readonly id: number;
  readonly parent: number;
  /** `major:minor` of the file system. */
  readonly device: string;
  readonly root: string;
  readonly point: string;
  readonly options: string;
  /** Peer group, 0 for none. */
  readonly shared: number;
  /** Peer group it receives from, 0 for none. */
  readonly master: number;
  readonly fsType: string;
  readonly source: string;
  readonly superOptions: string;
}

/** A mount namespace: its table and which mount is on top at each place. */
export interface Namespace {
  readonly inode: number;
  readonly rows: Mount[];
  readonly top: Map<string, Mount>;
}

/** Numbers the kernel hands out once per node: mount ids, peer groups, anonymous devices (`0:N`). */
export interface KernelNumbers {
  mountId(): number;
  peerGroup(): number;
  anonymousDevice(): string;
  /** Inode of a namespace. */
  namespaceInode(): number;
}

export function kernelNumbers(): KernelNumbers {
  let [id, group, device, inode] = [20, 0, 2, 4026532000];
  return {
    mountId: () => ++id,
    peerGroup: () => ++group,
    anonymousDevice: () => `0:${++device}`,
    namespaceInode: () => ++inode,
  };
}

/** What is to be mounted; a mount of systemd is shared, one of a container is private unless it is a slave. */
export interface MountSpec {
  readonly point: string;
  readonly fsType: string;
  readonly source: string;
  readonly device: string;
  readonly root?: string;
  readonly options?: string;
  readonly superOptions?: string;
  readonly shared?: number;
  readonly master?: number;
}

export const emptyNamespace = (inode: number): Namespace => ({ inode, rows: [], top: new Map() });

/** Mounts something on what is on top at that place. */
export function addMount(namespace: Namespace, numbers: KernelNumbers, spec: MountSpec): Mount {
  const mount: Mount = {
    id: numbers.mountId(),
    parent: coveringMount(namespace, spec.point),
    device: spec.device,
    root: spec.root ?? '/',
    point: spec.point,
    options: spec.options ?? 'rw,relatime',
    shared: spec.shared ?? 0,
    master: spec.master ?? 0,
    fsType: spec.fsType,
    source: spec.source,
    superOptions: spec.superOptions ?? 'rw',
  };
  append(namespace, mount);
  return mount;
}

function append(namespace: Namespace, mount: Mount): void {
  namespace.rows.push(mount);
  namespace.top.set(mount.point, mount);
}

/** Id of the mount below a place; the root of a namespace hangs on the hidden root file system (1). */
function coveringMount(namespace: Namespace, point: string): number {
  for (let path = point; ; path = path.slice(0, path.lastIndexOf('/'))) {
    const found = namespace.top.get(path === '' ? '/' : path);
    if (found !== undefined) return found.id;
    if (path === '' || path === '/') return 1;
  }
}

/** Where and how a tree is copied. */
export interface CopySpec {
  readonly at: string;
  /** Mount that the copied root hangs on; by default what is on top at `at`. */
  readonly onto?: number;
  /** Slaves keep receiving from the groups of the originals (MS_SLAVE); private copies receive nothing. */
  readonly as: 'slave' | 'private';
}

/**
 * Copies a whole tree below another place, as a recursive bind or the propagation of one does: every row gets a new id,
 * parents follow, and the peer group of the original becomes the master. Returns the copies in the order of the originals.
 */
export function copyTree(tree: readonly Mount[], into: Namespace, numbers: KernelNumbers, spec: CopySpec): Mount[] {
  const ids = new Map<number, number>();
  const prefix = spec.at === '/' ? '' : spec.at;
  const onto = spec.onto ?? coveringMount(into, spec.at);
  return tree.map((original) => {
    const point = original.point === '/' ? prefix || '/' : prefix + original.point;
    const master = spec.as === 'slave' ? original.shared || original.master : 0;
    const id = numbers.mountId();
    ids.set(original.id, id);
    const copy: Mount = { ...original, id, parent: ids.get(original.parent) ?? onto, point, shared: 0, master };
    append(into, copy);
    return copy;
  });
}

/** The table as /proc/<pid>/mountinfo prints it. */
export function renderMountinfo(namespace: Namespace): string {
  return namespace.rows.map(renderRow).join('');
}

function renderRow(m: Mount): string {
  const tags = `${m.shared === 0 ? '' : ` shared:${m.shared}`}${m.master === 0 ? '' : ` master:${m.master}`}`;
  return `${m.id} ${m.parent} ${m.device} ${mangled(m.root)} ${mangled(m.point)} ${m.options}${tags} - ${m.fsType} ${mangled(m.source)} ${m.superOptions}\n`;
}

/** Blanks and backslashes as the kernel mangles them. */
const mangled = (text: string): string =>
  text.replace(/[ \t\n\\]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`);
