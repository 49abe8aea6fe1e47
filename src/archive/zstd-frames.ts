/** fzstd keeps the window in memory and moves all of it; zstd's levels up to 19 have 8 MiB. */
const MAX_WINDOW = 32 * 2 ** 20;

/** Bytes of one frame, or its rest. */
export interface FramePart {
  readonly bytes: Buffer;
  readonly isLast: boolean;
}

type State = 'magic' | 'header' | 'block' | 'skip' | 'end';

/**
 * Walks along the frames and blocks of a zstd file without unpacking them (RFC 8878 section 3.1.1), so that windows are
 * judged before memory is taken, and a cut is told from bytes behind the end.
 */
export class ZstdFrames {
  fault: string | undefined;
  isTrailing = false;
  /** Bytes that windows hold, summed over all blocks. */
  work = 0;
  #state: State = 'magic';
  /** What was read of the field that comes next, and how much it needs. */
  #field = Buffer.alloc(0);
  #need = 4;
  #skip = 0;
  #window = 0;
  #hasChecksum = false;
  #isSkippable = false;
  #frames = 0;

  /** No frame is open. */
  get isWhole(): boolean {
    return this.#state === 'magic' && this.#field.length === 0 && this.#frames > 0;
  }

  /** Behind the last frame are up to three bytes, which is less than a magic number. */
  get hasTail(): boolean {
    return this.#state === 'magic' && this.#frames > 0;
  }

  /** The parts of frames in this chunk; frames to be skipped are left out. Stops at a fault and behind the end. */
  *split(chunk: Buffer): Generator<FramePart> {
    let start = 0;
    /** Bytes of the field that came with an earlier chunk and were held back until it was known to be a frame. */
    let held = this.#state === 'magic' || this.#state === 'header' ? this.#field : Buffer.alloc(0);
    for (let at = 0; at < chunk.length; ) {
      at += this.#take(chunk.subarray(at));
      if (this.fault !== undefined || this.isTrailing) return;
      if (this.#state !== 'end') continue;
      this.#state = 'magic';
      if (!this.#isSkippable) yield { bytes: Buffer.concat([held, chunk.subarray(start, at)]), isLast: true };
      held = Buffer.alloc(0);
      start = at;
    }
    const isOpen = this.#state === 'block' || this.#state === 'skip';
    if (isOpen && !this.#isSkippable && start < chunk.length) {
      yield { bytes: Buffer.concat([held, chunk.subarray(start)]), isLast: false };
    }
  }

  /** Consumes a first part of `bytes` and returns its length. */
  #take(bytes: Buffer): number {
    if (this.#state === 'skip') {
      const n = Math.min(this.#skip, bytes.length);
      this.#skip -= n;
      if (this.#skip === 0) this.#expect(this.#after, 3);
      return n;
    }
    const n = Math.min(this.#need - this.#field.length, bytes.length);
    this.#field = Buffer.concat([this.#field, bytes.subarray(0, n)]);
    if (this.#field.length === this.#need) this.#takeField(this.#field);
    return n;
  }

  #after: State = 'block';

  #expect(state: State, need: number): void {
    this.#state = state;
    this.#need = state === 'end' ? 4 : need;
    this.#field = Buffer.alloc(0);
    if (state === 'end') this.#frames++;
  }

  #pass(length: number, after: State): void {
    this.#after = after;
    this.#skip = length;
    if (length === 0) this.#expect(after, 3);
    else this.#state = 'skip';
  }

  #takeField(field: Buffer): void {
    if (this.#state === 'magic') this.#takeMagic(field);
    else if (this.#state === 'header') this.#takeHeader(field);
    else this.#takeBlock(field);
  }

  #takeMagic(field: Buffer): void {
    const magic = field.readUInt32LE(0);
    this.#isSkippable = (magic & 0xfffffff0) >>> 0 === 0x184d2a50;
    if (magic !== 0xfd2fb528 && !this.#isSkippable) this.isTrailing = true;
    // The field goes on: the header is read together with its magic number.
    this.#state = 'header';
    this.#need = this.#isSkippable ? 8 : 5;
  }

  /** The first byte behind the magic number tells how long the header is. */
  #takeHeader(field: Buffer): void {
    if (this.#isSkippable) {
      this.#pass(field.readUInt32LE(4), 'end');
      return;
    }
    const flags = field[4] ?? 0;
    const isSingle = (flags & 0x20) !== 0;
    const dictionary = [0, 1, 2, 4][flags & 3] ?? 0;
    const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
    const length = 5 + (isSingle ? 0 : 1) + dictionary + sizeBytes;
    if (field.length < length) {
      this.#need = length;
      return;
    }
    this.#hasChecksum = (flags & 4) !== 0;
    const size = field.subarray(length - sizeBytes);
    this.#window = isSingle ? contentSize(size) : windowSize(field[5] ?? 0);
    if (this.#window > MAX_WINDOW) {
      this.fault =
        'the zstd data needs a window of more than 32 MiB: unpack it with zstd -dc --long=31 and pass the result';
    }
    this.work += this.#window;
    this.#expect('block', 3);
  }

  #takeBlock(field: Buffer): void {
    const header = field.readUIntLE(0, 3);
    const type = (header >> 1) & 3;
    this.work += this.#window;
    const isLast = (header & 1) !== 0;
    const content = type === 1 ? 1 : header >> 3;
    if (isLast) this.#pass(content + (this.#hasChecksum ? 4 : 0), 'end');
    else this.#pass(content, 'block');
  }
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(field: Buffer): number {
  if (field.length === 8) return Number(field.readBigUInt64LE(0));
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0);
}
