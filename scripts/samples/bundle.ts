import { fillContainerNamespaces } from './container-mounts.ts';
import { zoneText } from './clock.ts';
import { dfBytes, dfDaemonTmp, dfInodes } from './df-output.ts';
import { dockerInfo, dockerInspect, dockerPs, dockerVersion } from './docker-output.ts';
import { renderMountinfo } from './mounts.ts';
import type { Node } from './node.ts';
import { cgroupsTable, IPVS_HEADER, namespacesByPid, processFiles, procFiles } from './proc-files.ts';
import type { BundleFiles } from './tar.ts';

/** A step of the collector with the members it wrote. */
interface Step {
  readonly name: string;
  readonly stage: number;
  readonly sources: readonly string[];
  readonly files: ReadonlyMap<string, string>;
  /** Why there are no files, for a step that brought none. */
  readonly missing?: string;
  /** Further members of the record. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Keys that the collector asks for and that only some kernels have. */
const ABSENT_SYSCTLS = ['fs.may_detach_mounts', 'net.ipv4.tcp_tw_recycle', 'kernel.unprivileged_userns_clone'];
const COUNTERS = ['loadavg', 'uptime', 'stat', 'meminfo', 'vmstat', 'pressure'];

/** The members of the native bundle of a node (collectors/FORMAT.md), in the order in which the collector writes them. */
export function bundleOf(node: Node): BundleFiles {
  fillContainerNamespaces(node);
  const steps = stepsOf(node);
  const files = new Map([['manifest-start.json', `${JSON.stringify(startRecord(node))}\n`]]);
  for (const [index, step] of steps.entries()) {
    for (const [path, text] of step.files) if (text !== '') files.set(path, text);
    files.set(`manifest/${String(index + 1).padStart(2, '0')}-${step.name}.json`, `${JSON.stringify(stepRecord(step))}\n`);
  }
  const clock = { epoch: node.spec.clock.collectedAt + 11, uptime: node.spec.clock.uptime + 11 };
  files.set('manifest.json', `${JSON.stringify({ complete: true, steps: steps.length, clock, abandoned: [], aborted: null })}\n`);
  return files;
}

function startRecord(node: Node): Readonly<Record<string, unknown>> {
  const { spec } = node;
  const random = node.random.fork('identity');
  return {
    format: 'inquest-bundle',
    version: 1,
    collector: { version: '0.1.0', options: '' },
    host: { hostname: spec.hostname, kernel: spec.kernel, boot_id: random.uuid(), machine_id_sha256: random.hex(64) },
    privileges: { uid: 0, cap_eff: '0000003fffffffff', pid: 32_768, in_container: false },
    clock: { epoch: spec.clock.collectedAt, uptime: spec.clock.uptime, utc_offset: zoneText(spec.clock.utcOffset) },
  };
}

function stepRecord(step: Step): Readonly<Record<string, unknown>> {
  const bytes = [...step.files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const paths = [...step.files.keys()];
  const verdict = step.missing !== undefined ? { status: 'missing', reason: step.missing } : bytes === 0 ? { status: 'empty', reason: 'it printed nothing' } : { status: 'collected' };
  return { step: step.name, stage: step.stage, sources: step.sources, ...verdict, ...step.extra, paths: paths.slice(0, 20), paths_total: paths.length, bytes, seconds: 0.1 };
}

function stepsOf(node: Node): Step[] {
  const processes = processFiles(node);
  const one = (name: string, stage: number, source: string, path: string, text: string): Step => ({ name, stage, sources: [source], files: new Map([[path, text]]) });
  const of = (path: string): string => processes.get(path) ?? '';
  return [
    { name: 'processes', stage: 1, sources: ['process_stat', 'process_status'], files: new Map([['commands/proc/stat', of('commands/proc/stat')], ['commands/proc/status', of('commands/proc/status')]]) },
    one('wchan', 1, 'process_wchan', 'commands/proc/wchan', of('commands/proc/wchan')),
    { name: 'counters', stage: 1, sources: COUNTERS, files: procFiles(node) },
    ipvsStep(node),
    { name: 'identity', stage: 1, sources: ['version', 'cmdline', 'uname', 'date'], files: identityFiles(node) },
    one('dmesg', 1, 'log', 'commands/kernel/dmesg', node.journal.renderDmesg()),
    one('ns_mnt', 2, 'ns_mnt', 'commands/proc/ns-mnt', of('commands/proc/ns-mnt')),
    { name: 'mountinfo', stage: 2, sources: ['mountinfo'], files: new Map([...namespacesByPid(node)].map(([pid, ns]) => [`proc/${pid}/mountinfo`, renderMountinfo(ns)])) },
    { name: 'sysctl', stage: 4, sources: ['sysctl'], files: new Map([...node.sysctl].map(([key, value]) => [`proc/sys/${key.replaceAll('.', '/')}`, `${value}\n`])), extra: { absent: ABSENT_SYSCTLS, unreadable: [] } },
    { name: 'df', stage: 4, sources: ['df', 'df_inodes'], files: new Map([['commands/df/bytes', dfBytes(node.filesystems)], ['commands/df/inodes', dfInodes(node.filesystems)]]) },
    one('df_daemon_tmp', 4, 'df_daemon_tmp', 'commands/df/daemon-tmp', dfDaemonTmp(node)),
    one('os_release', 4, 'os_release', 'etc/os-release', `NAME="${node.spec.os.pretty}"\nID=${node.spec.os.id}\nVERSION_ID="${node.spec.os.version}"\nPRETTY_NAME="${node.spec.os.pretty}"\n`),
    one('docker_config', 4, 'docker_daemon_config', 'etc/docker/daemon.json', '{"live-restore": true, "log-driver": "json-file", "log-opts": {"max-size": "100m", "max-file": "3"}, "storage-driver": "overlay2"}\n'),
    { name: 'sysctl_files', stage: 4, sources: ['sysctl_file'], files: new Map([['etc/sysctl.conf', '# sysctl settings are defined through files in /usr/lib/sysctl.d/ and /etc/sysctl.d/\n'], ['etc/sysctl.d/99-kubernetes.conf', 'net.ipv4.ip_forward = 1\nvm.max_map_count = 262144\nvm.overcommit_memory = 1\n'], ...node.files]) },
    one('cgroups', 4, 'cgroups', 'proc/cgroups', cgroupsTable(node)),
    one('process_cgroup', 4, 'process_cgroup', 'commands/proc/cgroup', of('commands/proc/cgroup')),
    ...(['kernel', 'docker', 'containerd', 'kubelet'] as const).map((unit) => one(`log_${unit}`, 5, 'log', `journal/${unit}.log`, node.journal.render(unit))),
    one('docker_version', 6, 'docker_version', 'commands/docker/version.json', dockerVersion(node)),
    one('docker_info', 6, 'docker_info', 'commands/docker/info.json', dockerInfo(node)),
    one('docker_ps', 6, 'docker_ps', 'commands/docker/ps', dockerPs(node)),
    one('docker_inspect', 6, 'docker_inspect', 'commands/docker/inspect.json', dockerInspect(node)),
    one('process_cmdline', 7, 'process_cmdline', 'commands/proc/cmdline', of('commands/proc/cmdline')),
    one('deleted_files', 7, 'deleted_files', 'commands/proc/fd-deleted', node.deleted.map((row) => `${row}\n`).join('')),
    { name: 'counters_t1', stage: 8, sources: COUNTERS, files: new Map([...procFiles(node)].map(([path, text]) => [`t1/${path}`, text])) },
  ];
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
