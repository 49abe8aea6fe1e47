import type { Report } from './model.ts';

/** How to get one source by hand on the node, for people without the collector. */
const COMMANDS: Readonly<Record<string, string>> = {
  mountinfo: 'for p in /proc/[0-9]*; do cat $p/mountinfo; done > mountinfo.txt',
  ns_mnt: "stat -L -c '%i %n' /proc/[0-9]*/ns/mnt > ns-mnt.txt",
  df: 'df -PT > df.txt',
  df_inodes: 'df -Pi > df-inodes.txt',
  sysctl: 'sysctl fs kernel vm > sysctl.txt',
  process_stat: 'ps auxwww > ps.txt',
  ps: 'ps auxwww > ps.txt',
  process_cmdline: 'ps auxwww > ps.txt',
  docker_inspect: 'docker inspect $(docker ps -aq) > inspect.json',
  docker_info: 'docker info > docker-info.txt',
  docker_version: 'docker version > docker-version.txt',
  log: 'journalctl -u docker -u containerd -u kubelet -k -o short-iso > journal.log',
};

const COLLECTOR = 'sudo sh collect.sh > bundle.tgz';
const MAX_ENTRIES = 6;

/** What to ask for next: the sources that most undecided rules wait for, each with one command. */
export function collectNext(unknown: Report['unknown']): Report['coverage']['collectNext'] {
  const waiting = new Map<string, { titles: Set<string>; reason: string }>();
  for (const { title, missing } of unknown) {
    for (const { source, reason } of missing) {
      const entry = waiting.get(source) ?? { titles: new Set<string>(), reason };
      waiting.set(source, entry);
      entry.titles.add(title);
    }
  }
  return [...waiting]
    .sort(([a, x], [b, y]) => y.titles.size - x.titles.size || (a < b ? -1 : 1))
    .slice(0, MAX_ENTRIES)
    .map(([source, { titles, reason }]) => ({
      source,
      why: `${reason}; would decide: ${[...titles].slice(0, 3).join('; ')}${titles.size > 3 ? ` and ${titles.size - 3} more` : ''}`,
      command: COMMANDS[source] ?? COLLECTOR,
    }));
}
