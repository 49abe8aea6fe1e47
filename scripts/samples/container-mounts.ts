import type { Bind, Container } from './container.ts';
import { addMount, copyTree, type Mount } from './mounts.ts';
import { dockerRoot, type Node } from './node.ts';
import { CGROUP_HIERARCHIES } from './system-mounts.ts';

const MASKED_FILES = [
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
] as const;
const MASKED_DIRECTORIES = ['/proc/acpi', '/proc/scsi', '/sys/firmware'] as const;
const READ_ONLY = ['/proc/asound', '/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'] as const;

/** Builds the mount table of every container that has none yet. Call it when all mounts of the node are there. */
export function fillContainerNamespaces(node: Node): void {
  for (const container of node.containers)
    if (container.running && container.namespace.rows.length === 0) fillContainerNamespace(node, container);
}

/** The table of one container as docker and runc build it; a bind of `/` that is a slave shows the whole node. */
export function fillContainerNamespace(node: Node, container: Container): void {
  const { numbers, table } = node;
  const { namespace } = container;
  const merged = table.top.get(`${dockerRoot(node)}/overlay2/${container.layer}/merged`);
  const slave = container.binds.some((b) => b.propagation === 'rslave');
  const own = (point: string, fsType: string, options: string, superOptions: string): Mount =>
    addMount(namespace, numbers, {
      point,
      fsType,
      source: fsType,
      device: numbers.anonymousDevice(),
      options,
      superOptions,
    });
  if (merged !== undefined)
    addMount(namespace, numbers, { ...merged, point: '/', shared: 0, master: slave ? merged.shared : 0 });
  const proc = own('/proc', 'proc', 'rw,nosuid,nodev,noexec,relatime', 'rw');
  const dev = own('/dev', 'tmpfs', 'rw,nosuid', 'rw,size=65536k,mode=755');
  own('/dev/pts', 'devpts', 'rw,nosuid,noexec,relatime', 'rw,gid=5,mode=620,ptmxmode=666');
  own('/sys', 'sysfs', 'ro,nosuid,nodev,noexec,relatime', 'ro');
  addCgroups(node, container);
  own('/dev/mqueue', 'mqueue', 'rw,nosuid,nodev,noexec,relatime', 'rw');
  addShm(node, container);
  addDockerFiles(node, container);
  for (const bind of container.binds) addBind(node, container, bind);
  if (container.privileged) return;
  for (const path of READ_ONLY)
    addMount(namespace, numbers, {
      ...proc,
      point: path,
      root: path.slice('/proc'.length),
      options: 'ro,relatime',
      shared: 0,
      master: 0,
    });
  for (const path of MASKED_FILES)
    addMount(namespace, numbers, { ...dev, point: path, root: '/null', shared: 0, master: 0 });
  for (const path of MASKED_DIRECTORIES) own(path, 'tmpfs', 'ro,relatime', 'ro');
}

function addCgroups(node: Node, { namespace, cgroup }: Container): void {
  const { numbers, table } = node;
  const unified = table.top.get('/sys/fs/cgroup');
  if (unified?.fsType === 'cgroup2') {
    addMount(namespace, numbers, { ...unified, options: 'ro,nosuid,nodev,noexec,relatime', shared: 0, master: 0 });
    return;
  }
  addMount(namespace, numbers, {
    point: '/sys/fs/cgroup',
    fsType: 'tmpfs',
    source: 'tmpfs',
    device: numbers.anonymousDevice(),
    options: 'ro,nosuid,nodev,noexec,relatime',
    superOptions: 'rw,mode=755',
  });
  for (const hierarchy of CGROUP_HIERARCHIES) {
    const original = table.top.get(`/sys/fs/cgroup/${hierarchy}`);
    if (original !== undefined)
      addMount(namespace, numbers, {
        ...original,
        root: cgroup,
        options: 'ro,nosuid,nodev,noexec,relatime',
        shared: 0,
        master: original.shared,
      });
  }
}

function addShm(node: Node, container: Container): void {
  const owner = container.sandbox ?? container;
  const shm = node.table.top.get(`${dockerRoot(node)}/containers/${owner.id}/mounts/shm`);
  if (shm !== undefined)
    addMount(container.namespace, node.numbers, { ...shm, point: '/dev/shm', shared: 0, master: 0 });
}

/** resolv.conf, hostname and hosts lie in the directory that docker keeps for the container. */
function addDockerFiles(node: Node, container: Container): void {
  const owner = container.sandbox ?? container;
  for (const name of ['resolv.conf', 'hostname', 'hosts']) {
    addBind(node, container, {
      source: `${dockerRoot(node)}/containers/${owner.id}/${name}`,
      destination: `/etc/${name}`,
      propagation: 'rprivate',
      writable: true,
    });
  }
}

function addBind(node: Node, container: Container, bind: Bind): void {
  const { table, numbers } = node;
  const as = bind.propagation === 'rslave' ? 'slave' : 'private';
  if (bind.source === '/') {
    copyTree(table.rows, container.namespace, numbers, { at: bind.destination, as });
    return;
  }
  const covering = coveringMount(node, bind.source);
  if (covering === undefined) return;
  const below = covering.point === '/' ? bind.source : bind.source.slice(covering.point.length);
  addMount(container.namespace, numbers, {
    ...covering,
    point: bind.destination,
    root: covering.root === '/' ? below || '/' : covering.root + below,
    options: bind.writable ? 'rw,relatime' : 'ro,relatime',
    shared: 0,
    master: as === 'slave' ? covering.shared : 0,
  });
}

function coveringMount({ table }: Node, path: string): Mount | undefined {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = table.top.get(at);
    if (found !== undefined) return found;
  }
  return table.top.get('/');
}
