import { ENGLISH } from '../../src/report/words/en.ts';

/** Every text and function of some words with its path, such as `screen.label.hit`. */
export function leaves(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}

/** Something that can be printed wherever a text, a count or a list is, and can be found again. */
function mark(index: number): unknown {
  const text = `⟦${index}⟧`;
  const methods = ['trim', 'replace', 'charAt', 'startsWith'] as const;
  const asText = Object.fromEntries(methods.map((name) => [name, (text[name] as () => unknown).bind(text)]));
  return Object.assign([text], { ...asText, toString: () => text, slice: () => mark(index) });
}

/** What a text says, or a function of some marks; empty where it needs something else than these. */
export function said(value: unknown): string {
  if (typeof value !== 'function') return String(value);
  try {
    return String((value as (...marks: unknown[]) => unknown)(mark(0), mark(1), mark(2), mark(3), mark(4)));
  } catch {
    return '';
  }
}

/** What the English report says of its own accord, of more than three characters. */
export function fixedWords(): string[] {
  const parts = leaves(ENGLISH).flatMap(([, value]) => said(value).split(/⟦?⟦\d⟧|undefined/));
  return [...new Set(parts.map((part) => part.replace(/^[\s,;:.()]+|[\s,;:.()]+$/g, '')))].filter(
    (part) => part.length > 3 && /[a-z]{2}/i.test(part),
  );
}
