import { gramCounts } from './common-text.ts';
import { MIN_LITERAL } from './signature.ts';

/** Called for every occurrence of a literal: its number, and where it begins and ends in the buffer. */
export type LiteralHit = (literal: number, at: number, end: number) => void;

export interface Prefilter {
  /** Finds every occurrence of every literal that lies within [start, end) of the buffer, in the order of their lines. */
  scan(bytes: Buffer, start: number, end: number, hit: LiteralHit): void;
}

const STRIDE = 4;
const TABLE_BITS = 17;

/**
 * Finds literals in bytes by looking at every fourth position only. Whatever its alignment, a window of 7 bytes covers
 * exactly one aligned group of 4 bytes; so of each literal the rarest window of 7 is chosen, its four groups go into one
 * hash table, and a group of the input that is in the table is compared with the whole literal. The cost does not depend
 * on the number of literals, only on how rare their groups are.
 */
export function createPrefilter(literals: readonly string[]): Prefilter {
  const entries = buildEntries(literals);
  const { table, gram, next, literal, offset } = entries;
  const needles = literals.map((text) => Buffer.from(text, 'latin1'));
  return {
    scan(bytes, start, end, hit) {
      const from = bytes.byteOffset + start;
      const skip = (STRIDE - (from % STRIDE)) % STRIDE;
      const count = (end - start - skip) >> 2;
      if (count <= 0) return;
      const words = new Int32Array(bytes.buffer, from + skip, count);
      for (let i = 0; i < count; i++) {
        const word = words[i] ?? 0;
        let entry = table[Math.imul(word, 0x9e3779b1) >>> (32 - TABLE_BITS)] ?? 0;
        for (; entry !== 0; entry = next[entry] ?? 0) {
          if (gram[entry] !== word) continue;
          const number = literal[entry] ?? 0;
          const needle = needles[number];
          const at = start + skip + (i << 2) - (offset[entry] ?? 0);
          if (needle !== undefined && at >= start && occursAt(bytes, at, end, needle))
            hit(number, at, at + needle.length);
        }
      }
    },
  };
}

function occursAt(bytes: Buffer, at: number, end: number, needle: Buffer): boolean {
  if (at + needle.length > end) return false;
  for (let i = 0; i < needle.length; i++) if (bytes[at + i] !== needle[i]) return false;
  return true;
}

interface Entries {
  /** Hash of a group of four bytes to the first of its entries; 0 is none. */
  readonly table: Uint16Array;
  readonly gram: Int32Array;
  readonly next: Uint16Array;
  readonly literal: Uint16Array;
  /** Where the group begins in the literal. */
  readonly offset: Uint16Array;
}

function buildEntries(literals: readonly string[]): Entries {
  const size = literals.length * STRIDE + 1;
  if (size > 0xffff) throw new RangeError(`${literals.length} literals are more than the prefilter holds`);
  const table = new Uint16Array(1 << TABLE_BITS);
  const gram = new Int32Array(size);
  const next = new Uint16Array(size);
  const literal = new Uint16Array(size);
  const offset = new Uint16Array(size);
  const counts = gramCounts();
  let used = 0;
  for (const [number, text] of literals.entries()) {
    if (text.length < MIN_LITERAL) throw new RangeError(`the literal ${JSON.stringify(text)} is too short`);
    const bytes = new Uint8Array(Buffer.from(text, 'latin1'));
    const window = rarestWindow(text, counts);
    for (let k = window; k < window + STRIDE; k++) {
      const entry = ++used;
      const word = new Int32Array(bytes.slice(k, k + 4).buffer)[0] ?? 0;
      const slot = Math.imul(word, 0x9e3779b1) >>> (32 - TABLE_BITS);
      gram[entry] = word;
      literal[entry] = number;
      offset[entry] = k;
      next[entry] = table[slot] ?? 0;
      table[slot] = entry;
    }
  }
  return { table, gram, next, literal, offset };
}

/** Where in the literal the seven bytes begin whose groups of four are least common in logs. */
function rarestWindow(text: string, counts: ReadonlyMap<string, number>): number {
  let best = 0;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let window = 0; window + MIN_LITERAL <= text.length; window++) {
    let cost = 0;
    for (let k = window; k < window + STRIDE; k++) cost += counts.get(text.slice(k, k + 4)) ?? 0;
    if (cost < bestCost) {
      bestCost = cost;
      best = window;
    }
  }
  return best;
}
