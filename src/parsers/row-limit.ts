import type { ParseContext } from './parser.ts';

/** Characters of text that one table may keep: the memory that a hostile file can claim. */
const MAX_CHARACTERS = 256 << 20;

/**
 * Returns a function that says whether one more row, made of so many characters, may be kept. A table of objects is
 * bounded so that a hostile file of gigabytes cannot exhaust memory; reaching the bound is reported once.
 */
export function rowLimit(context: ParseContext, what: string, max = 1_000_000): (characters: number) => boolean {
  let count = 0;
  let kept = 0;
  let full = false;
  return (characters) => {
    if (full) return false;
    if (count < max && kept + characters <= MAX_CHARACTERS) {
      count++;
      kept += characters;
      return true;
    }
    full = true;
    context.problem({ message: `only the first ${count} ${what} were kept` });
    return false;
  };
}
