/** The bytes given so far end inside what was to be read. */
export class NeedsMore extends Error {}

/** What is read is no bzip2 data; the message says what is wrong with it. */
export class BlockDamage extends Error {}

/** Reads big-endian groups of bits from bytes. Throws NeedsMore at their end. */
export class BitReader {
  /** Position in bits. */
  at = 0;

  constructor(readonly bytes: Buffer) {}

  /** Up to 24 bits as a number. */
  bits(count: number): number {
    const end = this.at + count;
    if (end > this.bytes.length * 8) throw new NeedsMore();
    let value = 0;
    for (let byte = this.at >> 3, last = (end - 1) >> 3; byte <= last; byte++) {
      value = value * 256 + (this.bytes[byte] ?? 0);
    }
    value = Math.floor(value / 2 ** ((8 - (end & 7)) & 7)) % 2 ** count;
    this.at = end;
    return value;
  }

  /** Skips to the start of the next byte. */
  align(): void {
    this.at = (this.at + 7) & ~7;
  }
}

/** A block with its Burrows-Wheeler transform undone up to the order: walk `next` from `start` for `length` bytes. */
export interface Bzip2Block {
  readonly crc: number;
  /** Low byte: the value; above it: where the next one stands. */
  readonly next: Uint32Array;
  readonly start: number;
  readonly length: number;
}

const MAX_CODE = 20;
const GROUP = 50;

/** Reads a block behind its magic number; `size` is the largest that the stream allows, in bytes. */
export function readBlock(reader: BitReader, size: number): Bzip2Block {
  const crc = reader.bits(16) * 65_536 + reader.bits(16);
  if (reader.bits(1) === 1) throw new BlockDamage('a randomised block of bzip2 0.9');
  const origin = reader.bits(24);
  const symbols = readSymbols(reader);
  if (symbols.length === 0) throw new BlockDamage('a block without symbols');
  const tableCount = reader.bits(3);
  const selectorCount = reader.bits(15);
  if (tableCount < 2 || tableCount > 6 || selectorCount === 0) throw new BlockDamage('wrong numbers of tables');
  const selectors = readSelectors(reader, tableCount, selectorCount);
  const tables = Array.from({ length: tableCount }, () => readTable(reader, symbols.length + 2));
  const next = new Uint32Array(size);
  const length = readValues(reader, { symbols, selectors, tables }, next);
  if (origin >= length) throw new BlockDamage('a start outside the block');
  linkValues(next, length);
  return { crc, next, start: origin, length };
}

/** The byte values that occur, in order: 16 bits say which ranges of 16 have any. */
function readSymbols(reader: BitReader): number[] {
  const symbols: number[] = [];
  const ranges = reader.bits(16);
  for (let range = 0; range < 16; range++) {
    if ((ranges & (0x8000 >> range)) === 0) continue;
    const used = reader.bits(16);
    for (let i = 0; i < 16; i++) if ((used & (0x8000 >> i)) !== 0) symbols.push(16 * range + i);
  }
  return symbols;
}

/** Which table is used for each group of 50 symbols, moved to front and in unary. */
function readSelectors(reader: BitReader, tables: number, count: number): Uint8Array {
  const order = Array.from({ length: tables }, (_, i) => i);
  const selectors = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    let place = 0;
    while (reader.bits(1) === 1) if (++place >= tables) throw new BlockDamage('a table that does not exist');
    const [table = 0] = order.splice(place, 1);
    order.unshift(table);
    selectors[i] = table;
  }
  return selectors;
}

/** A canonical Huffman code: per length its largest code, where its symbols begin, and the symbols by code. */
interface HuffmanTable {
  readonly limits: Int32Array;
  readonly offsets: Int32Array;
  readonly symbols: Uint16Array;
  readonly shortest: number;
}

function readTable(reader: BitReader, count: number): HuffmanTable {
  const lengths = new Uint8Array(count);
  let length = reader.bits(5);
  for (let i = 0; i < count; i++) {
    for (;;) {
      if (length < 1 || length > MAX_CODE) throw new BlockDamage('a code of impossible length');
      if (reader.bits(1) === 0) break;
      length += reader.bits(1) === 0 ? 1 : -1;
    }
    lengths[i] = length;
  }
  return huffmanTable(lengths);
}

function huffmanTable(lengths: Uint8Array): HuffmanTable {
  const limits = new Int32Array(MAX_CODE + 1).fill(-1);
  const offsets = new Int32Array(MAX_CODE + 1);
  const symbols = new Uint16Array(lengths.length);
  let code = 0;
  let filled = 0;
  for (let length = 1; length <= MAX_CODE; length++) {
    offsets[length] = filled - code;
    for (const [symbol, own] of lengths.entries()) {
      if (own !== length) continue;
      symbols[filled++] = symbol;
      code++;
    }
    limits[length] = code - 1;
    code *= 2;
  }
  return { limits, offsets, symbols, shortest: Math.min(...lengths) };
}

interface Coding {
  readonly symbols: readonly number[];
  readonly selectors: Uint8Array;
  readonly tables: readonly HuffmanTable[];
}

/** Undoes the Huffman code, the runs of the first value and move-to-front; returns the number of values. */
function readValues(reader: BitReader, { symbols, selectors, tables }: Coding, values: Uint32Array): number {
  const order = Uint8Array.from(symbols);
  const end = symbols.length + 1;
  let length = 0;
  let run = 0;
  let weight = 1;
  for (const selector of selectors) {
    const table = tables[selector];
    for (let i = 0; table !== undefined && i < GROUP; i++) {
      const symbol = readCode(reader, table);
      if (symbol <= 1) {
        run += weight << symbol;
        weight *= 2;
        // Checked for each digit, so that the sum cannot wrap round.
        if (length + run > values.length) throw new BlockDamage('a run beyond the block');
        continue;
      }
      if (run > 0) {
        values.fill(order[0] ?? 0, length, length + run);
        length += run;
        run = 0;
        weight = 1;
      }
      if (symbol === end) return length;
      if (length >= values.length) throw new BlockDamage('more values than the block holds');
      const value = order[symbol - 1] ?? 0;
      order.copyWithin(1, 0, symbol - 1);
      order[0] = value;
      values[length++] = value;
    }
  }
  throw new BlockDamage('a block without an end');
}

/** The hot loop: one symbol, bit by bit from the shortest code on. */
function readCode(reader: BitReader, { limits, offsets, symbols, shortest }: HuffmanTable): number {
  const { bytes } = reader;
  const available = bytes.length * 8;
  let { at } = reader;
  let code = 0;
  for (let length = 1; length <= MAX_CODE; length++) {
    if (at >= available) throw new NeedsMore();
    code = (code << 1) | (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    at++;
    if (length < shortest || code > (limits[length] ?? -1)) continue;
    reader.at = at;
    const symbol = symbols[code + (offsets[length] ?? 0)];
    if (symbol !== undefined) return symbol;
  }
  throw new BlockDamage('a code that stands for nothing');
}

/** Adds to each value where the next one stands, from the order that sorting gives: the inverse transform. */
function linkValues(next: Uint32Array, length: number): void {
  const starts = new Uint32Array(256);
  for (let i = 0; i < length; i++) {
    const value = next[i] ?? 0;
    starts[value] = (starts[value] ?? 0) + 1;
  }
  let sum = 0;
  for (let value = 0; value < 256; value++) {
    const count = starts[value] ?? 0;
    starts[value] = sum;
    sum += count;
  }
  for (let i = 0; i < length; i++) {
    const value = (next[i] ?? 0) & 0xff;
    const place = starts[value] ?? 0;
    starts[value] = place + 1;
    next[place] = (next[place] ?? 0) | (i << 8);
  }
}
