import { dfBytes, dfDaemonTmp, dfInodes } from './df-output.ts';
import { dockerInfo, dockerInspect, dockerPs, dockerVersion } from './docker-output.ts';
import { renderMountinfo } from './mounts.ts';
import type { Node } from './node.ts';
import {
  busyProcesses,
  cgroupsTable,
  fdCounts,
  IPVS_HEADER,
  namespacesByPid,
  processFiles,
  procFiles,
} from './proc-files.ts';

/** A step of the collector with the members it wrote. */
export interface Step {
  readonly name: string;
  readonly stage: number;
  readonly sources: readonly string[];
  readonly files: ReadonlyMap<string, string>;
  /** Why there are no files, for a step that brought none. */
  readonly missing?: string;
  /** Seconds after the begin of the collection at which the step ended; by default in their order. */
  readonly at?: number;
  /** Further members of the record. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Keys that the collector asks for and that only some kernels have. */
const ABSENT_SYSCTLS = ['fs.may_detach_mounts', 'net.ipv4.tcp_tw_recycle', 'kernel.unprivileged_userns_clone'];
/** Wall time of a step; the processes are the first one. */
export const STEP_SECONDS = 0.1;
/** Seconds between the begin of the collection and its second samples. */
const T1_SECONDS = 10;
const COUNTERS = ['loadavg', 'uptime', 'stat', 'meminfo', 'vmstat', 'pressure'];

/** All steps in the order of their stages, the ones that do not touch the disk first. */
export function stepsOf(node: Node): Step[] {
  const processes = processFiles(node);
  const logs = (['kernel', 'docker', 'containerd', 'kubelet'] as const).map((unit) =>
    one(`log_${unit}`, 5, 'log', `journal/${unit}.log`, node.journal.render(unit)),
  );
  const late = [
    fromTable('process_cmdline', 7, ['process_cmdline'], processes, ['cmdline']),
    one('deleted_files', 7, 'deleted_files', 'commands/proc/fd-deleted', node.deleted.map((r) => `${r}\n`).join('')),
    one('open_files', 7, 'fd_counts', 'commands/proc/fd-counts', fdCounts(node)),
    ...secondSamples(node),
  ];
  return [...processSteps(node, processes), ...stateSteps(node, processes), ...logs, ...dockerSteps(node), ...late];
}

/** Stage 8, the counters once more. Every table has the rows that it had. */
function secondSamples(node: Node): Step[] {
  const counters = [...procFiles(node, T1_SECONDS)].map(([path, text]): [string, string] => [`t1/${path}`, text]);
  const counts = [...namespacesByPid(node)].map(([pid, ns]) => `/proc/${pid}/mountinfo:${ns.rows.length}\n`);
  return [
    several('counters_t1', 8, COUNTERS, new Map(counters)),
    one('mount_counts_t1', 8, 'mount_counts', 't1/commands/proc/mount-counts', counts.join('')),
    one('processes_t1', 8, 'process_stat', 't1/commands/proc/stat', busyProcesses(node, T1_SECONDS - STEP_SECONDS)),
  ].map((step) => ({ ...step, at: T1_SECONDS }));
}

const several = (
  name: string,
  stage: number,
  sources: readonly string[],
  files: ReadonlyMap<string, string>,
): Step => ({
  name,
  stage,
  sources,
  files,
});

const one = (name: string, stage: number, source: string, path: string, text: string): Step =>
  several(name, stage, [source], new Map([[path, text]]));

/** A step that writes some of the files below commands/proc. */
const fromTable = (
  name: string,
  stage: number,
  sources: readonly string[],
  processes: ReadonlyMap<string, string>,
  files: readonly string[],
): Step => {
  const paths = files.map((file) => `commands/proc/${file}`);
  return several(name, stage, sources, new Map(paths.map((path) => [path, processes.get(path) ?? ''])));
};

/** Stages 1 and 2: processes, counters and mount tables. */
function processSteps(node: Node, processes: ReadonlyMap<string, string>): Step[] {
  const tables = [...namespacesByPid(node)].map(([pid, ns]): [string, string] => [
    `proc/${pid}/mountinfo`,
    renderMountinfo(ns),
  ]);
  return [
    fromTable('processes', 1, ['process_stat', 'process_status'], processes, ['stat', 'status']),
    fromTable('wchan', 1, ['process_wchan'], processes, ['wchan']),
    several('counters', 1, COUNTERS, procFiles(node)),
    ipvsStep(node),
    several('identity', 1, ['version', 'cmdline', 'uname', 'date'], identityFiles(node)),
    one('dmesg', 1, 'log', 'commands/kernel/dmesg', node.journal.renderDmesg()),
    fromTable('ns_mnt', 2, ['ns_mnt'], processes, ['ns-mnt']),
    several('mountinfo', 2, ['mountinfo'], new Map(tables)),
  ];
}

/** Stage 4: settings of the kernel and of docker, space, control groups. */
function stateSteps(node: Node, processes: ReadonlyMap<string, string>): Step[] {
  const { os } = node.spec;
  const sysctls = [...node.sysctl].map(([key, value]): [string, string] => [
    `proc/sys/${key.replaceAll('.', '/')}`,
    `${value}\n`,
  ]);
  const release = `NAME="${os.pretty}"\nID=${os.id}\nVERSION_ID="${os.version}"\nPRETTY_NAME="${os.pretty}"\n`;
  const space = new Map([
    ['commands/df/bytes', dfBytes(node.filesystems)],
    ['commands/df/inodes', dfInodes(node.filesystems)],
  ]);
  return [
    {
      ...several('sysctl', 4, ['sysctl'], new Map(sysctls)),
      extra: { absent: ABSENT_SYSCTLS.filter((key) => !node.sysctl.has(key)), unreadable: [] },
    },
    several('df', 4, ['df', 'df_inodes'], space),
    one('df_daemon_tmp', 4, 'df_daemon_tmp', 'commands/df/daemon-tmp', dfDaemonTmp(node)),
    one('os_release', 4, 'os_release', 'etc/os-release', release),
    one('docker_config', 4, 'docker_daemon_config', 'etc/docker/daemon.json', DAEMON_JSON),
    several('sysctl_files', 4, ['sysctl_file'], new Map([...SYSCTL_FILES, ...node.files])),
    one('cgroups', 4, 'cgroups', 'proc/cgroups', cgroupsTable(node)),
    ext4Step(node),
    ...blockStep(node),
    fromTable('process_cgroup', 4, ['process_cgroup'], processes, ['cgroup']),
  ];
}

const DAEMON_JSON =
  '{"live-restore": true, "log-driver": "json-file", "log-opts": {"max-size": "100m", "max-file": "3"}, "storage-driver": "overlay2"}\n';
const SYSCTL_FILES: readonly (readonly [string, string])[] = [
  ['etc/sysctl.conf', '# sysctl settings are defined through files in /usr/lib/sysctl.d/ and /etc/sysctl.d/\n'],
  ['etc/sysctl.d/99-kubernetes.conf', 'net.ipv4.ip_forward = 1\nvm.max_map_count = 262144\nvm.overcommit_memory = 1\n'],
];

const dockerSteps = (node: Node): Step[] => [
  one('docker_version', 6, 'docker_version', 'commands/docker/version.json', dockerVersion(node)),
  one('docker_info', 6, 'docker_info', 'commands/docker/info.json', dockerInfo(node)),
  one('docker_ps', 6, 'docker_ps', 'commands/docker/ps', dockerPs(node)),
  one('docker_inspect', 6, 'docker_inspect', 'commands/docker/inspect.json', dockerInspect(node)),
];

const blockStep = ({ blockDevices }: Node): Step[] =>
  blockDevices.length === 0
    ? []
    : [one('block', 4, 'block_devices', 'commands/block', blockDevices.map((r) => `${r}\n`).join(''))];

function ext4Step({ ext4Errors }: Node): Step {
  const step = { name: 'ext4_errors', stage: 4, sources: ['ext4_errors'] };
  if (ext4Errors.length === 0) return { ...step, files: new Map() };
  return { ...step, files: new Map([['commands/kernel/ext4-errors', ext4Errors.map((r) => `${r}\n`).join('')]]) };
}

function ipvsStep(node: Node): Step {
  const step = { name: 'ipvs', stage: 1, sources: ['ip_vs'] };
  if (node.ipvs.length === 0) return { ...step, files: new Map(), missing: 'it does not exist here: /proc/net/ip_vs' };
  return { ...step, files: new Map([['proc/net/ip_vs', IPVS_HEADER + node.ipvs.join('')]]) };
}

function identityFiles({ spec }: Node): Map<string, string> {
  const utc = new Date(spec.clock.collectedAt * 1000).toUTCString();
  const [weekday = '', day = '', month = '', year = '', time = ''] = utc.replace(',', '').split(' ');
  return new Map([
    ['proc/version', `Linux version ${spec.kernel} (builder@build.example.com) (gcc version 9.2.1) #1 SMP\n`],
    ['proc/cmdline', `BOOT_IMAGE=/boot/vmlinuz-${spec.kernel} root=${spec.root.source} ro crashkernel=auto\n`],
    ['commands/uname', `Linux ${spec.hostname} ${spec.kernel} #1 SMP x86_64 GNU/Linux\n`],
    ['commands/date', `${weekday} ${month} ${day.replace(/^0/, ' ')} ${time} UTC ${year}\n`],
    ['commands/id', 'uid=0(root) gid=0(root) groups=0(root)\n'],
  ]);
}
