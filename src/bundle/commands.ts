import type { SourceMatch } from './layout.ts';

/** `kubectl get` of all objects of a kind as JSON, in the order of words that tools use. */
const objects = (kinds: string): RegExp =>
  new RegExp(
    `^(?:kubectl|oc)\\b.* get (?:-o json(?: --namespace[ =]\\S+)? (?:${kinds})|(?:${kinds})(?: -A)? -o json)$`,
  );

/** What a command prints, by its words; the first pattern that fits decides. */
const COMMANDS: readonly (readonly [RegExp, string, Readonly<Record<string, string>>?])[] = [
  [/^df\b.* -[a-zA-Z]*i|^df\b.* --inodes/, 'df_inodes'],
  [/^df\b/, 'df'],
  [/^mount(?: -[lv]{1,2})?$/, 'mounts'],
  [/^findmnt\b/, 'mounts'],
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
  [/^docker system df$/, 'docker_system_df'],
  [/^ss -(?:xp|x -p|xap|xpa)$/, 'unix_peers'],
  [/^crictl\b.* ps\b/, 'crictl_ps'],
  [/^crictl\b.* pods\b/, 'crictl_pods'],
  [/^crictl\b.* info\b/, 'crictl_info'],
  [/^crictl\b.* version\b/, 'crictl_version'],
  [objects('nodes?'), 'kube_nodes'],
  [objects('pods?'), 'kube_pods'],
  [objects('events?'), 'kube_events'],
  [objects('pv|pvs|persistentvolumes'), 'kube_pvs'],
  [objects('pvc|persistentvolumeclaims'), 'kube_pvcs'],
  [objects('volumeattachments'), 'kube_volume_attachments'],
  [/^uname -a$/, 'uname'],
  [/^uptime$/, 'uptime'],
  [/^hostname(?: -f)?$/, 'hostname'],
  [/^date\b/, 'date'],
  [/^timedatectl(?: status)?$/, 'date'],
  [/^lsmod$/, 'modules'],
  [/^smartctl\b/, 'smartctl'],
  [/^rpm -qa --last$/, 'package_history', { file: 'rpm' }],
  [/^systemctl(?: --no-pager)? --failed(?: --no-pager)?$/, 'units_failed'],
  [/^systemctl(?: --no-pager)? list-unit-files(?: --no-pager)?$/, 'unit_files'],
];

/** The journal of a boot before this one. */
const PREVIOUS_BOOT = /^journalctl\b.* (?:-b ?|--boot[ =])-\d/;

/** What stands before the command itself: its folder, sudo, a time limit, the locale. */
const BEFORE =
  /^(?:(?:sudo(?: -n)?|timeout(?: -[a-z]+ \S+| --\S+)*(?: \d+[smh]?)?|nice(?: -n ?\d+)?|env|[A-Z_]+=\S*|nsenter(?: -\S+(?: \d+)?)*) )+/;
const FOLDER = /^\/(?:usr\/)?(?:local\/)?s?bin\//;
const AFTER = / *(?:2?>(?:&1|\/dev\/null) *)+$/;

/** The command that a shell line runs, without its folder and what is wrapped around it: `df -h` for `timeout 10 /bin/df -h 2>&1`. */
export function plainCommand(line: string): string {
  return line.trim().replace(AFTER, '').replace(BEFORE, '').replace(FOLDER, '').replace(/\s+/g, ' ');
}

/** The file that a command only prints: `/proc/mounts` for `cat /proc/mounts`; of a short one tail prints all. */
export function printedFile(line: string): string | undefined {
  return /^(?:cat (?=\/)|(?:tail|head) (?=\/proc\/sys\/))(?<file>\/[^ |;&*]+)$/.exec(plainCommand(line))?.groups?.file;
}

/**
 * Commands whose output holds texts of other sources, in part or cut to a screen: the journal's last lines, listings of
 * files, what containers print.
 */
const OTHER =
  /^(?:systemctl(?: -\S+)* (?:status|cat|show|list)|service|top|lsof|pstree|netstat|ss|iptables|ip6?tables-save|iptables-save|ip|rpm(?! -qa --last$)|dpkg|sar|ulimit|dbus-send|history|ls|find|tree|(?:docker|podman|nerdctl|crictl|kubectl|oc)(?: \S+)*? (?:logs|top))\b|^journalctl\b.* --(?:disk-usage|list-boots?|list-catalog|header|verify|fields)\b/;

/** Says whether a command prints nothing that may be read by its content. */
export function showsOtherThings(line: string): boolean {
  return OTHER.test(plainCommand(line));
}

/** The source that a command prints, or undefined for one that nothing here reads, such as one that is piped on. */
export function sourceOfCommand(line: string): SourceMatch | undefined {
  const command = plainCommand(line);
  if (/[|;&]/.test(command)) return undefined;
  const found = COMMANDS.find(([pattern]) => pattern.test(command));
  if (found === undefined) return undefined;
  return { source: found[1], params: { ...found[2], ...(PREVIOUS_BOOT.test(command) ? { boot: 'previous' } : {}) } };
}
