import type { CommandFailure, Layout, SectionFormat, SectionTitle } from '../layout.ts';
import { NODE_PATHS } from '../node-paths.ts';

const TITLE = /^-{17}run (\S.{0,400}?)-{18}$/;
/** What blocks `ps` is written with its stack: by the scan for tasks in D, and for each runc that is still there. */
const BLOCKED = /^process \/proc\/(\d{1,10})\/task\/(\d{1,10})\/? is in State D\b/;
const RUNC = /^runc process (\d{1,10}) maybe hang\b/;

function title(line: string): SectionTitle | undefined {
  if (line.startsWith('-')) {
    const command = TITLE.exec(line)?.[1];
    return command === undefined ? undefined : { command };
  }
  const [, pid, tid] = BLOCKED.exec(line) ?? [];
  if (pid !== undefined) return { file: `/proc/${pid}/task/${tid}/stack`, params: { state: 'D' } };
  const runc = RUNC.exec(line)?.[1];
  return runc === undefined ? undefined : { file: `/proc/${runc}/stack` };
}

const FAILED = /^failed to collect info: (\S.*)$/;
const SKIPPED = /^ps -ef command hang, skip \[(\S[^\]]*)\]/;

function failure(line: string): CommandFailure | undefined {
  const failed = FAILED.exec(line)?.[1];
  if (failed !== undefined)
    return { command: failed, status: 'failed', reason: `\`${failed}\` failed or took longer than 10 s` };
  if (line.startsWith('ps -ef command is hung'))
    return { command: 'ps -ef', status: 'timed_out', reason: '`ps -ef` did not end within 2 s' };
  const skipped = SKIPPED.exec(line)?.[1];
  return skipped === undefined
    ? undefined
    : { command: skipped, status: 'timed_out', reason: `\`${skipped}\` was left out because \`ps -ef\` hangs` };
}

/**
 * Every command is framed by the script. The stack of a task ends with its frame of entry into the kernel; further
 * stacks behind it are of other threads, which the text does not name.
 */
const OUTPUTS: SectionFormat = {
  title,
  failure,
  end: /^-{12}End of \S|^end print \d+ stack info|^finish to check|^\[<[0-9a-fx]{1,18}>\] (?:entry_SYSCALL|system_call_fastpath|ret_from_fork|el0_|0xf{8,16}$)/,
};

/** The last 10,000 lines of it, so that the frame around the command may be cut off. */
const DMESG: SectionFormat = { ...OUTPUTS, untitled: { command: 'dmesg -T' } };

/** Alibaba Cloud ACK and ACK Edge: `diagnose_k8s.sh` packs /tmp/diagnose_<epoch>; newer ones have a folder `system`. */
export const ack: Layout = {
  id: 'ack',
  title: 'ACK diagnose_k8s.sh',
  top: /^(?:\.\/)?(?:tmp\/)?diagnose_\d{9,11}\//,
  markers: [/^(?:system\/)?(?:system_info|system_status|ps_command_status)$/, /^daemon_status\/[\w-]+_status$/],
  sections: [
    { path: /^logs\/dmesg\.log$/, format: DMESG },
    {
      path: /^(?:system\/)?(?:system_info|system_status|service_status|network\w*_info|memory_info|os_info|ps_command_status)$/,
      format: OUTPUTS,
    },
    { path: /^daemon_status\/[\w.-]+_status$/, format: OUTPUTS },
  ],
  paths: [
    { path: /^logs\/kubelet\.log$/, source: 'log', params: { emitter: 'kubelet' } },
    { path: /^logs\/docker\.log$/, source: 'log', params: { emitter: 'dockerd' } },
    { path: /^logs\/containerd\.log$/, source: 'log', params: { emitter: 'containerd' } },
    { path: /^logs\/messages$/, source: 'log', params: { emitter: 'any' } },
    { path: /^logs\/(?<unit>edgehub|edgeadm|pouch)\.log$/, source: 'log', params: { emitter: 'any' } },
    { path: /^cs\/(?<unit>etcd)\.log$/, source: 'log', params: { emitter: 'any' } },
    { path: /^storage\/(?<unit>[^/]+\.log)(?:[.-][\w.-]+)?$/, source: 'log', params: { emitter: 'other' } },
    { path: /^daemon_status\/docker_daemon\.json$/, source: 'docker_daemon_config' },
    { path: /^events\.log$/, source: 'kube_events' },
    ...NODE_PATHS,
  ],
  lacks: {
    mountinfo: 'cat /proc/1/mountinfo',
    df_inodes: 'df -i',
    docker_inspect: 'docker inspect $(docker ps -aq)',
    docker_ps: 'docker ps -a',
    crictl_ps: 'crictl ps -a -o json',
    crictl_pods: 'crictl pods -o json',
    process_stat: 'cat /proc/[0-9]*/stat',
    process_cgroup: 'grep -s . /proc/[0-9]*/cgroup',
    process_limits: 'grep -s . /proc/[0-9]*/limits',
    process_cmdline: 'ps -eo pid,args',
    task_status: 'ps -eLo pid,lwp,stat,wchan:32,comm',
    ns_mnt: 'ls -i /proc/[0-9]*/ns/mnt',
    pressure: 'grep . /proc/pressure/*',
    units: 'systemctl list-units --all',
  },
  // Excerpts of other logs, and what control plane containers print.
  ignored: [/^logs\/ens-logs$/, /^varlogmessage\.log$/, /^cs\/[^/]+\/[^/]+\.log$/, /^cluster_dump\.log$/],
};
