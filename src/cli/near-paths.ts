import { didYouMean, formatCount, quote } from '../lib/text.ts';

/** Paths that are compared letter by letter; a bundle of half a million would take minutes. */
const MAX_COMPARED = 20_000;
const MAX_NAMED = 3;

/** Remembers of the paths of a bundle what can be named when the one that was asked for is not there. */
export interface NearPaths {
  note(path: string): void;
  /** Paths that end in the one that was asked for, at most three. */
  readonly endings: readonly string[];
  /** What to say: a folder, other folders with such an entry, the nearest spelling, or how to see all. */
  describe(): { readonly message: string; readonly hint: string };
}

export function createNearPaths(bundle: string, wanted: string): NearPaths {
  const lower = wanted.toLowerCase();
  const base = lower.slice(lower.lastIndexOf('/') + 1);
  const endings: string[] = [];
  const sameName: string[] = [];
  const compared: string[] = [];
  const inside: string[] = [];
  let below = 0;
  const add = (list: string[], path: string): unknown => list.length < MAX_NAMED && list.push(path);
  return {
    endings,
    note(path) {
      const own = path.toLowerCase();
      if (path.startsWith(`${wanted}/`)) {
        below++;
        add(inside, path);
      } else if (path.endsWith(`/${wanted}`)) add(endings, path);
      else if (own === base || own.endsWith(`/${base}`)) add(sameName, path);
      else if (compared.length < MAX_COMPARED) compared.push(path);
    },
    describe() {
      const entry = quote(wanted);
      if (below > 0)
        return {
          message: `${entry} is a folder of ${formatCount(below)} in ${quote(bundle)}`,
          hint: `name an entry of it, such as ${inside.map(quoteWhole).join(' or ')}`,
        };
      const spelled = didYouMean(wanted, compared);
      const near = [...endings, ...sameName, ...(spelled === undefined ? [] : [spelled])].slice(0, MAX_NAMED);
      const hint =
        near.length === 0
          ? 'analyze --list-sources BUNDLE shows what is in it'
          : `the nearest ${near.length === 1 ? 'is' : 'are'} ${near.map(quoteWhole).join(', ')}`;
      return { message: `there is no entry ${entry} in ${quote(bundle)}`, hint };
    },
  };
}

/** A path that is to be pasted must not be cut. */
const quoteWhole = (path: string): string => JSON.stringify(path);
