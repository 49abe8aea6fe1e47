export const BLOCK = 512;

/** One 512-byte header of a tar archive: POSIX ustar, GNU or the older V7 form. */
export interface TarHeader {
  /** The raw bytes decoded as UTF-8; for ustar with its prefix. */
  readonly name: string;
  readonly linkName: string;
  /** Bytes of content that follow, before padding. */
  readonly size: number;
  /** The type flag as a character: `0` file, `1` hard link, `2` symbolic link, `5` folder, `L` GNU long name, ... */
  readonly type: string;
  /** Whether it says `ustar`; V7 headers do not. */
  readonly magic: boolean;
  /** Old GNU sparse entries: another block of the sparse map follows this header. */
  readonly sparseExtended: boolean;
}

/**
 * Decodes a header block, pax(1) "ustar interchange format" and the GNU tar manual, "Basic Tar Format". Returns
 * undefined when the checksum or the size is not valid, which is how damaged and foreign blocks are told apart.
 */
export function decodeTarHeader(block: Buffer): TarHeader | undefined {
  if (!hasValidChecksum(block)) return undefined;
  const size = number(block, 124, 12);
  if (size === undefined) return undefined;
  const type = block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0);
  const magic = block.toString('latin1', 257, 262) === 'ustar';
  // GNU writes `ustar  ` and uses the prefix field for other things.
  const prefix = magic && block[262] === 0 ? text(block, 345, 155) : '';
  const name = text(block, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    linkName: text(block, 157, 100),
    size,
    type,
    magic,
    sparseExtended: type === 'S' && block[482] !== 0,
  };
}

/** Whether a file that starts with these bytes is a tar archive: a valid header, or the zero blocks of an empty one. */
export function looksLikeTar(head: Buffer): boolean {
  if (head.length < BLOCK) return false;
  const first = head.subarray(0, BLOCK);
  if (decodeTarHeader(first) !== undefined) return true;
  return head.length >= 2 * BLOCK && isZero(first) && isZero(head.subarray(BLOCK, 2 * BLOCK));
}

const ZEROS = Buffer.alloc(BLOCK);

export function isZero(block: Buffer): boolean {
  return block.equals(ZEROS);
}

/** The sum of all bytes with the checksum field read as spaces; some old writers summed signed bytes. */
function hasValidChecksum(block: Buffer): boolean {
  let unsigned = 8 * 32;
  let signed = 8 * 32;
  for (let i = 0; i < BLOCK; i++) {
    if (i === 148) i = 156;
    const byte = block[i] ?? 0;
    unsigned += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  const stored = number(block, 148, 8);
  // A block of zeros sums to 256 and stores nothing: it ends the archive and is no header.
  return stored !== undefined && stored > 0 && (stored === unsigned || stored === signed);
}

/** Octal digits padded by spaces or NULs, or the GNU base-256 form that starts with the high bit. */
function number(block: Buffer, start: number, length: number): number | undefined {
  if ((block[start] ?? 0) & 0x80) return base256(block, start, length);
  const digits = /^[ \0]*([0-7]*)[ \0]*$/.exec(block.toString('latin1', start, start + length))?.[1];
  return digits === undefined ? undefined : digits === '' ? 0 : Number.parseInt(digits, 8);
}

function base256(block: Buffer, start: number, length: number): number | undefined {
  // 0xff starts a negative number, which no size is.
  let value = (block[start] ?? 0) & 0x7f;
  for (let i = start + 1; i < start + length; i++) value = value * 256 + (block[i] ?? 0);
  return Number.isSafeInteger(value) ? value : undefined;
}

function text(block: Buffer, start: number, length: number): string {
  const end = block.indexOf(0, start);
  return block.toString('utf8', start, end === -1 || end > start + length ? start + length : end);
}
