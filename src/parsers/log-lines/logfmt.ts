import { isoAt } from './calendar.ts';
import { quotedEnd, unquote } from './klog.ts';
import type { Layer } from './log-line.ts';

const MAX_FIELDS = 256;

/**
 * Reads a line of logrus as dockerd, containerd and CRI-O write it:
 * `time="2024-04-12T15:28:39.437193001+08:00" level=error msg="..." container=4f1c error="..."`. Undefined when the line has
 * no field at its start.
 */
export function parseLogfmt(line: string): Map<string, string> | undefined {
  const fields = new Map<string, string>();
  let at = 0;
  while (at < line.length && fields.size < MAX_FIELDS) {
    const match = /^ *([\w.@/-]{1,64})=/.exec(line.slice(at, at + 72));
    if (match?.[1] === undefined) break;
    const start = at + match[0].length;
    const blank = line.indexOf(' ', start);
    const bareEnd = blank === -1 ? line.length : blank;
    const end = line.charCodeAt(start) === 34 ? (quotedEnd(line, start) ?? line.length) : bareEnd;
    const value = line.slice(start, end);
    fields.set(match[1], value.startsWith('"') ? unquote(value) : value);
    at = end;
  }
  return fields.size === 0 ? undefined : fields;
}

const TTY = /^(?:DEBU|INFO|WARN|ERRO|FATA|PANI|TRAC)\[([^\]]{1,40})\] ?/;

/**
 * The same line as a layer. Its message is the text of `msg` followed by the other fields as written, because the reason
 * is often in `error=`. CRI-O writes a blank for the T of the time; on a terminal logrus writes `ERRO[0016] message`.
 */
export function decodeLogfmt(line: string): Layer | undefined {
  if (!line.startsWith('time="')) return decodeTty(line);
  const iso = isoAt(line, 6);
  const timeEnd = line.indexOf('"', 6);
  if (iso === undefined || timeEnd === -1 || iso.end > timeEnd) return undefined;
  const at = timeEnd + 2;
  const mark = line.indexOf('msg=', at);
  const zone = iso.offset === undefined ? {} : { offset: iso.offset };
  const time = iso.time;
  if (mark === -1 || mark > at + 40) return { format: 'logfmt', time, ...zone, message: line.slice(at) };
  const start = mark + 4;
  if (line.charCodeAt(start) !== 34) return { format: 'logfmt', time, ...zone, message: line.slice(start) };
  const end = quotedEnd(line, start) ?? line.length;
  return { format: 'logfmt', time, ...zone, message: `${unquote(line.slice(start, end))}${line.slice(end)}` };
}

function decodeTty(line: string): Layer | undefined {
  const match = line.charCodeAt(4) === 91 ? TTY.exec(line.slice(0, 48)) : undefined;
  if (match?.[1] === undefined) return undefined;
  const iso = isoAt(match[1]);
  return { format: 'logfmt', ...(iso === undefined ? {} : { time: iso.time }), message: line.slice(match[0].length) };
}
