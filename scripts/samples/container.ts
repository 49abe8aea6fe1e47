import { addMount, emptyNamespace, type Namespace } from './mounts.ts';
import { addFilesystem, addProcess, dockerRoot, type Node } from './node.ts';
import { tmpfsSpace } from './tmpfs-space.ts';

/** A bind mount of a container, as docker names its parts. */
export interface Bind {
  readonly source: string;
  readonly destination: string;
  readonly propagation: 'rprivate' | 'rslave' | 'rshared';
  readonly writable: boolean;
}

/** A container of the docker daemon. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Directory of its file system below overlay2. */
  readonly layer: string;
  readonly lower: string;
  readonly command: string;
  readonly running: boolean;
  readonly exitCode: number;
  /** 0 when it does not run. */
  readonly pid: number;
  /** Epoch seconds. */
  readonly startedAt: number;
  readonly finishedAt?: number;
  /** Why the daemon could not remove it; it has no process any more and is no longer an exited container. */
  readonly removalError?: string;
  readonly cgroup: string;
  readonly binds: readonly Bind[];
  readonly labels: Readonly<Record<string, string>>;
  /** Container that owns network and shm. */
  readonly sandbox?: Container;
  readonly namespace: Namespace;
  readonly privileged: boolean;
}

export interface ContainerSpec {
  /** By default an invented one. */
  readonly id?: string;
  readonly name: string;
  readonly image: string;
  readonly command: string;
  readonly comm: string;
  readonly layer?: string;
  readonly running?: boolean;
  readonly exitCode?: number;
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly removalError?: string;
  readonly cgroup?: string;
  readonly binds?: readonly Bind[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly sandbox?: Container;
  readonly privileged?: boolean;
}

/** Adds a container: its overlay mount, shm and network namespace on the node, its shim and first process. */
export function addContainer(node: Node, spec: ContainerSpec): Container {
  const { random } = node;
  const id = spec.id ?? random.hex(64);
  const running = spec.running ?? true;
  const layer = spec.layer ?? random.hex(64);
  const container: Container = {
    id,
    name: spec.name,
    image: spec.image,
    layer,
    lower: lowerLayers(node, spec.image),
    command: spec.command,
    running,
    exitCode: spec.exitCode ?? 0,
    pid: running ? node.nextPid() : 0,
    startedAt: spec.startedAt,
    ...(spec.finishedAt === undefined ? {} : { finishedAt: spec.finishedAt }),
    ...(spec.removalError === undefined ? {} : { removalError: spec.removalError }),
    cgroup: `${spec.cgroup ?? '/docker'}/${id}`,
    binds: spec.binds ?? [],
    labels: spec.labels ?? {},
    ...(spec.sandbox === undefined ? {} : { sandbox: spec.sandbox }),
    namespace: emptyNamespace(running ? node.numbers.namespaceInode() : 0),
    privileged: spec.privileged ?? false,
  };
  node.containers.push(container);
  if (running) start(node, container, spec.comm);
  return container;
}

function start(node: Node, container: Container, comm: string): void {
  const { numbers, table, spec } = node;
  const { layer, lower } = container;
  const overlay = `${dockerRoot(node)}/overlay2`;
  const merged = `${overlay}/${layer}/merged`;
  addMount(table, numbers, {
    point: merged,
    fsType: 'overlay',
    source: 'overlay',
    device: numbers.anonymousDevice(),
    superOptions: `rw,lowerdir=${lower},upperdir=${overlay}/${layer}/diff,workdir=${overlay}/${layer}/work`,
    shared: numbers.peerGroup(),
  });
  node.filesystems.push({ ...spec.root, source: 'overlay', type: 'overlay', point: merged });
  if (container.sandbox === undefined) mountSandbox(node, container.id);
  addContainerProcesses(node, container, comm);
}

/** What a container that owns network and shm has of its own on the node. */
function mountSandbox(node: Node, id: string): void {
  const { numbers, table } = node;
  addFilesystem(node, {
    source: 'shm',
    type: 'tmpfs',
    point: `${dockerRoot(node)}/containers/${id}/mounts/shm`,
    ...tmpfsSpace(65_536),
    options: 'rw,nosuid,nodev,noexec,relatime',
    superOptions: 'rw,size=65536k',
  });
  addMount(table, numbers, {
    point: `/run/docker/netns/${id.slice(0, 12)}`,
    fsType: 'nsfs',
    source: 'nsfs',
    device: '0:4',
    root: `net:[${numbers.namespaceInode()}]`,
    options: 'rw',
    superOptions: 'rw',
    shared: numbers.peerGroup(),
  });
}

function addContainerProcesses(node: Node, container: Container, comm: string): void {
  const { clock } = node.spec;
  const { id, pid, command, cgroup, namespace } = container;
  const shim = node.nextPid();
  const started = Math.max(30, container.startedAt - (clock.collectedAt - clock.uptime));
  addProcess(node, {
    pid: shim,
    comm: 'containerd-shim',
    command: `containerd-shim -namespace moby -workdir /var/lib/containerd/io.containerd.runtime.v1.linux/moby/${id} -address /run/containerd/containerd.sock`,
    cgroup: '/system.slice/containerd.service',
    threads: 10,
    rss: 1400,
    started,
  });
  addProcess(node, { pid, ppid: shim, comm, command, cgroup, namespace, threads: 4, rss: 3600, started });
}

/** Short links of the read-only layers: the same image has the same ones on every container. */
function lowerLayers(node: Node, image: string): string {
  const layers = node.random.fork(`image ${image}`);
  const docker = dockerRoot(node);
  const own = `${docker}/overlay2/l/${node.random.hex(26).toUpperCase()}`;
  return [own, ...Array.from({ length: 3 }, () => `${docker}/overlay2/l/${layers.hex(26).toUpperCase()}`)].join(':');
}
