import { decodeLine } from './decode.ts';

/** How many lines of a text are looked at before it counts as no log. */
const PROBE_LINES = 20;
/** `systemctl status` ends with the last lines of the journal, which the journal itself has as well. */
const UNIT_STATUS = /^[●○×↻*] \S{1,255} - [^\n]*\n\s+Loaded: /;

/**
 * Says whether the first lines of a text are those of a log: the first one, behind notes of the journal (`-- Logs begin`),
 * or half of them, for a log whose beginning was cut off inside a message of many lines.
 */
export function looksLikeLog(head: string): boolean {
  if (UNIT_STATUS.test(head)) return false;
  const lines = head.split('\n', PROBE_LINES).filter((line) => line.trim() !== '' && !line.startsWith('-- '));
  const [first] = lines;
  if (first === undefined) return false;
  return isLogLine(first) || lines.filter(isLogLine).length * 2 >= lines.length;
}

/** A date with weekday and zone stands in tables as well; in a journal a program is named behind it. */
function isLogLine(line: string): boolean {
  const { format, ident } = decodeLine(line);
  return format !== 'plain' && (format !== 'journal-iso' || ident !== undefined);
}
