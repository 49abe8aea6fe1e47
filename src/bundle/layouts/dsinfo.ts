import type { Layout, SectionFormat, SectionTitle } from '../layout.ts';
import { NODE_PATHS } from '../node-paths.ts';

const UNDERLINE = /^~{2,500}$/;
/** All `os-release`, `lsb-release` and the like, one behind the other. */
const RELEASES = /^cat \/etc(?:_host)?\/\*release$/;
const LAST_CONTAINERS = /^docker ps\b.* (?:-n ?|--last[ =])(\d{1,4})\b/;

function title(line: string, before: string): SectionTitle | undefined {
  if (!line.startsWith('~') || line.length !== before.length || !UNDERLINE.test(line)) return undefined;
  if (RELEASES.test(before)) return { file: '/etc/os-release' };
  const last = LAST_CONTAINERS.exec(before)?.[1];
  if (last === undefined) return { command: before };
  const reason = `dsinfo brings the last ${last} containers only`;
  return { command: before, partial: { docker_ps: reason, docker_inspect: reason } };
}

/** Commands are underlined by as many `~` as they have characters, topics stand between two lines of 25 `=`. */
const REPORT: SectionFormat = {
  title,
  failure(line, section) {
    if (section === undefined || !('command' in section) || !line.endsWith("' command not found")) return undefined;
    const { command } = section;
    return { command, status: 'failed', reason: `\`${command}\` is not on the node` };
  },
  end: /^={25}$/,
  named: true,
  underlined: true,
};

/** Docker's `dsinfo.sh`: one text with the outputs of commands, the last 20 containers, the end of the daemon's log. */
export const dsinfo: Layout = {
  id: 'dsinfo',
  title: 'Docker dsinfo',
  top: /^(?:\.\/)?(?:tmp\/)?dsinfo\//,
  markers: [/^dsinfo\.txt$/],
  sections: [{ path: /^dsinfo\.txt$/, format: REPORT }],
  paths: [
    {
      path: /^daemon\.log$/,
      source: 'log',
      params: { emitter: 'dockerd', cut: 'dsinfo kept the end of the log, 5,000 lines unless told otherwise' },
    },
    { path: /^boot2docker\.log$/, source: 'log', params: { emitter: 'any' } },
    { path: /^inspect\/(?<id>[0-9a-f]{6,64})\.txt$/, source: 'docker_inspect' },
    ...NODE_PATHS,
  ],
  lacks: {
    mountinfo: 'cat /proc/1/mountinfo',
    df_inodes: 'df -i',
    ps: 'ps -eo pid,ppid,user,stat,wchan:32,rss,args',
    process_stat: 'cat /proc/[0-9]*/stat',
    process_cgroup: 'grep -s . /proc/[0-9]*/cgroup',
    process_limits: 'grep -s . /proc/[0-9]*/limits',
    task_status: 'ps -eLo pid,lwp,stat,wchan:32,comm',
    ns_mnt: "stat -L -c '%i %n' /proc/[0-9]*/ns/mnt",
    sysctl: 'sysctl -a',
    loadavg: 'cat /proc/loadavg',
    uptime: 'cat /proc/uptime',
    pressure: 'grep . /proc/pressure/*',
    docker_daemon_config: 'cat /etc/docker/daemon.json',
    docker_events: 'docker events --since 1h --until 0s',
    units: 'systemctl list-units --all',
  },
  // What containers print, and the registry that Docker sold beside the engine.
  ownIgnored: [/^logs\//, /^(?:dtr|dhe)\//, /^docker\.cfg$/],
};
