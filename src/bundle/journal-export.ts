import type { EntrySink } from '../archive/archive.ts';

const LF = 10;
const LINE_END = Buffer.from('\n');
/** Longer messages are cut; what decides stands in their beginning. */
const MAX_VALUE_BYTES = 64 << 10;
const LENGTH_BYTES = 8;
/** Many empty lines at once, for entries of many fields. */
const EMPTY_LINES = Buffer.alloc(4096, LF);

/** Says whether a text begins as `journalctl -o export` does. */
export function isJournalExport(head: Buffer): boolean {
  return /^__CURSOR=[^\n]{1,500}\n__REALTIME_TIMESTAMP=\d{10,20}\n/.test(head.toString('latin1', 0, 600));
}

interface Entry {
  readonly fields: Map<string, string>;
  /** Line ends so far, and how many of them stand before the message. */
  lines: number;
  before: number;
}

const KEPT = new Set(['__REALTIME_TIMESTAMP', '_HOSTNAME', 'SYSLOG_IDENTIFIER', '_COMM', '_PID', 'MESSAGE']);

/**
 * Writes the entries of the journal export format (systemd.io/JOURNAL_EXPORT_FORMATS) as lines of `-o short-unix`, each on
 * the line of its message, so that numbers of lines stay those of the file:
 * `1768478400.123456 node-7 kubelet[812]: message`
 * A field is `NAME=value`, or its name on a line, eight bytes of length and the value; an empty line ends an entry.
 */
export function createJournalExportSink(log: EntrySink): EntrySink {
  let entry: Entry = { fields: new Map(), lines: 0, before: 0 };
  let rest = Buffer.alloc(0);
  /** The field whose value is being read by its length. */
  let binary: { readonly name: string; left: number; kept: Buffer[]; keptBytes: number } | undefined;

  const keep = (name: string, value: string): void => {
    if (!KEPT.has(name)) return;
    entry.fields.set(name, value);
    if (name === 'MESSAGE') entry.before = entry.lines;
  };
  const endEntry = (): void => {
    const line = lineOf(entry.fields);
    writeEmpty(log, line === undefined ? 0 : entry.before);
    if (line !== undefined) log.write(Buffer.from(line));
    writeEmpty(log, entry.lines - (line === undefined ? 0 : entry.before));
    entry = { fields: new Map(), lines: 0, before: 0 };
  };
  const takeLine = (line: Buffer): void => {
    if (line.length === 0) {
      entry.lines++;
      endEntry();
      return;
    }
    const equals = line.indexOf(61);
    const name = line.toString('latin1', 0, Math.min(equals === -1 ? line.length : equals, 64));
    if (equals === -1) binary = { name, left: -1, kept: [], keptBytes: 0 };
    else keep(name, line.toString('utf8', equals + 1, equals + 1 + MAX_VALUE_BYTES));
    entry.lines++;
  };
  /** Consumes what it can of a value with a length, and says how many bytes that was. */
  const takeBinary = (bytes: Buffer, field: NonNullable<typeof binary>): number => {
    if (field.left === -1) {
      if (bytes.length < LENGTH_BYTES) return 0;
      // One more byte than the length says: the line end behind the value.
      field.left = Number(bytes.readBigUInt64LE(0)) + 1;
      entry.lines += countLines(bytes.subarray(0, LENGTH_BYTES));
      return LENGTH_BYTES;
    }
    const part = bytes.subarray(0, Math.min(field.left, bytes.length));
    if (field.kept.length === 0 && field.name === 'MESSAGE') entry.before = entry.lines;
    if (field.keptBytes < MAX_VALUE_BYTES)
      field.kept.push(Buffer.from(part.subarray(0, MAX_VALUE_BYTES - field.keptBytes)));
    field.keptBytes += part.length;
    field.left -= part.length;
    entry.lines += countLines(part);
    if (field.left > 0) return part.length;
    const value = Buffer.concat(field.kept).toString('utf8').trimEnd().replaceAll('\n', ' ');
    if (KEPT.has(field.name)) entry.fields.set(field.name, value);
    binary = undefined;
    return part.length;
  };

  return {
    write(chunk) {
      let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      while (bytes.length > 0) {
        if (binary !== undefined) {
          const taken = takeBinary(bytes, binary);
          if (taken === 0) break;
          bytes = bytes.subarray(taken);
          continue;
        }
        const end = bytes.indexOf(LF);
        if (end === -1 && bytes.length <= MAX_VALUE_BYTES) break;
        takeLine(bytes.subarray(0, end === -1 ? MAX_VALUE_BYTES : end));
        bytes = bytes.subarray(end === -1 ? MAX_VALUE_BYTES : end + 1);
      }
      rest = Buffer.from(bytes);
    },
    end(complete) {
      if (entry.fields.has('MESSAGE')) endEntry();
      log.end(complete);
    },
  };
}

function lineOf(fields: ReadonlyMap<string, string>): string | undefined {
  const micros = /^(\d{1,14})(\d{6})$/.exec(fields.get('__REALTIME_TIMESTAMP') ?? '');
  const message = fields.get('MESSAGE');
  if (micros === null || message === undefined) return undefined;
  const program = fields.get('SYSLOG_IDENTIFIER') ?? fields.get('_COMM') ?? 'unknown';
  const pid = fields.get('_PID');
  const origin = `${fields.get('_HOSTNAME') ?? 'localhost'} ${program}${pid === undefined ? '' : `[${pid}]`}`;
  return `${micros[1]}.${micros[2]} ${origin.replaceAll('\n', ' ')}: ${message}`;
}

function writeEmpty(log: EntrySink, count: number): void {
  for (let left = count; left > 0; left -= EMPTY_LINES.length)
    log.write(left === 1 ? LINE_END : EMPTY_LINES.subarray(0, Math.min(left, EMPTY_LINES.length)));
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) count++;
  return count;
}
