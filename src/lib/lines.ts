const LF = 10;
const CR = 13;

/**
 * Cuts a stream of chunks into lines and hands each to `line` with its 1-based number, without the line end (LF or CRLF).
 * Bytes are decoded as UTF-8; invalid bytes become U+FFFD. Memory is bounded by `maxLineBytes`: the rest of a longer
 * line is dropped and counted in `truncatedLines`.
 */
export class LineAssembler {
  #rest: Buffer | undefined;
  #skipping = false;
  #number = 0;
  truncatedLines = 0;

  constructor(
    private readonly line: (text: string, number: number) => void,
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
    this.line(bytes.toString('utf8', start, last), this.#number);
  }
}
