const LF = 10;
const CR = 13;

/** Takes a line as text, without its line end; bytes that are no UTF-8 are U+FFFD. Numbers begin at 1. */
export type OnLine = (text: string, number: number) => void;

/** Takes the line `bytes[start, end)`, without its line end. The bytes are only good until it returns. */
export type OnByteLine = (bytes: Buffer, start: number, end: number, number: number) => void;

export const decoded =
  (line: OnLine): OnByteLine =>
  (bytes, start, end, number) =>
    line(bytes.toString('utf8', start, end), number);

/**
 * Cuts a stream of chunks into lines (LF or CRLF) and hands over each. Memory is bounded by `maxLineBytes`: the rest of a
 * longer line is dropped and counted in `truncatedLines`.
 */
export class LineAssembler {
  #rest: Buffer | undefined;
  #skipping = false;
  #number = 0;
  truncatedLines = 0;

  constructor(
    private readonly line: OnByteLine,
    private readonly maxLineBytes = 1 << 20,
  ) {}

  write(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      if (this.#rest === undefined && !this.#skipping && end - start <= this.maxLineBytes)
        this.#emit(chunk, start, end);
      else {
        this.#append(chunk.subarray(start, end));
        this.#flush();
      }
      start = end + 1;
    }
    if (start < chunk.length) this.#append(chunk.subarray(start));
  }

  /** Hands over a last line that has no line end and returns the number of lines seen. */
  end(): number {
    if (this.#rest !== undefined || this.#skipping) this.#flush();
    return this.#number;
  }

  #append(part: Buffer): void {
    if (this.#skipping) return;
    const length = (this.#rest?.length ?? 0) + part.length;
    if (length > this.maxLineBytes) {
      this.truncatedLines++;
      this.#skipping = true;
      const keep = this.maxLineBytes - (this.#rest?.length ?? 0);
      this.#rest = Buffer.concat([this.#rest ?? Buffer.alloc(0), part.subarray(0, keep)]);
      return;
    }
    // The chunk is reused by its producer, so what outlives this call is copied.
    this.#rest = this.#rest === undefined ? Buffer.from(part) : Buffer.concat([this.#rest, part]);
  }

  #flush(): void {
    const bytes = this.#rest ?? Buffer.alloc(0);
    this.#rest = undefined;
    this.#skipping = false;
    this.#emit(bytes, 0, bytes.length);
  }

  #emit(bytes: Buffer, start: number, end: number): void {
    this.#number++;
    const last = end > start && bytes[end - 1] === CR ? end - 1 : end;
    this.line(bytes, start, last, this.#number);
  }
}
