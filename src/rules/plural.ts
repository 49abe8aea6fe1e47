/** `3`, `1,024`, `2.5`, `at least 12`: a value that a noun can follow. */
export const isCount = (value: string): boolean => /^(?:at least )?\d[\d,]*(?:\.\d+)?$/.test(value);

/** `pod(s)`, `watch(es)`, `entr(y|ies)`, `(is|are)`: the ending or word for one, and that for any other number. */
const CHOICE = /\((?:(e?s)|([a-z]+)\|([a-z]+))\)/g;

/**
 * Appends the literal part of a message in the number of the last count before it; one time is `once`, and `one time`
 * where a clause begins with it: there `once` would read like `as soon as`.
 */
export function inNumber(before: string, part: string, count: string): string {
  const isOne = /^(?:at least )?1$/.test(count);
  const text = part.replace(CHOICE, (_all, ending: string | undefined, one = '', many = '') =>
    isOne ? String(one) : (ending ?? String(many)),
  );
  const isOnce = isOne && part.startsWith(' time(s)') && before.endsWith('1');
  const once = /(?:^|[;:] )1$/.test(before) ? 'one time' : 'once';
  return isOnce ? `${before.slice(0, -1)}${once}${text.slice(' time'.length)}` : before + text;
}
