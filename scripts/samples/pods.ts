import { addContainer, type Bind, type Container } from './container.ts';
import { addMount } from './mounts.ts';
import { addFilesystem, type Node } from './node.ts';
import { tmpfsSpace } from './tmpfs-space.ts';

/** A container of a pod. One that has finished was an init container or a job. */
export interface PodContainer {
  readonly name: string;
  readonly image: string;
  /** First word is the program. */
  readonly command: string;
  readonly finished?: boolean;
  readonly binds?: readonly Bind[];
  readonly privileged?: boolean;
}

/** A disk of the pod, attached as a block device and mounted by the CSI driver. */
export interface PodDisk {
  readonly volume: string;
  readonly source: string;
  readonly device: string;
  readonly kib: number;
  readonly used: number;
}

export interface PodSpec {
  readonly namespace: string;
  readonly name: string;
  readonly containers: readonly PodContainer[];
  /** Seconds before the collection. */
  readonly age: number;
  /** Volumes in memory: secrets and tokens; one more than that is the token of the service account. */
  readonly secrets?: number;
  /** Directories of the pod that are bound into each container as subPath. */
  readonly subPaths?: number;
  readonly disks?: readonly PodDisk[];
  /** A sandbox with its own network namespace; every pod has one. */
  readonly sandboxImage?: string;
}

export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly containers: readonly Container[];
}

const bind = (source: string, destination: string, writable = true): Bind => ({
  source,
  destination,
  propagation: 'rprivate',
  writable,
});

/** Adds a pod: volumes on the node, sandbox, containers. */
export function addPod(node: Node, spec: PodSpec): Pod {
  const uid = node.random.uuid();
  const directory = `/var/lib/kubelet/pods/${uid}`;
  const binds = [
    ...secretVolumes(node, spec, directory),
    ...diskVolumes(node, spec, directory),
    bind(`${directory}/etc-hosts`, '/etc/hosts'),
  ];
  const startedAt = node.spec.clock.collectedAt - spec.age;
  const cgroup = `/kubepods/burstable/pod${uid}`;
  const labels = (container: string) => podLabels(spec, uid, container);
  const dockerName = (container: string): string => `k8s_${container}_${spec.name}_${spec.namespace}_${uid}_0`;
  const sandbox = addContainer(node, {
    name: dockerName('POD'),
    image: spec.sandboxImage ?? 'registry.example.com/base/pause:3.2',
    command: '/pause',
    comm: 'pause',
    startedAt,
    cgroup,
    labels: labels('POD'),
  });
  const containers = spec.containers.map((c) =>
    addContainer(node, {
      name: dockerName(c.name),
      image: c.image,
      command: c.command,
      comm: commOf(c.command),
      startedAt: startedAt + 2,
      ...(c.finished === true ? { running: false, finishedAt: startedAt + 4 } : {}),
      cgroup,
      labels: labels(c.name),
      sandbox,
      binds: [
        ...binds,
        ...subPathBinds(node, spec, directory, c),
        bind(`${directory}/containers/${c.name}/${node.random.hex(8)}`, '/dev/termination-log'),
        ...(c.binds ?? []),
      ],
      privileged: c.privileged ?? false,
    }),
  );
  return { namespace: spec.namespace, name: spec.name, uid, containers: [sandbox, ...containers] };
}

const podLabels = (spec: PodSpec, uid: string, container: string): Readonly<Record<string, string>> => ({
  'io.kubernetes.container.name': container,
  'io.kubernetes.pod.name': spec.name,
  'io.kubernetes.pod.namespace': spec.namespace,
  'io.kubernetes.pod.uid': uid,
});

const commOf = (command: string): string => (command.split(' ')[0] ?? '').replace(/^.*\//, '').slice(0, 15);

function secretVolumes(node: Node, spec: PodSpec, directory: string): Bind[] {
  return Array.from({ length: (spec.secrets ?? 0) + 1 }, (_, i) => {
    const token = i === 0;
    const name = token ? `default-token-${node.random.suffix(5)}` : `tls-${i}`;
    const point = `${directory}/volumes/kubernetes.io~secret/${name}`;
    const half = Math.floor(node.spec.memoryKib / 8) * 4;
    addFilesystem(node, { source: 'tmpfs', type: 'tmpfs', point, ...tmpfsSpace(half, 12, 9) });
    return bind(point, token ? '/var/run/secrets/kubernetes.io/serviceaccount' : `/etc/tls/${i}`, false);
  });
}

function diskVolumes(node: Node, spec: PodSpec, directory: string): Bind[] {
  return (spec.disks ?? []).map((disk) => {
    const global = `/var/lib/kubelet/plugins/kubernetes.io/csi/pv/${disk.volume}/globalmount`;
    const point = `${directory}/volumes/kubernetes.io~csi/${disk.volume}/mount`;
    const inodes = Math.floor(disk.kib / 16);
    const space = {
      kib: disk.kib,
      used: disk.used,
      available: Math.floor(disk.kib * 0.95) - disk.used,
      inodes,
      inodesUsed: Math.floor(inodes / 60),
    };
    addFilesystem(node, { source: disk.source, type: 'ext4', point: global, device: disk.device, ...space });
    const original = node.table.top.get(global);
    if (original !== undefined) addMount(node.table, node.numbers, { ...original, point });
    return bind(point, `/srv/${disk.volume}`);
  });
}

/** The kubelet binds each subPath below volume-subpaths first and hands that to the container. */
function subPathBinds(node: Node, spec: PodSpec, directory: string, container: PodContainer): Bind[] {
  return Array.from({ length: container.finished === true ? 0 : (spec.subPaths ?? 0) }, (_, i) => {
    const point = `${directory}/volume-subpaths/conf/${container.name}/${i}`;
    const root = node.table.top.get('/');
    if (root !== undefined)
      addMount(node.table, node.numbers, {
        ...root,
        point,
        root: `${directory}/volumes/kubernetes.io~configmap/conf/part-${i}`,
      });
    return bind(point, `/etc/app/part-${i}`, false);
  });
}

/** `/` of the node seen from a container, as monitoring and log agents mount it. */
export const hostRoot = (destination: string): Bind => ({
  source: '/',
  destination,
  propagation: 'rslave',
  writable: false,
});

/** The agents that run on every node: monitoring and logs, both with `/` of the node inside, and the proxy. */
export function addNodeAgents(node: Node, age = 8_000_000): Pod[] {
  const agent = (namespace: string, name: string, container: PodContainer): Pod =>
    addPod(node, { namespace, name: `${name}-${node.random.suffix(5)}`, age, containers: [container] });
  return [
    agent('monitoring', 'node-exporter', {
      name: 'exporter',
      image: 'registry.example.com/base/node-exporter:v1.3.1',
      command: '/bin/node_exporter --path.rootfs=/host/root',
      binds: [hostRoot('/host/root')],
    }),
    agent('logging', 'log-agent', {
      name: 'agent',
      image: 'registry.example.com/base/log-agent:2.4.0',
      command: '/usr/local/bin/log-agent --root=/host',
      binds: [hostRoot('/host')],
    }),
    agent('kube-system', 'kube-proxy', {
      name: 'kube-proxy',
      image: 'registry.example.com/base/kube-proxy:v1.20.11',
      command: '/usr/local/bin/kube-proxy --config=/var/lib/kube-proxy/config.conf',
      binds: [{ source: '/lib/modules', destination: '/lib/modules', propagation: 'rprivate', writable: false }],
      privileged: true,
    }),
  ];
}

const APPLICATIONS = [
  'cart',
  'catalog',
  'checkout',
  'invoice',
  'ledger',
  'mailer',
  'orders',
  'payment',
  'search',
  'stock',
] as const;

/** Ordinary application pods. */
export function addApplications(
  node: Node,
  count: number,
  shape: Partial<PodSpec> & { readonly sidecars?: number; readonly initContainers?: number },
): Pod[] {
  const { sidecars = 0, initContainers = 0, ...pod } = shape;
  return Array.from({ length: count }, (_, i) => {
    const app = APPLICATIONS[i % APPLICATIONS.length] ?? 'cart';
    const extra = (total: number, name: string, finished: boolean): PodContainer[] =>
      Array.from({ length: total }, (_, k) => ({
        name: `${name}-${k}`,
        image: `registry.example.com/base/${name}:1.4.${k}`,
        command: `/usr/local/bin/${name}`,
        finished,
      }));
    const containers = [
      { name: app, image: `registry.example.com/shop/${app}:2.${i % 7}.0`, command: `/app/${app} --listen=:8080` },
      ...extra(sidecars, 'sidecar', false),
      ...extra(initContainers, 'prepare', true),
    ];
    return addPod(node, {
      namespace: 'shop',
      name: `${app}-${node.random.hex(9)}-${node.random.suffix(5)}`,
      age: 3600 * (20 + 3 * i),
      containers,
      ...pod,
    });
  });
}
