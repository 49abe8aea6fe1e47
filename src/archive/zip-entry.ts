import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import type { Delivery, Pending, RawEntry } from './delivery.ts';
import { inflate } from './inflate.ts';
import { CHUNK } from './packed-input.ts';
import { recover } from './recover.ts';
import type { ZipBytes } from './zip-bytes.ts';

export const STORED = 0;
export const DEFLATED = 8;

/** Packed size up to which an entry is inflated in one go. */
const SMALL = 1 << 16;

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

/** The packed content of an entry: where it lies, how it is packed, and the unpacked size that is declared. */
export interface PackedContent {
  readonly start: number;
  readonly end: number;
  readonly method: number;
  readonly size: number;
  /** `end` is only a bound: the content shows itself where it ends. */
  readonly isOpenEnded?: boolean;
}

/** Unpacks the content of an entry and hands it to `consume`; what comes out is counted, not what was declared. */
export async function unpackZipEntry(
  bytes: ZipBytes,
  packed: PackedContent,
  consume: (chunk: Buffer) => Pending,
): Promise<ZipContent> {
  let size = 0;
  let crc = 0;
  const count = (chunk: Buffer): Pending => {
    size += chunk.length;
    crc = crc32(chunk, crc);
    return consume(chunk);
  };
  const whole = await inflateSmall(bytes, packed);
  if (whole !== undefined) {
    await count(whole);
    return { size, crc, used: packed.end - packed.start };
  }
  const source = bytes.range(packed.start, packed.end);
  if (packed.method === STORED) {
    for (let chunk = await source.read(); chunk !== undefined; chunk = await source.read()) await count(chunk);
    return { size, crc, used: size };
  }
  const chunkSize = Math.max(1 << 14, Math.min(CHUNK, packed.size));
  const engine = () => createInflateRaw({ chunkSize });
  const { used, fault } = await inflate(engine(), source, count);
  if (fault === undefined) return { size, crc, used };
  if (fault.code === 'Z_BUF_ERROR') return { size, crc, used, fault: 'its packed data is cut off' };
  const replay = (start: number, end: number, step: number) =>
    bytes.range(packed.start + start, packed.start + end, step);
  await recover({ engine, replay, packedSize: packed.end - packed.start, used, consumed: size }, count);
  return { size, crc, used, fault: `its packed data is damaged (${fault.message})` };
}

/** A stream per entry costs 0.3 ms, which is all of the time where an archive holds thousands of small files. */
async function inflateSmall(bytes: ZipBytes, packed: PackedContent): Promise<Buffer | undefined> {
  const length = packed.end - packed.start;
  if (packed.method !== DEFLATED || length > SMALL || packed.isOpenEnded === true || packed.size > CHUNK)
    return undefined;
  const input = Buffer.allocUnsafe(length);
  if ((await bytes.read(input, packed.start)) < length) return undefined;
  try {
    return inflateRawSync(input, { maxOutputLength: Math.max(1, packed.size) });
  } catch {
    // Damaged, or larger than declared: the stream finds out how far it goes.
    return undefined;
  }
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
export async function closeBroken(delivery: Delivery, path: string, fault: string): Promise<void> {
  await delivery.close(false);
  delivery.ledger.complete = false;
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
      delivery.budget.checkBytes(delivery.unpackedBytes + length);
    },
    deliver() {
      const raw: RawEntry = { path, kind: 'symlink', linkTarget: Buffer.concat(parts).toString('utf8'), size: 0 };
      delivery.open(raw);
      delivery.close(true);
    },
  };
}
