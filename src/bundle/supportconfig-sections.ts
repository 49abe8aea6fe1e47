import type { CommandFailure, SectionFormat, SectionTitle } from './layout.ts';

/** `#==[ Command ]======================================#` */
const HEADER = /^#==\[ ([A-Z][^\]]{0,60}) \]=+#?$/;
/** A setting such as `# /etc/docker/daemon.json`; one that is not there has ` - File not found` behind it. */
const FILE = /^# (\/[^ ]{1,400})$/;
/** A log, of which the tool may keep the end only: `# /var/log/messages - Last 500 Lines`. */
const LOG = /^# (\/[^ ]{1,400})(?: - Last (\d{1,9}) Lines)?$/;
const COMMAND = /^# (\S.{0,400})$/;

/** What is piped into these is whole but for its order, or the end of it; every other pipe makes an excerpt. */
const SORTED = /(?: 2>\/dev\/null)? \| sort$/;
const TAILED = /(?: 2>\/dev\/null)? \| tail -n (\d{1,9})$/;
const LAST_LINES = /^\S*journalctl\b.* (?:--lines[ =]|-n ?)(\d{1,9})\b/;
const SORTED_FILE = /^(?:\S*\/)?sort (\/proc\/\S+)$/;
/** A date in a form of its own, which need not have an offset or seconds. */
const OWN_FORM = /^(?:\S*\/)?date \+/;

const cutTo = (lines: string | undefined): { readonly params?: Readonly<Record<string, string>> } =>
  lines === undefined ? {} : { params: { cut: `supportconfig kept the last ${lines} lines` } };

function commandTitle(line: string): SectionTitle | undefined {
  const text = COMMAND.exec(line)?.[1]?.trimEnd();
  if (text === undefined || OWN_FORM.test(text)) return undefined;
  const file = SORTED_FILE.exec(text)?.[1];
  if (file !== undefined) return { file };
  const tail = TAILED.exec(text)?.[1];
  const command = text.replace(SORTED, '').replace(TAILED, '');
  return command.includes('|') ? undefined : { command, ...cutTo(tail ?? LAST_LINES.exec(command)?.[1]) };
}

function title(line: string, before: string): SectionTitle | undefined {
  if (!line.startsWith('# ') || !before.startsWith('#==[')) return undefined;
  const kind = HEADER.exec(before)?.[1];
  if (kind === 'Command') return commandTitle(line);
  if (kind === 'Configuration File') {
    const file = FILE.exec(line)?.[1];
    return file === undefined ? undefined : { file };
  }
  if (kind !== 'Log File') return undefined;
  const [, file, lines] = LOG.exec(line) ?? [];
  return file === undefined ? undefined : { file, ...cutTo(lines) };
}

function failure(line: string, section: SectionTitle | undefined): CommandFailure | undefined {
  if (section === undefined || !('command' in section)) return undefined;
  const { command } = section;
  if (line === '# ERROR: Command did not complete within the timeout period.')
    return { command, status: 'timed_out', reason: `\`${command}\` did not end in time` };
  if (line !== 'ERROR: Command not found or not executable') return undefined;
  return { command, status: 'failed', reason: `\`${command}\` is not on the node` };
}

/** Files of supportconfig: every output, setting and log has a frame that says which of these it is. */
const SECTIONS: SectionFormat = { title, failure, end: /^#==\[ /, named: true };

/**
 * Says whether a text is a file of supportconfig, and how it is cut. The names of these files are those of the topics
 * (`boot.txt`, `docker.txt`), which others use for files of another kind, so the first frame decides.
 */
export function supportconfigFile(head: string): SectionFormat | undefined {
  return head.split('\n', 60).some((line) => HEADER.test(line.trimEnd())) ? SECTIONS : undefined;
}
