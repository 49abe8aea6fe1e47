import type { CommandFailure, CommandOutcome, OutcomeFile } from './layout.ts';

/** What each plugin brings that is read, by a command or a file of it, for plugins that were stopped as a whole. */
const PLUGINS: Readonly<Record<string, readonly string[]>> = {
  containerd: ['journalctl --unit containerd'],
  crio: ['crictl ps -a', 'crictl pods', 'journalctl --unit crio'],
  docker: ['docker ps -a', 'docker info', 'docker inspect', 'journalctl --unit docker'],
  filesys: ['df -al', 'df -ali', 'mount -l', 'cat /proc/1/mountinfo'],
  kernel: ['dmesg', 'cat /proc/buddyinfo', 'cat /proc/pressure/io', 'sysctl -a'],
  kubernetes: ['kubectl get -o json pods', 'kubectl get -o json nodes', 'kubectl get -o json events'],
  logs: ['journalctl --no-pager'],
  memory: ['cat /proc/meminfo', 'cat /proc/vmstat'],
  networking: ['dev', 'snmp', 'netstat', 'sockstat', 'softnet_stat', 'unix'].map((file) => `cat /proc/net/${file}`),
  process: ['ps auxwwwm', ...['status', 'limits', 'stack'].map((file) => `cat /proc/1/${file}`)],
};

const stoppedPlugin = (name: string, line?: number): CommandOutcome[] =>
  Object.hasOwn(PLUGINS, name)
    ? (PLUGINS[name] ?? []).map((command) => ({
        failure: { command, status: 'timed_out', reason: `sosreport stopped its plugin ${name} after too long a time` },
        ...(line === undefined ? {} : { line }),
      }))
    : [];

const TIMED_OUT = /command '(?<command>[^']{1,500})' timed out after (?<seconds>\d{1,9})s/;
const SKIPPED = /skipped command '(?<command>[^']{1,500})': (?<reason>[^ ].{0,200})/;
const PLUGIN_STOPPED = /\bPlugin (?<plugin>\w{1,100}) timed out$/;

/**
 * Lines of `sos_logs/sos.log` and `ui.log`:
 * `2026-01-15 12:00:00,000 WARNING: [plugin:filesys] command 'df -al -x autofs' timed out after 300s`
 * `[plugin:networking] skipped command 'ss -peaonmi': required kmods missing: inet_diag.`
 * ` Plugin networking timed out`
 */
export function readSosLog(text: string): CommandOutcome[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const number = index + 1;
    const slow = TIMED_OUT.exec(line)?.groups;
    if (slow !== undefined) return [outcome(slow.command, 'timed_out', `no end within ${slow.seconds} s`, number)];
    const skipped = SKIPPED.exec(line)?.groups;
    if (skipped !== undefined) return [outcome(skipped.command, 'skipped', `left out: ${skipped.reason}`, number)];
    return stoppedPlugin(PLUGIN_STOPPED.exec(line.trimEnd())?.groups?.plugin ?? '', number);
  });
}

const outcome = (
  command: string | undefined = '',
  status: CommandFailure['status'],
  what: string,
  line: number,
): CommandOutcome => ({ failure: { command, status, reason: `\`${command}\`: ${what}` }, line });

/** Exit codes by which timeout(1) and a shell say that the command itself did not do its work. */
const EXIT_TIMED_OUT = 124;
const EXIT_NOT_RUN = new Set([126, 127]);

/**
 * `sos_reports/manifest.json` of sosreport 4: for each plugin its commands with `exec`, `return_code` and `truncated`, and
 * `timeout_hit`. Other exit codes say little: df has one for a single mount that root may not read.
 */
export function readSosManifest(text: string): CommandOutcome[] {
  const plugins = Object.entries(member(parse(text), 'components', 'report', 'plugins') ?? {});
  return plugins.flatMap(([name, plugin]) => {
    const stopped = member(plugin)?.timeout_hit === true ? stoppedPlugin(name) : [];
    const commands = member(plugin)?.commands;
    return [...stopped, ...(Array.isArray(commands) ? commands : []).flatMap(outcomeOf)];
  });
}

function outcomeOf(command: unknown): CommandOutcome[] {
  const { exec, return_code: code, truncated } = member(command) ?? {};
  if (typeof exec !== 'string') return [];
  const told = (status: CommandFailure['status'], what: string): CommandOutcome[] => [
    { failure: { command: exec, status, reason: `\`${exec.slice(0, 500)}\` ${what}` } },
  ];
  if (code === EXIT_TIMED_OUT) return told('timed_out', 'did not end in time');
  if (typeof code === 'number' && EXIT_NOT_RUN.has(code)) return told('failed', 'is not installed or could not be run');
  return truncated === true ? told('truncated', 'printed more than sosreport keeps: only the end is there') : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The object below these keys. */
function member(value: unknown, ...keys: readonly string[]): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const [key, ...rest] = keys;
  return key === undefined ? fields : member(Object.hasOwn(fields, key) ? fields[key] : undefined, ...rest);
}

/** Where sosreport says what became of its commands. */
export const SOS_OUTCOMES: readonly OutcomeFile[] = [
  { path: /^sos_reports\/manifest\.json$/, read: readSosManifest },
  { path: /^sos_logs\/(?:sos|ui)\.log$/, read: readSosLog },
];
