import type { CommandFailure, Layout, SectionFormat } from '../layout.ts';
import { NODE_PATHS } from '../node-paths.ts';

const FAILED = /^Error running command '(exec|file) \S+ ([^']{1,400})': '(.*?)'?$/;

function failure(line: string): CommandFailure | undefined {
  const [, mode, instructions = '', reason = ''] = FAILED.exec(line) ?? [];
  if (mode === undefined) return undefined;
  const command = mode === 'file' ? `cat ${instructions}` : instructions;
  return { command, status: 'failed', reason: `\`${command}\` failed: ${reason}` };
}

/** The tool's list of what it could not run; a command that only ended with an error is not in it. */
const ERRORS: SectionFormat = { title: () => undefined, failure };

/**
 * Bottlerocket's `logdog`, sources/logdog/conf of its repository: one file for each command, in `bottlerocket-logs/`. The
 * host has no shell, so that nothing else can be had from it without the admin container.
 */
export const logdog: Layout = {
  id: 'logdog',
  title: 'Bottlerocket logdog',
  markers: [/^logdog\.errors$/, /^journalctl-boots$/, /^journalctl\.errors$/, /^proc-mounts$/],
  sections: [{ path: /^logdog\.errors$/, format: ERRORS }],
  paths: [
    { path: /^df$/, source: 'df' },
    { path: /^df-inodes$/, source: 'df_inodes' },
    { path: /^dmesg$/, source: 'log', params: { emitter: 'kernel' } },
    { path: /^journalctl\.log$/, source: 'log', params: { emitter: 'any' } },
    { path: /^proc-mounts$/, source: 'mounts' },
    { path: /^os-release$/, source: 'os_release' },
    { path: /^docker-info$/, source: 'docker_info' },
    { path: /^docker-daemon\.json$/, source: 'docker_daemon_config' },
    { path: /^ipamd\.log$/, source: 'log', params: { emitter: 'other', unit: 'ipamd' } },
    ...NODE_PATHS,
  ],
  lacks: {
    mountinfo: 'sudo sheltie cat /proc/1/mountinfo',
    ps: 'sudo sheltie ps aux',
    sysctl: 'sudo sheltie sysctl -a',
    uname: 'sudo sheltie uname -a',
    meminfo: 'sudo sheltie cat /proc/meminfo',
    uptime: 'sudo sheltie cat /proc/uptime',
    docker_inspect: 'sudo sheltie docker inspect $(docker ps -aq)',
    process_stat: 'sudo sheltie sh -c "cat /proc/[0-9]*/stat"',
    process_cgroup: 'sudo sheltie sh -c "grep -s . /proc/[0-9]*/cgroup"',
    process_limits: 'sudo sheltie sh -c "grep -s . /proc/[0-9]*/limits"',
    pressure: 'sudo sheltie sh -c "grep . /proc/pressure/*"',
    kube_pods: 'kubectl get pods -A -o json',
    kube_node: 'kubectl get node <node> -o json',
    '*': 'sudo sheltie',
  },
  // The errors and the last lines of units are in the journal as well.
  ignored: [/^journalctl\.errors$/, /^journalctl-boots$/, /^kube-status$/, /^iptables-\w+$/, /^systemd-analyze-/],
};
