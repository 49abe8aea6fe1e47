import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { InquestError, reasonOf } from '../errors.ts';

/**
 * Reads and hands-over are 256 KiB. Larger ones cost memory, since those that are done wait for the collector of garbage:
 * 15 MB at 1 MiB, in the same time.
 */
export const CHUNK = 1 << 18;

/** What of a stream is kept for `replay`. */
const MAX_KEPT = 64 * 2 ** 20;

/** The same for an archive inside another, of which there can be many. */
const MAX_KEPT_OF_ENTRY = 4 * 2 ** 20;

/** How much is looked at before deciding what a file is. */
export const HEAD = 1 << 16;

/** Told of the packed bytes read so far and their total where it is known. */
export type ReadObserver = (read: number, total: number | undefined) => void;

/** Gives bytes until undefined. A chunk is valid until the call after the next one. */
export interface ByteSource {
  read(): Promise<Buffer | undefined>;
}

/**
 * The packed bytes of a file, a FIFO, a /proc file or a stream, read once from front to back, counted and hashed on the
 * way. Sizes are never trusted: /proc files have none.
 */
export class PackedInput implements ByteSource {
  /** Bytes read so far. */
  bytes = 0;
  readonly #hash = createHash('sha256');
  readonly #unread: Buffer[] = [];
  /** Copies of what was read of a stream, until that is too much to keep. */
  #kept: Buffer[] | undefined = [];
  readonly #maxKept: number;

  private constructor(
    private readonly path: string,
    private readonly source: ByteSource,
    /** The file behind it when its bytes can be read again and at any offset. */
    readonly file: FileHandle | undefined,
    /** Packed size where it is known. */
    readonly total: number | undefined,
    private readonly onRead: ReadObserver,
    private readonly onClose: () => Promise<void>,
    /** It is an entry of an archive: its bytes are part of what is hashed, and its errors are those of the outer reading. */
    readonly isEntry = false,
  ) {
    this.#maxKept = isEntry ? MAX_KEPT_OF_ENTRY : MAX_KEPT;
  }

  /** Opens anything that can be opened for reading and is not a folder. Rejects with the error of the system call. */
  static async fromPath(path: string, onRead: ReadObserver): Promise<PackedInput> {
    const file = await open(path, 'r');
    try {
      const stat = await file.stat();
      const total = stat.isFile() && stat.size > 0 ? stat.size : undefined;
      const seekable = total === undefined ? undefined : file;
      return new PackedInput(path, handleSource(file), seekable, total, onRead, () => file.close());
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  static fromStream(stream: NodeJS.ReadableStream, onRead: ReadObserver): PackedInput {
    const chunks = stream[Symbol.asyncIterator]();
    const source = {
      async read() {
        const next = await chunks.next();
        if (next.done === true) return undefined;
        return typeof next.value === 'string' ? Buffer.from(next.value) : next.value;
      },
    };
    return new PackedInput('-', source, undefined, undefined, onRead, async () => {
      await chunks.return?.();
    });
  }

  /** The bytes of an archive inside another. */
  static fromEntry(path: string, source: ByteSource): PackedInput {
    const nothing = () => undefined;
    return new PackedInput(path, source, undefined, undefined, nothing, async () => undefined, true);
  }

  /** The first 64 KiB, or all there is when it is less; they are read again by `read`. */
  async head(): Promise<Buffer> {
    const parts: Buffer[] = [];
    let length = 0;
    while (length < HEAD) {
      const chunk = await this.read();
      if (chunk === undefined) break;
      // The source may reuse its buffer before these are read again.
      parts.push(Buffer.from(chunk));
      length += chunk.length;
    }
    this.#unread.push(...parts);
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  async read(): Promise<Buffer | undefined> {
    const unread = this.#unread.shift();
    if (unread !== undefined) return unread;
    for (;;) {
      const chunk = await this.#readSource();
      if (chunk === undefined) return undefined;
      // An empty chunk of a stream is not its end.
      if (chunk.length === 0) continue;
      this.bytes += chunk.length;
      if (!this.isEntry) this.#hash.update(chunk);
      this.#keep(chunk);
      this.onRead(this.bytes, this.total);
      return chunk;
    }
  }

  async #readSource(): Promise<Buffer | undefined> {
    try {
      return await this.source.read();
    } catch (error) {
      if (this.isEntry) throw error;
      throw new InquestError('INPUT_MISSING', { path: this.path, reason: reasonOf(error) }, { cause: error });
    }
  }

  /** Reads what is left, so that size and digest are those of the whole input. */
  async drain(): Promise<void> {
    while ((await this.read()) !== undefined);
  }

  /** Reads a part again, in pieces of at most `step` bytes; undefined for a stream of more than 64 MiB. */
  replay(start: number, end: number, step: number): ByteSource | undefined {
    if (this.file !== undefined) return rangeSource(this.file, start, end, step);
    return this.#kept === undefined ? undefined : bufferSource(Buffer.concat(this.#kept), start, end, step);
  }

  #keep(chunk: Buffer): void {
    if (this.file !== undefined || this.bytes > this.#maxKept) this.#kept = undefined;
    else this.#kept?.push(Buffer.from(chunk));
  }

  /** Hex digest of the bytes read so far; can be asked for once. */
  sha256(): string {
    return this.#hash.digest('hex');
  }

  close(): Promise<void> {
    return this.onClose();
  }
}

/** Reads a handle from its current position, in two buffers that take turns. */
function handleSource(file: FileHandle): ByteSource {
  const buffers: (Buffer | undefined)[] = [];
  let turn = 0;
  return {
    async read() {
      turn ^= 1;
      const buffer = buffers[turn] ?? Buffer.allocUnsafeSlow(CHUNK);
      buffers[turn] = buffer;
      const { bytesRead } = await file.read(buffer, 0, CHUNK, null);
      return bytesRead === 0 ? undefined : buffer.subarray(0, bytesRead);
    },
  };
}

/** Reads the part of a file from `start` up to `end` in steps of at most `step` bytes. */
export function rangeSource(file: FileHandle, start: number, end: number, step = CHUNK): ByteSource {
  const buffers: (Buffer | undefined)[] = [];
  let turn = 0;
  let at = start;
  return {
    async read() {
      if (at >= end) return undefined;
      turn ^= 1;
      const buffer = buffers[turn] ?? Buffer.allocUnsafeSlow(Math.min(step, end - at));
      buffers[turn] = buffer;
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, end - at), at);
      at += bytesRead;
      return bytesRead === 0 ? undefined : buffer.subarray(0, bytesRead);
    },
  };
}

/** Gives a part of a buffer in pieces of at most `step` bytes, without copying. */
export function bufferSource(buffer: Buffer, start: number, end: number, step = CHUNK): ByteSource {
  let at = start;
  return {
    async read() {
      const chunk = buffer.subarray(at, Math.min(end, at + step));
      at += chunk.length;
      return chunk.length === 0 ? undefined : chunk;
    },
  };
}
