const LF = 10;
const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** The key of a list whose elements are handed over one by one. */
const LIST_KEY = 'items';

export interface JsonItem {
  readonly text: string;
  /** 1-based line it starts on. */
  readonly line: number;
  /** The kind of the list that it stands in, as far as that was told before the list. */
  readonly listKind: string | undefined;
}

export interface JsonItemsReport {
  /** Lists that were seen, which may have no elements. */
  readonly lists: number;
  /** Line on which an object starts that the text ends inside of. */
  readonly openLine: number | undefined;
  /** Objects that were larger than the limit and were left out. */
  readonly oversized: number;
}

/**
 * Cuts the elements out of `{"kind":"PodList","items":[...]}` while the bytes arrive; an object without such a list is
 * handed over whole, and so is each of several that follow one another. Memory is bounded by one element.
 */
export class JsonItems {
  #parts: Buffer[] = [];
  #size = 0;
  #depth = 0;
  /** Depth at whose end the object that is kept is complete; 0 between objects. */
  #target = 0;
  #inString = false;
  #escaped = false;
  #key = '';
  #inList = false;
  #isList = false;
  #listKind: string | undefined;
  #line = 1;
  #startLine = 0;
  #lists = 0;
  #oversized = 0;

  constructor(
    private readonly item: (item: JsonItem) => void,
    private readonly maxBytes = 8 << 20,
  ) {}

  write(chunk: Buffer): void {
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === LF) this.#line++;
      if (this.#inString) this.#insideString(byte);
      else if (byte === QUOTE && this.#depth > 0) {
        this.#inString = true;
        if (this.#depth === 1) this.#key = '';
      } else if (byte === OPEN_OBJECT || (byte === OPEN_ARRAY && this.#depth > 0)) {
        this.#depth++;
        if (this.#opensObject(byte)) start = i;
        else if (byte === OPEN_ARRAY && this.#depth === 2 && this.#key === LIST_KEY) {
          this.#keep(chunk.subarray(start, i));
          this.#enterList();
        }
      } else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && this.#depth > 0) {
        this.#depth--;
        if (this.#target > 0 && this.#depth < this.#target) this.#finish(chunk.subarray(start, i + 1));
        if (this.#depth === 1) this.#inList = false;
        if (this.#depth === 0) this.#isList = false;
      }
    }
    if (this.#target > 0) this.#keep(chunk.subarray(start));
  }

  end(): JsonItemsReport {
    return {
      lists: this.#lists,
      openLine: this.#depth > 0 ? (this.#target > 0 ? this.#startLine : this.#line) : undefined,
      oversized: this.#oversized,
    };
  }

  #insideString(byte: number | undefined): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
    else if (this.#depth === 1 && this.#key.length <= LIST_KEY.length && byte !== undefined)
      this.#key += String.fromCharCode(byte);
  }

  /** Begins an element of a list, or an object that stands alone. */
  #opensObject(byte: number): boolean {
    const begins =
      byte === OPEN_OBJECT && this.#target === 0 && (this.#depth === 1 || (this.#inList && this.#depth === 3));
    if (!begins) return false;
    this.#target = this.#depth;
    this.#startLine = this.#line;
    return true;
  }

  /** What was kept of the object around the list only tells its kind. */
  #enterList(): void {
    if (!this.#isList)
      this.#listKind = /"kind"\s*:\s*"(\w{1,80})"/.exec(Buffer.concat(this.#parts).toString('utf8'))?.[1];
    this.#isList = true;
    this.#inList = true;
    this.#lists++;
    this.#target = 0;
    this.#forget();
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
      const listKind = this.#isList ? this.#listKind : undefined;
      this.item({ text: bytes.toString('utf8'), line: this.#startLine, listKind });
    }
    this.#target = 0;
    this.#forget();
  }

  #forget(): void {
    this.#parts = [];
    this.#size = 0;
  }
}
