import type { Namespace } from './mounts.ts';
import type { Node, Process } from './node.ts';

const PF_KTHREAD = 0x0020_0000;
const bootTime = ({ spec }: Node): number => Math.floor(spec.clock.collectedAt - spec.clock.uptime);

/** Counters of the node as its /proc holds them `later` seconds after the collection began, by path in the bundle. */
export function procFiles(node: Node, later = 0): Map<string, string> {
  const { spec } = node;
  const uptime = spec.clock.uptime + later;
  const stalled = (micros: number): number => micros + Math.round(later * 2900);
  const pressure = `some avg10=0.31 avg60=0.28 avg300=0.24 total=${stalled(812_334_411)}\nfull avg10=0.05 avg60=0.04 avg300=0.03 total=${stalled(203_341_120)}\n`;
  return new Map([
    [
      'proc/loadavg',
      `${spec.load ?? '3.12 2.87 2.71 3'}/${node.processes.reduce((sum, p) => sum + p.threads, 0)} ${node.processes.at(-1)?.pid ?? 1}\n`,
    ],
    ['proc/uptime', `${uptime.toFixed(2)} ${(uptime * spec.cpus * 0.78).toFixed(2)}\n`],
    ['proc/stat', cpuStat(node, uptime)],
    ['proc/meminfo', meminfo(spec.memoryKib, spec.tmp?.used ?? 0)],
    [
      'proc/vmstat',
      'nr_free_pages 412207\nnr_zone_inactive_anon 81203\nnr_dirty 912\nnr_writeback 0\npgmajfault 81220\nallocstall_normal 0\ncompact_stall 14\noom_kill 0\n',
    ],
    ['proc/pressure/cpu', `${pressure.split('\n')[0]}\n`],
    ['proc/pressure/memory', pressure],
    ['proc/pressure/io', pressure],
  ]);
}

function cpuStat(node: Node, uptime: number): string {
  const { cpus } = node.spec;
  const ticks = Math.floor(uptime * 100);
  const row = (name: string, factor: number): string =>
    `${name} ${[0.14, 0.001, 0.06, 0.78, 0.004, 0, 0.008, 0, 0, 0].map((share) => Math.floor(ticks * factor * share)).join(' ')}\n`;
  const perCpu = Array.from({ length: cpus }, (_, i) => row(`cpu${i}`, 1)).join('');
  return `${row('cpu ', cpus)}${perCpu}intr ${ticks * 9} 0 0\nctxt ${ticks * 140}\nbtime ${bootTime(node)}\nprocesses ${Math.floor(ticks / 6)}\nprocs_running 3\nprocs_blocked 0\nsoftirq ${ticks * 5} 0 0\n`;
}

/** In KiB. What lies in a tmpfs is not free, and not cache that could be given back. */
function meminfo(total: number, inTmpfs: number): string {
  const part = (share: number): number => Math.floor(total * share);
  const left = (share: number): number => part(share) - Math.floor((inTmpfs * share) / 0.55);
  const rows: [string, number][] = [
    ['MemTotal', total],
    ['MemFree', left(0.21)],
    ['MemAvailable', part(0.58) - inTmpfs],
    ['Buffers', part(0.03)],
    ['Cached', left(0.34) + inTmpfs],
    ['SwapCached', 0],
    ['SwapTotal', 0],
    ['SwapFree', 0],
    ['Dirty', 3648],
    ['Writeback', 0],
    ['AnonPages', part(0.3)],
    ['Shmem', 41_200 + inTmpfs],
    ['Slab', part(0.06)],
    ['SReclaimable', part(0.045)],
    ['SUnreclaim', part(0.015)],
    ['KernelStack', 22_400],
    ['PageTables', 48_100],
    ['CommitLimit', part(0.5)],
    ['Committed_AS', part(0.9)],
    ['AnonHugePages', part(0.08)],
  ];
  return rows.map(([name, kib]) => `${`${name}:`.padEnd(16)}${String(kib).padStart(8)} kB\n`).join('');
}

/** Files of the process table, by path in the bundle. */
export function processFiles(node: Node): Map<string, string> {
  const all = [...node.processes].sort((a, b) => a.pid - b.pid);
  const join = (row: (process: Process) => string): string => all.map(row).join('');
  return new Map([
    ['commands/proc/stat', join((p) => statLine(p))],
    ['commands/proc/status', join((p) => (p.kernelThread ? '' : statusLines(p)))],
    [
      'commands/proc/wchan',
      join((p) => `/proc/${p.pid}/wchan:${p.wchan ?? (p.kernelThread ? 'kthread_worker_fn' : 'do_epoll_wait')}\n`),
    ],
    ['commands/proc/cgroup', join((p) => (p.kernelThread ? '' : cgroupLines(p, node.spec.unifiedCgroups === true)))],
    ['commands/proc/cmdline', join((p) => (p.kernelThread ? '' : `${p.pid} ${p.command}\n`))],
    ['commands/proc/ns-mnt', join((p) => (p.kernelThread ? '' : `${p.namespace.inode} /proc/${p.pid}/ns/mnt\n`))],
  ]);
}

/** Processes that used CPU time within so many seconds, the busiest first, as the collector samples them a second time. */
export const busyProcesses = (node: Node, seconds: number): string =>
  node.processes
    .filter((p) => p.cpus > 0)
    .sort((a, b) => b.cpus - a.cpus)
    .map((p) => statLine(p, seconds))
    .join('');

/** Open files of every process that is not a kernel thread. */
export const fdCounts = (node: Node): string =>
  [...node.processes]
    .sort((a, b) => a.pid - b.pid)
    .map((p) => (p.kernelThread ? '' : `${p.openFiles} /proc/${p.pid}/fd\n`))
    .join('');

function statLine(p: Process, later = 0): string {
  const group = p.kernelThread ? 0 : p.pid;
  const flags = p.kernelThread ? PF_KTHREAD | 0x40 : 0x400100;
  const state = p.state ?? (p.kernelThread ? 'I' : 'S');
  const gained = later * p.cpus * 100;
  const user = Math.floor((p.ticks ?? p.threads * 1210) * 0.74 + gained * 0.74);
  const system = Math.floor((p.ticks ?? p.threads * 1210) * 0.26 + gained * 0.26);
  const times = p.kernelThread ? '0 41 0 0' : `${user} ${system} 0 0`;
  const size = p.kernelThread ? '0 0' : `${p.rss * 4096 * 9} ${p.rss}`;
  return `${p.pid} (${p.comm}) ${state} ${p.ppid} ${group} ${group} 0 -1 ${flags} ${p.rss} 0 0 0 ${times} 20 0 ${p.threads} 0 ${Math.floor(p.started * 100)} ${size} 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n`;
}

const STATES: Readonly<Record<string, string>> = { R: 'R (running)', D: 'D (disk sleep)' };

function statusLines(p: Process): string {
  const rows: [string, string][] = [
    ['Name', p.comm],
    ['State', STATES[p.state ?? 'S'] ?? 'S (sleeping)'],
    ['Tgid', String(p.pid)],
    ['Pid', String(p.pid)],
    ['PPid', String(p.ppid)],
    ['Uid', '0\t0\t0\t0'],
    ['VmRSS', `${String(p.rss * 4).padStart(8)} kB`],
    ['Threads', String(p.threads)],
    ['NSpid', String(p.pid)],
  ];
  return rows.map(([key, value]) => `/proc/${p.pid}/status:${key}:\t${value}\n`).join('');
}

const HIERARCHIES = [
  '11:memory',
  '10:freezer',
  '9:perf_event',
  '8:hugetlb',
  '7:blkio',
  '6:cpuset',
  '5:cpu,cpuacct',
  '4:pids',
  '3:net_cls,net_prio',
  '2:devices',
  '1:name=systemd',
];
const cgroupLines = (p: Process, unified: boolean): string =>
  unified
    ? `/proc/${p.pid}/cgroup:0::${p.cgroup}\n`
    : HIERARCHIES.map((h) => `/proc/${p.pid}/cgroup:${h}:${p.cgroup}\n`).join('');

/** Groups per controller: one per process group that exists, and a few of systemd. */
export function cgroupsTable(node: Node): string {
  const groups = new Set(node.processes.map((p) => p.cgroup)).size + 60;
  const names = [
    'cpuset',
    'cpu',
    'cpuacct',
    'blkio',
    'memory',
    'devices',
    'freezer',
    'net_cls',
    'perf_event',
    'net_prio',
    'hugetlb',
    'pids',
  ];
  return `#subsys_name\thierarchy\tnum_cgroups\tenabled\n${names.map((name, i) => `${name}\t${node.spec.unifiedCgroups === true ? 0 : (i % 11) + 1}\t${groups}\t1\n`).join('')}`;
}

/** Every namespace that has processes, by the lowest of them. */
export function namespacesByPid(node: Node): Map<number, Namespace> {
  const found = new Map<number, number>();
  const namespaces = new Map<number, Namespace>();
  for (const { pid, namespace, kernelThread } of [...node.processes].sort((a, b) => a.pid - b.pid)) {
    if (kernelThread || found.has(namespace.inode)) continue;
    found.set(namespace.inode, pid);
    namespaces.set(pid, namespace);
  }
  return namespaces;
}

/** Rows of /proc/net/ip_vs behind its header; addresses and ports are hexadecimal. */
export function ipvsService(address: string, port: number, servers: readonly (readonly [string, number])[]): string {
  const endpoint = (ip: string, p: number): string =>
    `${ip
      .split('.')
      .map((n) => Number(n).toString(16).padStart(2, '0'))
      .join('')
      .toUpperCase()}:${p.toString(16).padStart(4, '0').toUpperCase()}`;
  const rows = servers.map(([ip, p]) => `  -> ${endpoint(ip, p)}      Masq    1      3          12        \n`);
  return `TCP  ${endpoint(address, port)} rr\n${rows.join('')}`;
}

export const IPVS_HEADER =
  'IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n';
