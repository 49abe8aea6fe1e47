const LF = 10;
const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** One outermost object of a JSON text and the 1-based line it starts on. */
export interface JsonElement {
  readonly text: string;
  readonly line: number;
}

export interface JsonElementsReport {
  /** Line on which an object starts that the text ends inside of. */
  readonly openLine: number | undefined;
  /** Line of the first bytes between objects that belong to no JSON text. */
  readonly strayLine: number | undefined;
  /** Objects that were larger than the limit and were left out. */
  readonly oversized: number;
}

/**
 * Cuts the objects out of a JSON array, a single object or JSON lines while the bytes arrive, so that memory is bounded
 * by one object. Nothing but braces, brackets and strings is looked at; whether an object is valid JSON is for the
 * receiver to find out. Bytes of UTF-8 above 127 never equal one of these, so no decoding is needed.
 */
export class JsonElements {
  #parts: Buffer[] = [];
  #size = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #line = 1;
  #startLine = 0;
  #strayLine: number | undefined;
  #oversized = 0;

  constructor(
    private readonly element: (element: JsonElement) => void,
    private readonly maxBytes = 16 << 20,
  ) {}

  write(chunk: Buffer): void {
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === LF) this.#line++;
      if (this.#depth === 0) {
        if (byte === OPEN_OBJECT) {
          start = i;
          this.#depth = 1;
          this.#startLine = this.#line;
        } else if (this.#strayLine === undefined && isStray(byte)) this.#strayLine = this.#line;
      } else if (this.#inString) this.#insideString(byte);
      else if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#depth++;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        this.#depth--;
        if (this.#depth === 0) this.#finish(chunk.subarray(start, i + 1));
      }
    }
    if (this.#depth > 0) this.#keep(chunk.subarray(start));
  }

  end(): JsonElementsReport {
    return {
      openLine: this.#depth > 0 ? this.#startLine : undefined,
      strayLine: this.#strayLine,
      oversized: this.#oversized,
    };
  }

  #insideString(byte: number | undefined): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }

  #keep(part: Buffer): void {
    this.#size += part.length;
    // The chunk is reused by its producer; of an oversized object only the size is kept.
    if (this.#size <= this.maxBytes) this.#parts.push(Buffer.from(part));
    else this.#parts = [];
  }

  #finish(last: Buffer): void {
    this.#size += last.length;
    if (this.#size > this.maxBytes) this.#oversized++;
    else {
      const bytes = this.#parts.length === 0 ? last : Buffer.concat([...this.#parts, last]);
      this.element({ text: bytes.toString('utf8'), line: this.#startLine });
    }
    this.#parts = [];
    this.#size = 0;
  }
}

/** Between objects stand only blanks, commas and the brackets of the array. */
function isStray(byte: number | undefined): boolean {
  const blank = byte === 32 || byte === 9 || byte === LF || byte === 13;
  return !blank && byte !== 44 && byte !== OPEN_ARRAY && byte !== CLOSE_ARRAY;
}
