import type { ZipBytes } from './zip-bytes.ts';
import { zipPath } from './zip-entry.ts';

const SIGNATURE = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const HAS_DESCRIPTOR = 8;
const ENCRYPTED = 1;
const UTF8 = 0x800;

/** What stands in front of an entry's content, APPNOTE.TXT section 4.3.7. */
export interface LocalHeader {
  readonly encrypted: boolean;
  /** The sizes are 0 here and follow the content. */
  readonly isOpenEnded: boolean;
  readonly method: number;
  readonly packedSize: number;
  readonly size: number;
  readonly path: string;
  readonly contentStart: number;
}

/** Reads the header at `at`; undefined when there is none, or when it goes beyond the file. */
export async function readLocalHeader(bytes: ZipBytes, at: number): Promise<LocalHeader | undefined> {
  const fixed = await readFully(bytes, at, 30);
  if (fixed?.readUInt32LE(0) !== SIGNATURE) return undefined;
  const nameLength = fixed.readUInt16LE(26);
  const contentStart = at + 30 + nameLength + fixed.readUInt16LE(28);
  const raw = await readFully(bytes, at + 30, nameLength);
  if (raw === undefined || contentStart > bytes.size) return undefined;
  const flags = fixed.readUInt16LE(6);
  const name = raw.toString((flags & UTF8) !== 0 ? 'utf8' : 'latin1');
  return {
    encrypted: (flags & ENCRYPTED) !== 0,
    isOpenEnded: (flags & HAS_DESCRIPTOR) !== 0,
    method: fixed.readUInt16LE(8),
    packedSize: fixed.readUInt32LE(18),
    size: fixed.readUInt32LE(22),
    // The host system stands in the central directory; a name that has slashes needs no other separator.
    path: zipPath(name, name.includes('/')),
    contentStart,
  };
}

/**
 * Where the next header starts after content that ends at `at` and has its sizes behind it: CRC and two sizes of 4 or 8
 * bytes, with or without a signature. Undefined when no header follows.
 */
export async function afterDescriptor(bytes: ZipBytes, at: number): Promise<number | undefined> {
  const window = Buffer.alloc(28);
  const count = await bytes.read(window, at);
  const lengths = window.readUInt32LE(0) === DESCRIPTOR ? [16, 24] : [12, 20];
  const length = lengths.find((l) => l + 4 <= count && window.readUInt32LE(l) === SIGNATURE);
  return length === undefined ? undefined : at + length;
}

async function readFully(bytes: ZipBytes, at: number, length: number): Promise<Buffer | undefined> {
  const buffer = Buffer.alloc(length);
  if (length === 0) return buffer;
  if (at + length > bytes.size) return undefined;
  return (await bytes.read(buffer, at)) === length ? buffer : undefined;
}
