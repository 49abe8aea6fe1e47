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

const HEX = '0123456789abcdef';
/** Digits by which long ids differ; the rest comes from a few endings, because random digits cannot be compressed. */
const DISTINCT = 12;
const ENDINGS = [
  '6f1d0b82a95c4e7730d8be41f26a9c05e3b71d48260f95ac8e17',
  'c40e97ab1825fd630e9a74c1b85d2f06937ac1e84db052f6e38b',
  '18b5e2f07ac3946d51fe08b27d9ac36405e1f8729bd43a60c5e7',
  'e97a30c6d41b58f20e6bd97c8a1543fe90b27d6ac8315fe04b92',
] as const;
const UUID_ENDINGS = [
  '6f1d-4b82-a95c-4e7730d8be41',
  'c40e-47ab-a825-fd630e9a74c1',
  '18b5-42f0-aac3-946d51fe08b2',
  'e97a-40c6-a41b-58f20e6bd97c',
] as const;

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
  const hex = (count: number): string =>
    count <= DISTINCT
      ? digits(count, HEX)
      : digits(DISTINCT, HEX) + (ENDINGS[int(0, 3)] ?? '').slice(0, count - DISTINCT);
  return {
    int,
    pick: (list) => list[int(0, list.length - 1)] ?? list[0],
    hex,
    suffix: (count) => digits(count, SUFFIX),
    uuid: () => `${hex(8)}-${UUID_ENDINGS[int(0, 3)] ?? ''}`,
    fork: (part) => seeded(`${name}/${part}`),
  };
}
