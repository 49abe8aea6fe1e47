import { emptyNamespace, addMount, type Namespace } from './mounts.ts';
import { addProcess, dockerRoot, type Node } from './node.ts';

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
  readonly cgroup: string;
  readonly binds: readonly Bind[];
  readonly labels: Readonly<Record<string, string>>;
  /** Container that owns network and shm. */
  readonly sandbox?: Container;
  readonly namespace: Namespace;
  readonly privileged: boolean;
}

export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly command: string;
  readonly comm: string;
  readonly layer?: string;
  readonly running?: boolean;
  readonly exitCode?: number;
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly cgroup?: string;
  readonly binds?: readonly Bind[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly sandbox?: Container;
  readonly privileged?: boolean;
}

/** Adds a container: its overlay mount, shm and network namespace on the node, its shim and first process. */
export function addContainer(node: Node, spec: ContainerSpec): Container {
  const { random } = node;
  const id = random.hex(64);
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
  const { id, layer, lower, pid, sandbox } = container;
  const docker = dockerRoot(node);
  const merged = `${docker}/overlay2/${layer}/merged`;
  const superOptions = `rw,lowerdir=${lower},upperdir=${docker}/overlay2/${layer}/diff,workdir=${docker}/overlay2/${layer}/work`;
  addMount(table, numbers, { point: merged, fsType: 'overlay', source: 'overlay', device: numbers.anonymousDevice(), superOptions, shared: numbers.peerGroup() });
  node.filesystems.push({ ...spec.root, source: 'overlay', type: 'overlay', point: merged });
  if (sandbox === undefined) {
    const shm = `${docker}/containers/${id}/mounts/shm`;
    addMount(table, numbers, { point: shm, fsType: 'tmpfs', source: 'shm', device: numbers.anonymousDevice(), options: 'rw,nosuid,nodev,noexec,relatime', superOptions: 'rw,size=65536k', shared: numbers.peerGroup() });
    node.filesystems.push({ source: 'shm', type: 'tmpfs', point: shm, kib: 65536, used: 0, available: 65536, inodes: 957808, inodesUsed: 1 });
    addMount(table, numbers, { point: `/run/docker/netns/${id.slice(0, 12)}`, fsType: 'nsfs', source: 'nsfs', device: '0:4', root: `net:[${numbers.namespaceInode()}]`, options: 'rw', superOptions: 'rw', shared: numbers.peerGroup() });
  }
  const shim = node.nextPid();
  const started = Math.max(30, container.startedAt - (spec.clock.collectedAt - spec.clock.uptime));
  addProcess(node, { pid: shim, comm: 'containerd-shim', command: `containerd-shim -namespace moby -workdir /var/lib/containerd/io.containerd.runtime.v1.linux/moby/${id} -address /run/containerd/containerd.sock`, cgroup: '/system.slice/containerd.service', threads: 10, rss: 1400, started });
  addProcess(node, { pid, ppid: shim, comm, command: container.command, cgroup: container.cgroup, namespace: container.namespace, threads: 4, rss: 3600, started });
}

/** Short links of the read-only layers: the same image has the same ones on every container. */
function lowerLayers(node: Node, image: string): string {
  const layers = node.random.fork(`image ${image}`);
  const docker = dockerRoot(node);
  const own = `${docker}/overlay2/l/${node.random.hex(26).toUpperCase()}`;
  return [own, ...Array.from({ length: 3 }, () => `${docker}/overlay2/l/${layers.hex(26).toUpperCase()}`)].join(':');
}
