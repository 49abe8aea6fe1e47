import { clockAt, twoDigits, yearlessTime } from './calendar.ts';
import type { Layer } from './log-line.ts';

/**
 * The header of klog, whose columns are fixed: `E0412 15:28:39.437193 3237254 kubelet.go:1882] message`, with the local
 * time of the process and no year.
 */
export function decodeKlog(line: string): Layer | undefined {
  const level = line.charCodeAt(0);
  if (level !== 69 && level !== 73 && level !== 87 && level !== 70) return undefined;
  if (line.charCodeAt(5) !== 32) return undefined;
  const month = twoDigits(line, 1);
  const clock = clockAt(line, 6);
  if (clock === undefined || line.charCodeAt(clock.end) !== 32) return undefined;
  const end = line.indexOf('] ', clock.end);
  if (end === -1 || end > clock.end + 200) return undefined;
  const time = yearlessTime(month - 1, twoDigits(line, 3), clock.seconds);
  return { format: 'klog', ...(time === undefined ? {} : { time }), message: line.slice(end + 2) };
}

/**
 * klog with `--logging-format=json`: `{"ts":1753121332053.9302,"caller":"kubelet/kubelet.go:446","msg":"...","err":"..."}`,
 * milliseconds since 1970. The message is written as structured text (`"msg" err="..."`), so that one pattern reads both.
 */
export function decodeKlogJson(entry: Readonly<Record<string, unknown>>): Layer | undefined {
  const { ts, msg } = entry;
  if (typeof ts !== 'number' || typeof msg !== 'string') return undefined;
  const pairs = Object.entries(entry)
    .filter(([key]) => key !== 'ts' && key !== 'msg' && key !== 'caller' && key !== 'v')
    .map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
  // Seconds in builds that follow zap's default, milliseconds in klog's own.
  const seconds = ts > 1e11 ? ts / 1000 : ts;
  return {
    format: 'klog-json',
    time: { axis: 'utc', seconds },
    offset: 0,
    message: `${JSON.stringify(msg)}${pairs.join('')}`,
  };
}

/** A structured klog message: its text and its pairs, quotes undone. */
export interface KlogPairs {
  readonly message: string;
  readonly pairs: ReadonlyMap<string, string>;
}

const MAX_PAIRS = 256;

/**
 * Reads the message of structured klog, as the kubelet writes it since 1.21:
 * `"Probe failed" probeType="Readiness" pod="prod/cart-7d9f" podUID=11cf... containerName="cart"`. Values are quoted as Go
 * does, bare, or in balanced `{}` and `[]`. Undefined for a message that does not begin with a quoted text.
 */
export function parseKlogPairs(message: string): KlogPairs | undefined {
  if (message.charCodeAt(0) !== 34) return undefined;
  const head = quotedEnd(message, 0);
  if (head === undefined) return undefined;
  const pairs = new Map<string, string>();
  let at = head;
  while (at < message.length && pairs.size < MAX_PAIRS) {
    while (message.charCodeAt(at) === 32) at++;
    const equals = message.indexOf('=', at);
    if (equals === -1) break;
    const end = valueEnd(message, equals + 1);
    const value = message.slice(equals + 1, end);
    pairs.set(message.slice(at, equals), value.startsWith('"') ? unquote(value) : value);
    at = end;
  }
  return { message: unquote(message.slice(0, head)), pairs };
}

/** The end of a value that begins at `at`: behind the closing quote or bracket, or at the next blank. */
function valueEnd(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === 34) return quotedEnd(text, at) ?? text.length;
  if (first === 91 || first === 123) return bracketEnd(text, at);
  const blank = text.indexOf(' ', at);
  return blank === -1 ? text.length : blank;
}

function bracketEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) at = (quotedEnd(text, at) ?? text.length) - 1;
    else if (code === 91 || code === 123) depth++;
    else if ((code === 93 || code === 125) && --depth === 0) return at + 1;
  }
  return text.length;
}

/** Where a text that opens with a quote at `start` ends, behind its closing quote. */
export function quotedEnd(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 92) at++;
    else if (code === 34) return at + 1;
  }
  return undefined;
}

/** Undoes Go's quoting of one value; escapes that are not known stay as they are. */
export function unquote(quoted: string): string {
  const closed = quoted.length > 1 && quoted.endsWith('"');
  const inner = quoted.slice(1, closed ? -1 : undefined);
  if (!inner.includes('\\')) return inner;
  return inner.replace(/\\(["\\nrt]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})/g, (_, code: string) => {
    if (code === 'n') return '\n';
    if (code === 'r') return '\r';
    if (code === 't') return '\t';
    return code.length === 1 ? code : String.fromCharCode(Number.parseInt(code.slice(1), 16));
  });
}
