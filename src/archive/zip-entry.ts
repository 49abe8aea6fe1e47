import { crc32, createInflateRaw } from 'node:zlib';
import type { Delivery, RawEntry } from './delivery.ts';
import { inflate } from './inflate.ts';
import { type ByteSource, CHUNK } from './packed-input.ts';

export const STORED = 0;
export const DEFLATED = 8;

/** Names of the compression methods that are met in practice, APPNOTE.TXT section 4.4.5. */
const METHODS: Readonly<Record<number, string>> = { 9: 'deflate64', 12: 'bzip2', 14: 'LZMA', 93: 'zstd', 95: 'xz' };

export function methodName(method: number): string {
  return METHODS[method] ?? `number ${method}`;
}

/** What came out of one zip entry. */
export interface ZipContent {
  readonly size: number;
  readonly crc: number;
  /** Packed bytes that were used. */
  readonly used: number;
  readonly fault?: string;
}

/** Unpacks the bytes of an entry and hands them to `consume`; `size` is what the archive declares and only a guess. */
export async function unpackZipEntry(
  packed: ByteSource,
  method: number,
  size: number,
  consume: (chunk: Buffer) => void,
): Promise<ZipContent> {
  let bytes = 0;
  let crc = 0;
  const count = (chunk: Buffer): void => {
    bytes += chunk.length;
    crc = crc32(chunk, crc);
    consume(chunk);
  };
  if (method === STORED) {
    for (let chunk = await packed.read(); chunk !== undefined; chunk = await packed.read()) count(chunk);
    return { size: bytes, crc, used: bytes };
  }
  const chunkSize = Math.max(1 << 14, Math.min(CHUNK, size));
  const { used, fault } = await inflate(createInflateRaw({ chunkSize }), packed, count);
  if (fault === undefined) return { size: bytes, crc, used };
  const isCut = fault.code === 'Z_BUF_ERROR';
  return {
    size: bytes,
    crc,
    used,
    fault: isCut ? 'its packed data is cut off' : `its packed data is damaged (${fault.message})`,
  };
}

/** The kind of entry behind Unix file modes; `other` is a device, FIFO or socket. */
export function kindOfMode(mode: number): 'file' | 'symlink' | 'directory' | 'other' {
  const type = mode & 0o170000;
  if (type === 0o120000) return 'symlink';
  if (type === 0o040000) return 'directory';
  return type === 0 || type === 0o100000 ? 'file' : 'other';
}

/** Windows tools write `C:\logs\a.log`; tools on Unix do not, and there a backslash is part of a name (`\x2d`). */
export function zipPath(name: string, madeOnUnix: boolean): string {
  return madeOnUnix ? name : name.replaceAll('\\', '/').replace(/^[A-Za-z]:(?=\/)/, '');
}

/** Records that an entry's content is not what the archive declares, and closes it as broken. */
export function closeBroken(delivery: Delivery, path: string, fault: string): void {
  delivery.close(false);
  delivery.complete = false;
  delivery.problem(fault, path);
}

/** Reads the target of a symbolic link, which a zip stores as the content of the entry, and delivers the link. */
export function linkCollector(delivery: Delivery, path: string): { add: (chunk: Buffer) => void; deliver: () => void } {
  const parts: Buffer[] = [];
  let length = 0;
  return {
    add(chunk) {
      length += chunk.length;
      // A longer one is refused by its length; no need to keep all of it.
      if (length <= 4 * delivery.limits.maxPathLength + CHUNK) parts.push(Buffer.from(chunk));
      delivery.checkBytes(delivery.unpackedBytes + length);
    },
    deliver() {
      const raw: RawEntry = { path, kind: 'symlink', linkTarget: Buffer.concat(parts).toString('utf8'), size: 0 };
      delivery.open(raw);
      delivery.close(true);
    },
  };
}
