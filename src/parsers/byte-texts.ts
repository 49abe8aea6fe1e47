const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
/** Places looked at for one text; beyond them it is not shared, so that made-up collisions cost nothing. */
const MAX_PROBES = 8;

/**
 * The texts of a table, read out of its bytes. One that repeats is found by its bytes and decoded once: of a million rows
 * nearly every field but the mount point is one seen before. Texts that are not their bytes (escapes, letters beyond
 * ASCII) are rare and not shared.
 */
export class ByteTexts {
  readonly #texts: string[] = [];
  readonly #hashes: number[] = [];
  /** By hash: one more than the index of a text, 0 for none. A power of two, less than half full. */
  #places = new Int32Array(1 << 10);
  /** Bytes of the distinct texts so far. */
  bytes = 0;

  /** @param decode Makes the text of the decoded bytes: undoes escapes. */
  constructor(private readonly decode: (text: string) => string) {}

  /** A text that occurs once or so. */
  own(bytes: Buffer, start: number, end: number): string {
    this.bytes += end - start;
    return this.decode(bytes.toString('utf8', start, end));
  }

  share(bytes: Buffer, start: number, end: number): string {
    const hash = hashOf(bytes, start, end);
    const mask = this.#places.length - 1;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const text = this.#texts[(this.#places[(hash + probe) & mask] ?? 0) - 1];
      if (text === undefined) return this.#keep(hash, bytes, start, end);
      if (isText(text, bytes, start, end)) return text;
    }
    return this.own(bytes, start, end);
  }

  #keep(hash: number, bytes: Buffer, start: number, end: number): string {
    const text = this.own(bytes, start, end);
    if (!isText(text, bytes, start, end)) return text;
    this.#hashes.push(hash);
    place(this.#places, hash, this.#texts.push(text));
    if (this.#texts.length * 2 > this.#places.length) this.#grow();
    return text;
  }

  #grow(): void {
    this.#places = new Int32Array(this.#places.length * 2);
    for (let i = 0; i < this.#hashes.length; i++) place(this.#places, this.#hashes[i] ?? 0, i + 1);
  }
}

/** Puts a value where a search for the hash comes by; a text without a place left is not found again, and not shared. */
function place(places: Int32Array, hash: number, value: number): void {
  const mask = places.length - 1;
  for (let probe = 0; probe < MAX_PROBES; probe++) {
    const at = (hash + probe) & mask;
    if (places[at] !== 0) continue;
    places[at] = value;
    return;
  }
}

/** FNV-1a. */
function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = FNV_OFFSET;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), FNV_PRIME);
  return hash;
}

/** Whether a text is what the bytes say, byte by byte. */
function isText(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
