import type { SourceMatch } from './layout.ts';

/** What a command prints, by its words; the first pattern that fits decides. */
const COMMANDS: readonly (readonly [RegExp, string, Readonly<Record<string, string>>?])[] = [
  [/^df\b.* -[a-zA-Z]*i|^df\b.* --inodes/, 'df_inodes'],
  [/^df\b/, 'df'],
  [/^mount(?: -l)?$/, 'mounts'],
  [/^ps\b/, 'ps'],
  [/^sysctl\b.* (?:-[a-zA-Z]*a|--all)/, 'sysctl'],
  [/^dmesg\b/, 'log', { emitter: 'kernel' }],
  [/^journalctl\b.*\bkubelet\b/, 'log', { emitter: 'kubelet' }],
  [/^journalctl\b.*\bcontainerd\b/, 'log', { emitter: 'containerd' }],
  [/^journalctl\b.*\bdockerd?\b/, 'log', { emitter: 'dockerd' }],
  [/^journalctl\b.*\bcrio\b/, 'log', { emitter: 'crio' }],
  [/^journalctl\b.* (?:-[a-zA-Z]*k\b|--dmesg)/, 'log', { emitter: 'kernel' }],
  [/^journalctl\b/, 'log', { emitter: 'any' }],
  [/^(?:docker|nerdctl)(?: container)? inspect\b/, 'docker_inspect'],
  [/^docker(?: container)? (?:ps|ls)\b/, 'docker_ps'],
  [/^docker info\b/, 'docker_info'],
  [/^docker version\b/, 'docker_version'],
  [/^docker events\b/, 'docker_events'],
  [/^docker buildx du\b/, 'docker_build_cache'],
  [/^crictl\b.* ps\b/, 'crictl_ps'],
  [/^crictl\b.* pods\b/, 'crictl_pods'],
  [/^crictl\b.* info\b/, 'crictl_info'],
  [/^crictl\b.* version\b/, 'crictl_version'],
  [/^uname -a$/, 'uname'],
  [/^uptime$/, 'uptime'],
  [/^hostname(?: -f)?$/, 'hostname'],
  [/^date\b/, 'date'],
  [/^lsmod$/, 'modules'],
];

/** What stands before the command itself: its folder, sudo, a time limit, the locale. */
const BEFORE =
  /^(?:(?:sudo(?: -n)?|timeout(?: -[a-z]+ \S+| --\S+)*(?: \d+[smh]?)?|nice(?: -n ?\d+)?|env|[A-Z_]+=\S*|nsenter(?: -\S+(?: \d+)?)*) )+/;
const FOLDER = /^\/(?:usr\/)?(?:local\/)?s?bin\//;
const AFTER = / *(?:2?>(?:&1|\/dev\/null) *)+$/;

/** The command that a shell line runs, without its folder and what is wrapped around it: `df -h` for `timeout 10 /bin/df -h 2>&1`. */
export function plainCommand(line: string): string {
  return line.trim().replace(AFTER, '').replace(BEFORE, '').replace(FOLDER, '').replace(/\s+/g, ' ');
}

/** The file that a command only prints: `/proc/mounts` for `cat /proc/mounts`. */
export function printedFile(line: string): string | undefined {
  return /^cat (?<file>\/[^ |;&*]+)$/.exec(plainCommand(line))?.groups?.file;
}

/** The source that a command prints, or undefined for one that nothing here reads, such as one that is piped on. */
export function sourceOfCommand(line: string): SourceMatch | undefined {
  const command = plainCommand(line);
  if (/[|;&]/.test(command)) return undefined;
  const found = COMMANDS.find(([pattern]) => pattern.test(command));
  return found === undefined ? undefined : { source: found[1], params: found[2] ?? {} };
}
