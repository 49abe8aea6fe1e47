import { InquestError } from '../errors.ts';
import { FOREIGN_FORMATS, type ForeignFormat } from './foreign-formats.ts';
import { looksLikeTar } from './tar-header.ts';

export type ContentKind = 'gzip' | 'tar' | 'zip' | 'text';

/**
 * Tells by its first bytes, never by its name, what a file is. Throws ARCHIVE_FORMAT or ARCHIVE_ENCRYPTED for what is
 * recognised and cannot be read, for an empty file and for binary content of no known kind.
 */
export function detectContent(head: Buffer, source: string): ContentKind {
  if (head.length === 0) throw unreadable(source, source === '-' ? 'standard input is empty' : 'the file is empty');
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (looksLikeTar(head)) return 'tar';
  if (isZip(head)) return 'zip';
  const foreign = FOREIGN_FORMATS.find((format) => format.matches(head));
  if (foreign !== undefined) throw refusal(foreign, source);
  if (isBinary(head)) throw unreadable(source, 'it is neither an archive nor text');
  return 'text';
}

function refusal(format: ForeignFormat, source: string): InquestError {
  if (format.encrypted === true) return new InquestError('ARCHIVE_ENCRYPTED', { path: source, method: format.name });
  const name = source === '-' ? 'FILE' : (source.split('/').pop() ?? 'FILE');
  return unreadable(source, `it is ${format.name}`, format.hint(shellWord(name)));
}

export function unreadable(source: string, reason: string, hint?: string): InquestError {
  return new InquestError('ARCHIVE_FORMAT', { path: source, reason, ...(hint === undefined ? {} : { hint }) });
}

/** A file name that can stand in a command as it is, else a placeholder: the hint may be pasted into a shell. */
function shellWord(name: string): string {
  return /^[\w][\w.+@-]*$/.test(name) ? name : 'FILE';
}

/** A first local entry, or the end record of an archive without entries. */
function isZip(head: Buffer): boolean {
  const signature = head.length < 4 ? 0 : head.readUInt32LE(0);
  return signature === 0x04034b50 || signature === 0x06054b50;
}

/**
 * Text has few control characters. NULs are judged apart: /proc/PID/cmdline separates words by them, and a log that was
 * truncated while its writer kept its offset has a hole of them.
 */
function isBinary(head: Buffer): boolean {
  let nuls = 0;
  let controls = 0;
  for (const byte of head) {
    if (byte === 0) nuls++;
    else if (byte < 32 && !isTextControl(byte)) controls++;
  }
  return nuls * 3 > head.length || controls * 20 > head.length - nuls;
}

/** Backspace, tab, line ends, form feed and escape occur in terminal output and logs. */
function isTextControl(byte: number): boolean {
  return (byte >= 8 && byte <= 13) || byte === 27;
}
