import type { NodeSpec } from './node.ts';

/** What does not depend on the size of the machine, by dotted name. */
const FIXED: readonly (readonly [string, string])[] = [
  ['fs.aio-max-nr', '65536'],
  ['fs.aio-nr', '0'],
  ['fs.dentry-state', '512740\t471066\t45\t0\t131420\t0'],
  ['fs.inode-nr', '310224\t1240'],
  ['fs.inotify.max_queued_events', '16384'],
  ['fs.inotify.max_user_instances', '128'],
  ['fs.inotify.max_user_watches', '65536'],
  ['fs.mount-max', '100000'],
  ['fs.mqueue.queues_max', '256'],
  ['fs.nr_open', '1048576'],
  ['fs.pipe-max-size', '1048576'],
  ['fs.pipe-user-pages-hard', '0'],
  ['fs.pipe-user-pages-soft', '16384'],
  ['kernel.hung_task_timeout_secs', '120'],
  ['kernel.hung_task_warnings', '10'],
  ['kernel.keys.maxbytes', '20000'],
  ['kernel.keys.maxkeys', '200'],
  ['kernel.panic', '0'],
  ['kernel.pid_max', '4194304'],
  ['kernel.pty.max', '4096'],
  ['kernel.pty.nr', '3'],
  ['kernel.pty.reserve', '1024'],
  ['kernel.shmall', '18446744073692774399'],
  ['kernel.shmmni', '4096'],
  ['kernel.tainted', '0'],
  ['net.core.somaxconn', '128'],
  ['net.ipv4.conf.all.rp_filter', '1'],
  ['net.ipv4.ip_forward', '1'],
  ['net.ipv4.neigh.default.gc_thresh1', '128'],
  ['net.ipv4.neigh.default.gc_thresh2', '512'],
  ['net.ipv4.neigh.default.gc_thresh3', '1024'],
  ['net.ipv4.tcp_max_syn_backlog', '1024'],
  ['net.netfilter.nf_conntrack_count', '14210'],
  ['net.netfilter.nf_conntrack_max', '262144'],
  ['user.max_mnt_namespaces', '29828'],
  ['user.max_net_namespaces', '29828'],
  ['user.max_pid_namespaces', '29828'],
  ['user.max_user_namespaces', '0'],
  ['vm.max_map_count', '262144'],
  ['vm.min_free_kbytes', '67584'],
  ['vm.overcommit_memory', '1'],
  ['vm.panic_on_oom', '0'],
  ['vm.swappiness', '60'],
];

/** Kernel parameters of a node that nobody tuned, by dotted name. */
export function defaultSysctls(spec: NodeSpec): Map<string, string> {
  const memoryBytes = spec.memoryKib * 1024;
  return new Map([
    ...FIXED,
    ['fs.epoll.max_user_watches', String(Math.floor(memoryBytes / 25 / 160))],
    ['fs.file-max', String(Math.floor(spec.memoryKib / 10))],
    ['fs.file-nr', `8832\t0\t${Math.floor(spec.memoryKib / 10)}`],
    ['kernel.threads-max', String(Math.floor(spec.memoryKib / 32))],
  ]);
}
