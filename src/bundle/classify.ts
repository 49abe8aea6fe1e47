import type { Layout, SectionFormat, SourceMatch } from './layout.ts';

/** Decides by path which source an entry holds, and learns the layout and the top folder of the bundle on the way. */
export interface Classifier {
  classify(path: string): Classification;
  /** The layout whose markers were seen most, or undefined when there were none. */
  layout(): Layout | undefined;
}

export type Classification =
  | { readonly kind: 'source'; readonly match: SourceMatch; readonly path: string }
  | { readonly kind: 'sections'; readonly format: SectionFormat; readonly path: string }
  | { readonly kind: 'ignored'; readonly path: string }
  | { readonly kind: 'unknown'; readonly path: string };

/** Second samples lie under this folder in a native bundle. */
const SECOND_SAMPLE = 't1/';

export function createClassifier(layouts: readonly Layout[]): Classifier {
  const votes = new Map<string, number>();
  let topFolder: string | undefined;
  return {
    classify(fullPath) {
      if (topFolder === undefined) topFolder = findTopFolder(fullPath, layouts);
      const path =
        topFolder !== undefined && fullPath.startsWith(topFolder) ? fullPath.slice(topFolder.length) : fullPath;
      for (const layout of layouts) {
        if (layout.markers.some((marker) => marker.test(path))) votes.set(layout.id, (votes.get(layout.id) ?? 0) + 1);
      }
      return classifyPath(path, byVotes(layouts, votes));
    },
    layout: () => byVotes(layouts, votes).find((layout) => votes.has(layout.id)),
  };
}

function byVotes(layouts: readonly Layout[], votes: ReadonlyMap<string, number>): Layout[] {
  return [...layouts].sort((a, b) => (votes.get(b.id) ?? 0) - (votes.get(a.id) ?? 0));
}

/**
 * The folder that holds everything: empty when a path fits a layout as it is, the first component when the rest of the
 * path does. Undefined as long as no path has told.
 */
function findTopFolder(path: string, layouts: readonly Layout[]): string | undefined {
  const fits = (candidate: string): boolean =>
    layouts.some(
      (l) =>
        l.markers.some((m) => m.test(candidate)) ||
        l.sections?.some((file) => file.path.test(candidate)) === true ||
        match(candidate, l) !== undefined,
    );
  if (fits(path) || (path.startsWith(SECOND_SAMPLE) && fits(path.slice(SECOND_SAMPLE.length)))) return '';
  const end = path.indexOf('/') + 1;
  return end > 0 && fits(path.slice(end)) ? path.slice(0, end) : undefined;
}

function classifyPath(path: string, layouts: readonly Layout[]): Classification {
  const second = path.startsWith(SECOND_SAMPLE);
  const plain = second ? path.slice(SECOND_SAMPLE.length) : path;
  for (const layout of layouts) {
    const sectioned = layout.sections?.find((file) => file.path.test(plain));
    if (sectioned !== undefined) return { kind: 'sections', path, format: sectioned.format };
    const found = match(plain, layout);
    if (found === undefined) continue;
    return { kind: 'source', path, match: second ? { ...found, params: { ...found.params, sample: 't1' } } : found };
  }
  if (layouts.some((layout) => layout.ignored?.some((pattern) => pattern.test(plain))))
    return { kind: 'ignored', path };
  return { kind: 'unknown', path };
}

function match(path: string, layout: Layout): SourceMatch | undefined {
  for (const entry of layout.paths) {
    const found = entry.path.exec(path);
    if (found !== null) return { source: entry.source, params: { ...entry.params, ...found.groups } };
  }
  return undefined;
}
