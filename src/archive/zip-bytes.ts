import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';
import { formatBytes } from '../lib/bytes.ts';
import { unreadable } from './file-format.ts';
import type { Ledger } from './ledger.ts';
import { type ByteSource, bufferSource, type PackedInput, rangeSource } from './packed-input.ts';

/** A zip lists its entries at its end, so those that cannot be read at any offset are held in memory, up to this size together. */
const MAX_BUFFERED = 256 * 2 ** 20;

/** The bytes of a zip archive at any offset. */
export interface ZipBytes {
  readonly size: number;
  /** Fills `into` from `position` and resolves to the number of bytes that were there. */
  read(into: Buffer, position: number): Promise<number>;
  /** Reads a part in pieces of at most `step` bytes, 1 MiB unless given. */
  range(start: number, end: number, step?: number): ByteSource;
  /** Gives back what was held in memory. */
  release(): void;
}

/** Reads the input to its end for its digest, then gives access to the file, or to a copy of what came by a stream. */
export async function zipBytes(input: PackedInput, ledger: Ledger): Promise<ZipBytes> {
  if (input.file === undefined) return bufferedBytes(await collect(input, ledger), ledger);
  await input.drain();
  return fileBytes(input.file, input.bytes);
}

async function collect(input: PackedInput, ledger: Ledger): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let chunk = await input.read(); chunk !== undefined; chunk = await input.read()) {
    ledger.held += chunk.length;
    if (ledger.held > MAX_BUFFERED) {
      ledger.held -= input.bytes;
      const reason = `a zip archive of more than ${formatBytes(MAX_BUFFERED)} cannot be read from a stream`;
      throw unreadable('-', reason, 'save it to a file first and pass the file');
    }
    parts.push(Buffer.from(chunk));
  }
  return Buffer.concat(parts);
}

function fileBytes(file: FileHandle, size: number): ZipBytes {
  return {
    size,
    async read(into, position) {
      return (await file.read(into, 0, into.length, position)).bytesRead;
    },
    range: (start, end, step) => rangeSource(file, start, end, step),
    release: () => undefined,
  };
}

function bufferedBytes(buffer: Buffer, ledger: Ledger): ZipBytes {
  return {
    size: buffer.length,
    read: async (into, position) => buffer.copy(into, 0, position),
    range: (start, end, step) => bufferSource(buffer, start, end, step),
    release() {
      ledger.held -= buffer.length;
    },
  };
}

/** What is read at once when headers and small entries are read one after the other. */
const WINDOW = 1 << 18;

/** Serves small reads that go forward from one large read: a small entry needs four, and each would be a system call. */
export function readAhead(bytes: ZipBytes): ZipBytes {
  let window = Buffer.alloc(0);
  let start = 0;
  return {
    ...bytes,
    async read(into, position) {
      if (into.length > WINDOW) return bytes.read(into, position);
      if (position < start || position + into.length > start + window.length) {
        const buffer = Buffer.allocUnsafe(WINDOW);
        window = buffer.subarray(0, await bytes.read(buffer, position));
        start = position;
      }
      return window.copy(into, 0, position - start);
    },
  };
}

/**
 * Gives yauzl the bytes. Offsets in a zip64 archive can be any 64-bit number, which node refuses by throwing where
 * nobody can catch it; here they become an error of the archive.
 */
export class ZipReader extends RandomAccessReader {
  constructor(private readonly bytes: ZipBytes) {
    super();
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    if (!Number.isSafeInteger(position) || position < 0 || position + length > this.bytes.size) {
      setImmediate(callback, new Error('an offset lies outside the file'));
      return;
    }
    const target = buffer.subarray(offset, offset + length);
    this.bytes
      .read(target, position)
      .then((count) => callback(count < length ? new Error('the file became shorter') : null), callback);
  }

  /** Contents are read by range, never through yauzl. */
  override _readStreamForRange(): Readable {
    return Readable.from([]);
  }
}
