/** A source of numbers that gives the same sequence on every machine and in every version of Node. */
export interface Random {
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string;
  /** Digits of the alphabet in which kubernetes names its pods and tokens. */
  suffix(digits: number): string;
  uuid(): string;
  /** A further sequence of its own, so that one more draw here does not change what is drawn elsewhere. */
  fork(name: string): Random;
}

/** Kubernetes leaves out vowels and the digits that look like them (apimachinery pkg/util/rand). */
const SUFFIX = 'bcdfghjklmnpqrstvwxz2456789';

/** The sequence that belongs to a name (FNV-1a into mulberry32). */
export function seeded(name: string): Random {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(name)) state = Math.imul(state ^ byte, 0x01000193);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const digits = (count: number, alphabet: string): string => {
    let text = '';
    for (let i = 0; i < count; i++) text += alphabet.charAt(int(0, alphabet.length - 1));
    return text;
  };
  const hex = (count: number): string => digits(count, '0123456789abcdef');
  return {
    int,
    pick: (list) => list[int(0, list.length - 1)] ?? list[0],
    hex,
    suffix: (count) => digits(count, SUFFIX),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    fork: (part) => seeded(`${name}/${part}`),
  };
}
