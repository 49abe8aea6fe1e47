import { isoAt } from './calendar.ts';
import { decodeDmesg, decodeKmsg, stripKernelStamp } from './dmesg.ts';
import { decodeGoLog } from './go-log.ts';
import { decodeIso, decodeJournalJson, decodeShortFull, decodeShortUnix } from './journal.ts';
import { decodeKlog, decodeKlogJson } from './klog.ts';
import type { DecodedLine, Layer, LineTime } from './log-line.ts';
import { decodeLogfmt } from './logfmt.ts';
import { decodeSyslog } from './syslog.ts';

/** Journal in klog or logfmt, in a container log: real lines nest no deeper. */
const MAX_LAYERS = 3;
/** A klog time further from its prefix is in another zone; a smaller gap is a journal that lags, and klog is right. */
const MAX_LAG_SECONDS = 1800;

/**
 * Peels the prefixes off one line of a log, whatever tool wrote or printed it, and says its time, program and message.
 * Never throws; a line without a known prefix comes back whole as `plain`. Continuation lines have no time of their own.
 */
export function decodeLine(line: string): DecodedLine {
  let text = line.charCodeAt(line.length - 1) === 13 ? line.slice(0, -1) : line;
  const layers: Layer[] = [];
  while (layers.length < MAX_LAYERS) {
    const layer = decodeLayer(text, layers.length > 0);
    if (layer === undefined) break;
    layers.push(layer);
    text = layer.message;
    if (layer.ident === 'kernel') break;
  }
  const outermost = layers[0];
  if (outermost === undefined) return { format: 'plain', message: text };
  const decoded: Draft = { format: outermost.format, message: text };
  if (outermost.host !== undefined) decoded.host = outermost.host;
  for (const { ident } of layers) if (ident !== undefined) decoded.ident ??= ident;
  addTimes(decoded, layers);
  if (layers.length === 1 && outermost.format === 'logfmt' && outermost.offset !== undefined)
    decoded.offset = outermost.offset;
  if (decoded.ident !== 'kernel') return decoded;
  const stamp = stripKernelStamp(text);
  if (stamp === undefined) return decoded;
  decoded.boot = stamp.boot;
  decoded.message = stamp.message;
  return decoded;
}

type Draft = { -readonly [K in keyof DecodedLine]: DecodedLine[K] };

/** One layer of prefix, chosen by the first character; inside another prefix only program formats may follow. */
function decodeLayer(text: string, inner: boolean): Layer | undefined {
  const first = text.charCodeAt(0);
  if (first === 123) return decodeJson(text);
  if (isUpper(first) || first === 116) {
    const layer = decodeKlog(text) ?? decodeLogfmt(text);
    if (layer !== undefined || inner) return layer;
  }
  if (inner) return undefined;
  if (first === 91 || first === 60) return decodeDmesg(text);
  if (isDigit(first)) {
    return (
      decodeGoLog(text) ??
      decodeIso(text) ??
      decodeKmsg(text) ??
      decodeShortUnix(text) ??
      decodeSyslog(text) ??
      decodeDmesg(text)
    );
  }
  return decodeSyslog(text) ?? decodeShortFull(text) ?? decodeDmesg(text);
}

const isUpper = (code: number): boolean => code >= 65 && code <= 90;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** A line that is one JSON object: docker's json-file, klog or the journal. */
function decodeJson(text: string): Layer | undefined {
  let entry: unknown;
  try {
    entry = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return undefined;
  const fields: Readonly<Record<string, unknown>> = { ...entry };
  if (typeof fields.log === 'string') return decodeDockerJson(fields.log, fields.time);
  return decodeKlogJson(fields) ?? decodeJournalJson(fields);
}

/** docker's json-file: `{"log":"message\n","stream":"stderr","time":"2024-04-12T07:28:39.437193001Z"}`. */
function decodeDockerJson(log: string, stamp: unknown): Layer {
  const iso = typeof stamp === 'string' ? isoAt(stamp) : undefined;
  const message = log.endsWith('\n') ? log.slice(0, -1) : log;
  if (iso === undefined) return { format: 'docker-json', message };
  return {
    format: 'docker-json',
    time: iso.time,
    ...(iso.offset === undefined ? {} : { offset: iso.offset }),
    message,
  };
}

function addTimes(decoded: Draft, layers: readonly Layer[]): void {
  let best: LineTime | undefined;
  let offset = 0;
  for (const layer of layers) {
    if (layer.time === undefined) continue;
    if (best === undefined) best = layer.time;
    else if (layer.format === 'klog') best = refine(best, offset, layer.time);
    else if (layer.time.axis === 'utc') best = layer.time;
    offset = layer.offset ?? offset;
  }
  if (best === undefined) return;
  decoded.time = best;
  const outer = layers[0]?.time;
  if (outer !== undefined && outer.axis !== best.axis) decoded.outer = outer;
}

/** The prefix moved to the klog time when both are on the same clock; klog has no year and no zone of its own. */
function refine(prefix: LineTime, offset: number, klog: LineTime): LineTime {
  if (prefix.axis === 'boot') return klog;
  const gap = klog.seconds - (prefix.seconds + offset);
  const lag = gap - Math.round(gap / 86_400) * 86_400;
  if (Math.abs(lag) > MAX_LAG_SECONDS) return prefix;
  return { ...prefix, seconds: Math.round((prefix.seconds + lag) * 1e6) / 1e6 };
}
