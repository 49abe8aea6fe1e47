import { addBootMessages } from './boot-messages.ts';
import type { NodeClock } from './clock.ts';
import type { Container } from './container.ts';
import { createJournal, type Journal, type KeptLogs } from './journal.ts';
import { addMount, emptyNamespace, type KernelNumbers, kernelNumbers, type Namespace } from './mounts.ts';
import { type Random, seeded } from './random.ts';
import { defaultSysctls } from './sysctl-values.ts';
import { addSystemMounts } from './system-mounts.ts';
import { addSystemProcesses } from './system-processes.ts';

/** Use of a file system in KiB and inodes; what root may use beyond `available` is the reserve. */
export interface Space {
  readonly kib: number;
  readonly used: number;
  readonly available: number;
  readonly inodes: number;
  readonly inodesUsed: number;
}

/** A row of df. */
export interface Filesystem extends Space {
  readonly source: string;
  readonly type: string;
  readonly point: string;
}

export interface Process {
  readonly pid: number;
  readonly ppid: number;
  readonly comm: string;
  /** Arguments; none for a kernel thread. */
  readonly command: string;
  readonly kernelThread: boolean;
  /** Control group in every hierarchy. */
  readonly cgroup: string;
  readonly namespace: Namespace;
  readonly threads: number;
  /** Resident pages of 4 KiB. */
  readonly rss: number;
  /** Seconds since boot. */
  readonly started: number;
  /** Open files. */
  readonly openFiles: number;
  /** CPUs that it keeps busy while the bundle is collected. */
  readonly cpus: number;
  /** CPU time since its start in ticks; by default some per thread. */
  readonly ticks?: number;
  /** State letter; by default S, and I for a kernel thread. */
  readonly state?: string;
  /** Kernel function that it sleeps in. */
  readonly wchan?: string;
}

export interface NodeSpec {
  /** Decides every invented id. */
  readonly seed: string;
  readonly hostname: string;
  readonly kernel: string;
  readonly os: { readonly id: string; readonly version: string; readonly pretty: string };
  /** Version of the docker engine. */
  readonly docker: string;
  readonly kubelet: string;
  /** Data root of docker, by default /var/lib/docker. */
  readonly dockerRoot?: string;
  readonly cpus: number;
  readonly memoryKib: number;
  readonly clock: NodeClock;
  readonly root: Space & { readonly source: string; readonly device: string; readonly type?: string };
  /** Whether /tmp is a tmpfs of its own, as tmp.mount of systemd makes it. */
  readonly tmp?: Space;
  readonly run?: Partial<Space>;
  /** One cgroup v2 hierarchy instead of those of v1. */
  readonly unifiedCgroups?: boolean;
  /** The kubelet where it is not that of a node in good health. */
  readonly kubeletProcess?: Partial<Process>;
  /** First four fields of /proc/loadavg but for the number of tasks: averages and running tasks. */
  readonly load?: string;
  readonly logs?: KeptLogs;
}

/** A node under construction: everything a bundle is written from. */
export interface Node {
  readonly spec: NodeSpec;
  readonly random: Random;
  readonly numbers: KernelNumbers;
  /** The namespace of pid 1. */
  readonly table: Namespace;
  readonly filesystems: Filesystem[];
  readonly processes: Process[];
  readonly containers: Container[];
  readonly journal: Journal;
  readonly sysctl: Map<string, string>;
  /** Files below /etc and /usr/lib, path without leading slash. */
  readonly files: Map<string, string>;
  /** Rows of commands/proc/fd-deleted. */
  readonly deleted: string[];
  /** Rows of /proc/net/ip_vs behind its header; undefined on a node without IPVS. */
  readonly ipvs: string[];
  /** Rows of commands/kernel/ext4-errors. */
  readonly ext4Errors: string[];
  /** Rows of the list of block devices; a node without any was not asked for it. */
  readonly blockDevices: string[];
  readonly pids: { readonly dockerd: number; readonly containerd: number; readonly kubelet: number };
  /** Namespaces in which dockerd and containerd run, where that is not the node's (PrivateTmp). */
  daemonTmp?: Space;
  nextPid(): number;
}

/** Where docker keeps its layers and containers. */
export const dockerRoot = ({ spec }: Node): string => spec.dockerRoot ?? '/var/lib/docker';

const DAEMON_PIDS = { dockerd: 1785, containerd: 1742, kubelet: 2211 };

/** A node as it is after boot: system mounts, daemons and kernel threads, no containers yet. */
export function createNode(spec: NodeSpec): Node {
  const numbers = kernelNumbers();
  const pids = { ...DAEMON_PIDS, kubelet: spec.kubeletProcess?.pid ?? DAEMON_PIDS.kubelet };
  let pid = 4000;
  const node: Node = {
    spec,
    random: seeded(spec.seed),
    numbers,
    table: emptyNamespace(4026531840),
    filesystems: [],
    processes: [],
    containers: [],
    journal: createJournal(spec.hostname, spec.clock, pids, spec.logs),
    sysctl: defaultSysctls(spec),
    files: new Map(),
    deleted: [],
    ipvs: [],
    ext4Errors: [],
    blockDevices: [],
    pids,
    nextPid: () => {
      pid += 7;
      return pid;
    },
  };
  addSystemMounts(node);
  addSystemProcesses(node);
  addBootMessages(node);
  return node;
}

/** Mounts a file system on the node, shared as systemd does it, and gives it a row of df. */
export function addFilesystem(
  node: Node,
  filesystem: Filesystem & { readonly device?: string; readonly options?: string; readonly superOptions?: string },
): void {
  const { device, options, superOptions, ...row } = filesystem;
  addMount(node.table, node.numbers, {
    point: row.point,
    fsType: row.type,
    source: row.source,
    device: device ?? node.numbers.anonymousDevice(),
    shared: node.numbers.peerGroup(),
    ...(options === undefined ? {} : { options }),
    ...(superOptions === undefined ? {} : { superOptions }),
  });
  node.filesystems.push(row);
}

export const addProcess = (node: Node, process: Pick<Process, 'pid' | 'comm' | 'command'> & Partial<Process>): void => {
  node.processes.push({
    ppid: 1,
    kernelThread: false,
    cgroup: `/system.slice/${process.comm}.service`,
    namespace: node.table,
    threads: 1,
    rss: 2100,
    started: 12.5,
    openFiles: 12,
    cpus: 0,
    ...process,
  });
};
