import { BLOCK, decodeTarHeader } from './tar-header.ts';

/** Compressed streams that are read, and the endings that their files lose. */
export type StreamKind = 'gzip' | 'xz' | 'zstd' | 'bzip2';

export type ArchiveKind = StreamKind | 'tar' | 'zip';

/** Tells a compressed stream by its first bytes: RFC 1952, the xz format, RFC 8878 (a frame, or one to be skipped), bzip2. */
export function streamKind(head: Buffer): StreamKind | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (startsWith(head, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])) return 'xz';
  if (startsWith(head, [0x28, 0xb5, 0x2f, 0xfd])) return 'zstd';
  if (head.length >= 8 && ((head[0] ?? 0) & 0xf0) === 0x50 && startsWith(head.subarray(1), [0x2a, 0x4d, 0x18])) {
    return 'zstd';
  }
  if (/^BZh[1-9](?:1AY&SY|\x17rE8P\x90)/.test(head.toString('latin1', 0, 10))) return 'bzip2';
  return undefined;
}

/** A first local entry, or the end record of an archive without entries. */
export function isZip(head: Buffer): boolean {
  const signature = head.length < 4 ? 0 : head.readUInt32LE(0);
  return signature === 0x04034b50 || signature === 0x06054b50;
}

/** How much of an entry `innerKind` has to see. */
export const INNER_HEAD = BLOCK;

/**
 * Tells whether an entry is an archive itself. Stricter than for the bundle: gzip must have its only method, and a tar
 * header must carry the `ustar` magic, because nobody said that this entry is an archive.
 */
export function innerKind(head: Buffer): ArchiveKind | undefined {
  const stream = streamKind(head);
  if (stream !== undefined)
    return stream === 'gzip' && (head[2] !== 8 || ((head[3] ?? 0) & 0xe0) !== 0) ? undefined : stream;
  if (isZip(head)) return 'zip';
  if (head.length < BLOCK || head.toString('latin1', 257, 262) !== 'ustar') return undefined;
  return decodeTarHeader(head.subarray(0, BLOCK)) === undefined ? undefined : 'tar';
}

function startsWith(head: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, i) => head[i] === byte);
}
