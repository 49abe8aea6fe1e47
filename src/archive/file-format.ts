import { InquestError } from '../errors.ts';
import { FOREIGN_FORMATS, type ForeignFormat } from './foreign-formats.ts';
import { isZip, type StreamKind, streamKind } from './magic.ts';
import { OWN_REPORT } from './own-formats.ts';
import { looksLikeTar } from './tar-header.ts';

export type ContentKind = StreamKind | 'tar' | 'zip' | 'text';

/**
 * Tells by its first bytes, never by its name, what a file is. Throws ARCHIVE_FORMAT or ARCHIVE_ENCRYPTED for what is
 * recognised and cannot be read, for an empty file and for binary content of no known kind; inside a bundle, whose entries
 * may be anything, these count as text.
 */
export function detectContent(head: Buffer, source: string, isInner = false): ContentKind {
  const kind = knownContent(head);
  if (kind !== undefined || isInner) return kind ?? 'text';
  if (head.length === 0) throw unreadable(source, source === '-' ? 'standard input is empty' : 'the file is empty');
  const foreign = [OWN_REPORT, ...FOREIGN_FORMATS].find((format) => format.matches(head));
  if (foreign !== undefined) throw refusal(foreign, source);
  if (isBinary(head)) throw unreadable(source, 'it is neither an archive nor text');
  return 'text';
}

function knownContent(head: Buffer): ContentKind | undefined {
  const stream = streamKind(head);
  if (stream !== undefined) return stream;
  if (looksLikeTar(head)) return 'tar';
  return isZip(head) ? 'zip' : undefined;
}

function refusal(format: ForeignFormat, source: string): InquestError {
  const hint = format.hint(shellWord(source === '-' ? 'FILE' : (source.split('/').pop() ?? 'FILE')));
  if (format.encrypted !== true) return unreadable(source, `it is ${format.name}`, hint);
  return new InquestError('ARCHIVE_ENCRYPTED', { path: source, method: format.name, hint });
}

export function unreadable(source: string, reason: string, hint?: string): InquestError {
  return new InquestError('ARCHIVE_FORMAT', { path: source, reason, ...(hint === undefined ? {} : { hint }) });
}

/** A file name that can stand in a command as it is, else a placeholder: the hint may be pasted into a shell. */
function shellWord(name: string): string {
  return /^[\w][\w.+@-]*$/.test(name) ? name : 'FILE';
}

/**
 * Text has few control characters. NULs are judged apart: /proc/PID/cmdline separates words by them, and a log that was
 * truncated while its writer kept its offset has a hole of them.
 */
export function isBinary(head: Buffer): boolean {
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
