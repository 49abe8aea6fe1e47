import type { Prefilter } from './prefilter.ts';

/** A line is matched in its first 16 KiB: twice what syslog and journald pass on in one piece, with room for quoting. */
export const MAX_LINE_BYTES = 16 << 10;
const TAIL_BYTES = 16 << 10;
const LEAD_LINES = 50;
/** More than any literal has: one may lie across the end of what is searched of a line, or across two chunks. */
const SEAM_BYTES = 512;
const LF = 10;
const CR = 13;

export interface LineSink {
  /** One of the first lines of the log, before any hit in it; answers whether more of them are wanted. */
  lead(text: string, number: number): boolean;
  /**
   * A line in which literals occur, or one that was asked for by `follow`. `before` is the line before it, where that is
   * still at hand; it can only be asked for during the call.
   */
  hit(text: string, number: number, literals: readonly number[], before: () => string | undefined): void;
}

/**
 * Finds the lines of a log in which literals occur, while the log arrives in chunks of any cut, and hands only those over
 * as text. Lines are not split: their ends are counted up to the next hit. A line that spans chunks is put together, up to
 * MAX_LINE_BYTES; what is beyond that is not handed over, and the line counts as long if a literal occurs anywhere in it:
 * without one no signature can match.
 */
export class HitLines {
  bytes = 0;
  /** Lines so far; a last line without a line end counts. */
  lines = 0;
  /** Lines that may hold more than was seen of them. */
  longLines = 0;
  #held: Buffer | undefined;
  #heldBytes = 0;
  #inLine = false;
  #leading = true;
  #tail = Buffer.alloc(0);
  #lineStart = 0;
  /** Where the first whole line of the searched bytes begins. */
  #firstLine = 0;
  /** The last line of what was searched before. */
  #lastLine: Buffer | undefined;
  #lineEnd = -1;
  #literals: number[] = [];
  /** Lines that are handed over whatever they hold. */
  #following = 0;
  /** A literal occurs in the part of the open line that is not handed over. */
  #isHidden = false;
  /** The open line is longer than what is held of it. */
  #isCut = false;
  #seam = Buffer.alloc(0);

  constructor(
    private readonly prefilter: Prefilter,
    private readonly sink: LineSink,
  ) {}

  write(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.bytes += chunk.length;
    this.#keepTail(chunk);
    let start = 0;
    if (this.#inLine) {
      const end = chunk.indexOf(LF);
      this.#hold(end === -1 ? chunk : chunk.subarray(0, end));
      if (end === -1) return;
      this.#scanHeld();
      start = end + 1;
    }
    const end = chunk.lastIndexOf(LF) + 1;
    if (end > start) this.#scan(chunk, start, end);
    if (Math.max(end, start) < chunk.length) this.#hold(chunk.subarray(Math.max(end, start)));
  }

  end(): void {
    if (this.#inLine) this.#scanHeld();
  }

  /** Asks, during a hit, for so many lines behind it. */
  follow(lines: number): void {
    this.#following = Math.max(this.#following, lines);
  }

  /** The last lines of the log with their numbers, newest first, as far as they lie within its last 16 KiB. */
  tailLines(): { text: string; number: number }[] {
    const texts = this.#tail.toString('utf8').split(/\r?\n/);
    if (texts.at(-1) === '') texts.pop();
    if (this.#tail.length < this.bytes) texts.shift();
    return texts.reverse().map((text, i) => ({ text, number: this.lines - i }));
  }

  #keepTail(chunk: Buffer): void {
    if (chunk.length >= TAIL_BYTES) {
      this.#tail = Buffer.from(chunk.subarray(chunk.length - TAIL_BYTES));
      return;
    }
    const old = this.#tail.subarray(Math.max(0, this.#tail.length + chunk.length - TAIL_BYTES));
    this.#tail = Buffer.concat([old, chunk]);
  }

  #hold(part: Buffer): void {
    this.#inLine = true;
    this.#held ??= Buffer.alloc(MAX_LINE_BYTES);
    const room = Math.max(0, MAX_LINE_BYTES - this.#heldBytes);
    part.copy(this.#held, this.#heldBytes, 0, room);
    if (part.length > room) this.#searchRest(this.#held, part.subarray(room));
    this.#heldBytes += part.length;
  }

  /** Looks for literals behind what is held of a line, which is full. */
  #searchRest(held: Buffer, rest: Buffer): void {
    const found = (): void => {
      this.#isHidden = true;
    };
    const before = this.#isCut ? this.#seam : held.subarray(held.length - SEAM_BYTES);
    const seam = Buffer.concat([before, rest.subarray(0, SEAM_BYTES)]);
    if (!this.#isHidden) this.prefilter.scan(seam, 0, seam.length, found);
    if (!this.#isHidden) this.prefilter.scan(rest, 0, rest.length, found);
    this.#isCut = true;
    this.#seam = Buffer.from((rest.length < SEAM_BYTES ? seam : rest).subarray(-SEAM_BYTES));
  }

  #scanHeld(): void {
    const length = Math.min(this.#heldBytes, MAX_LINE_BYTES);
    this.#isCut = this.#heldBytes > MAX_LINE_BYTES;
    this.#inLine = false;
    this.#heldBytes = 0;
    if (this.#held !== undefined) this.#scan(this.#held, 0, length);
  }

  /** Searches whole lines; the line end of the last one may be left out. */
  #scan(bytes: Buffer, start: number, end: number): void {
    if (this.#leading) this.#lead(bytes, start, end);
    this.#firstLine = start;
    this.#openLine(bytes, start, end);
    this.prefilter.scan(bytes, start, end, (literal, at, stop) => {
      while (at >= this.#lineEnd) {
        this.#closeLine(bytes);
        this.#openLine(bytes, this.#lineEnd + 1, end);
      }
      if (stop <= this.#lineStart + MAX_LINE_BYTES) this.#literals.push(literal);
      else this.#isHidden = true;
    });
    this.#closeLine(bytes);
    while (this.#lineEnd + 1 < end) {
      this.#openLine(bytes, this.#lineEnd + 1, end);
      this.#closeLine(bytes);
    }
    this.#lastLine = Buffer.from(
      bytes.subarray(this.#lineStart, this.#lineStart + MAX_LINE_BYTES).subarray(0, this.#lineEnd - this.#lineStart),
    );
  }

  /** The line that ends where another begins; the first one of a chunk follows on the last of the chunk before. */
  #lineBefore(bytes: Buffer, start: number): string | undefined {
    if (start <= this.#firstLine) return this.#lastLine && textOf(this.#lastLine, 0, this.#lastLine.length);
    const begin = start < 2 ? -1 : bytes.lastIndexOf(LF, start - 2);
    return textOf(bytes, Math.max(begin + 1, this.#firstLine), start - 1);
  }

  #openLine(bytes: Buffer, start: number, end: number): void {
    const stop = bytes.indexOf(LF, start);
    this.#lineStart = start;
    this.#lineEnd = stop === -1 || stop > end ? end : stop;
    if (this.#lineEnd - start > MAX_LINE_BYTES) this.#isCut = true;
  }

  #closeLine(bytes: Buffer): void {
    this.lines++;
    if (this.#isCut && (this.#isHidden || this.#literals.length > 0)) this.longLines++;
    this.#isCut = false;
    this.#isHidden = false;
    if (this.#literals.length === 0 && this.#following === 0) return;
    this.#following = Math.max(0, this.#following - 1);
    const literals = this.#literals;
    this.#literals = [];
    const start = this.#lineStart;
    this.sink.hit(textOf(bytes, start, this.#lineEnd), this.lines, literals, () => this.#lineBefore(bytes, start));
  }

  #lead(bytes: Buffer, start: number, end: number): void {
    let at = start;
    for (let number = this.lines + 1; at < end; number++) {
      const stop = bytes.indexOf(LF, at);
      const lineEnd = stop === -1 || stop > end ? end : stop;
      this.#leading = number <= LEAD_LINES && this.sink.lead(textOf(bytes, at, lineEnd), number);
      if (!this.#leading) return;
      at = lineEnd + 1;
    }
  }
}

function textOf(bytes: Buffer, start: number, end: number): string {
  const stop = Math.min(end, start + MAX_LINE_BYTES);
  return bytes.toString('utf8', start, bytes[stop - 1] === CR && stop > start ? stop - 1 : stop);
}
