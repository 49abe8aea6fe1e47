import type { Recognition } from '../lib/recognition.ts';
import { printedFile, showsOtherThings, sourceOfCommand } from './commands.ts';
import type {
  DescribedFile,
  Layout,
  LayoutPath,
  OutcomeFile,
  SectionFormat,
  SectionTitle,
  SourceMatch,
} from './layout.ts';
import { NODE_PATHS } from './node-paths.ts';

/** Decides by path which source an entry holds, and learns the layout and the top folder of the bundle on the way. */
export interface Classifier {
  /** `archive` is the beginning of the path when it lies in an archive inside the bundle. */
  classify(path: string, archive?: string): Classification;
  /** The source of a part of an entry, by the command or file that its title names. */
  ofTitle(title: SectionTitle): SourceMatch | 'ignored' | undefined;
  /** The layout whose markers were seen most, or undefined when there were none. */
  layout(): Layout | undefined;
  /** Every layout of which a marker was seen, the likeliest first; one that all bundles resemble only as the first. */
  candidates(): LayoutCandidate[];
}

/** How much speaks for a layout. */
export interface LayoutCandidate {
  readonly layout: string;
  /** Entries with a path that is typical of this layout. */
  readonly entries: number;
  /** How many of the patterns of such paths were met, and how many there are. */
  readonly markers: number;
  readonly of: number;
}

export type Classification =
  | { readonly kind: 'source'; readonly match: SourceMatch; readonly path: string }
  | { readonly kind: 'sections'; readonly format: SectionFormat; readonly path: string; readonly layout: string }
  | {
      readonly kind: 'output' | 'description';
      readonly file: DescribedFile;
      readonly stem: string;
      readonly path: string;
    }
  | { readonly kind: 'outcomes'; readonly file: OutcomeFile; readonly path: string }
  | { readonly kind: 'ignored'; readonly path: string; readonly layout?: string }
  | { readonly kind: 'unknown'; readonly path: string };

/** Patterns that several layouts have say nothing of the tool. */
const SHARED: ReadonlySet<LayoutPath> = new Set(NODE_PATHS);

/** Second samples lie under this folder in a native bundle. */
const SECOND_SAMPLE = 't1/';

export function createClassifier(layouts: readonly Layout[]): Classifier {
  const votes = new Map<string, number>();
  const seen = new Set<RegExp>();
  /** The folder that holds everything, of the bundle (an empty name) and of each archive inside it. */
  const topFolders = new Map<string, string>();
  /** The first archive inside that is laid out as a bundle, when nothing outside is: what came in was packed once more. */
  let main: string | undefined;
  const read = (inside: string, archive: string): Classification => {
    const top = topFolders.get(archive) ?? findTopFolder(inside, layouts);
    if (top !== undefined) topFolders.set(archive, top);
    const path = top !== undefined && inside.startsWith(top) ? inside.slice(top.length) : inside;
    for (const layout of layouts) {
      const marker = layout.markers.find((pattern) => pattern.test(path));
      if (marker === undefined) continue;
      seen.add(marker);
      votes.set(layout.id, (votes.get(layout.id) ?? 0) + 1);
    }
    const ordered = byVotes(layouts, votes);
    const found = classifyPath(path, ordered);
    const own = found.kind === 'unknown' ? ordered.find(({ id }) => votes.has(id)) : undefined;
    const isIgnored = own?.ownIgnored?.some((pattern) => pattern.test(path)) === true;
    return own !== undefined && isIgnored ? { kind: 'ignored', path, layout: own.id } : found;
  };
  return {
    classify(fullPath, archive) {
      if (archive === undefined) return read(fullPath, '');
      const outer = topFolders.get('') ?? '';
      const path = fullPath.startsWith(outer) ? fullPath.slice(outer.length) : fullPath;
      const inside = fullPath.slice(archive.length + 1);
      if (topFolders.has('')) {
        // A folder that was packed where it lies, `sos_commands/logs.xz` with `logs/` in it, or one that a layout names.
        const beside = path.slice(0, path.length - inside.length - 1).replace(/[^/]*$/, '') + inside;
        for (const candidate of [beside, path]) {
          const found = classifyPath(candidate, byVotes(layouts, votes));
          if (found.kind !== 'unknown') return { ...found, path };
        }
      }
      const found = read(inside, archive);
      if (!topFolders.has('') && topFolders.has(archive)) main ??= archive;
      return archive === main ? found : { ...found, path };
    },
    ofTitle: (title) => matchTitle(title, byVotes(layouts, votes)),
    layout: () => byVotes(layouts, votes).find((layout) => votes.has(layout.id)),
    candidates: () =>
      byVotes(layouts, votes).flatMap(({ id, markers, fallback }, place) => {
        const entries = votes.get(id);
        if (entries === undefined || (fallback && place > 0)) return [];
        return [{ layout: id, entries, markers: markers.filter((m) => seen.has(m)).length, of: markers.length }];
      }),
  };
}

function byVotes(layouts: readonly Layout[], votes: ReadonlyMap<string, number>): Layout[] {
  const rank = ({ id, fallback }: Layout): number => {
    const count = votes.get(id) ?? 0;
    return fallback ? Math.min(count, 0.5) : count;
  };
  return [...layouts].sort((a, b) => rank(b) - rank(a));
}

/**
 * The folder that holds everything: empty when a path fits a layout as it is, the first component when the rest of the
 * path does. Undefined as long as no path has told.
 */
function findTopFolder(path: string, layouts: readonly Layout[]): string | undefined {
  for (const { top } of layouts) {
    const folder = top?.exec(path)?.[0];
    if (folder !== undefined) return folder;
  }
  const fits = (candidate: string): boolean =>
    layouts.some(
      (l) =>
        l.markers.some((m) => m.test(candidate)) ||
        l.sections?.some((file) => file.path.test(candidate)) === true ||
        describedBy(candidate, l) !== undefined ||
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
    if (sectioned !== undefined) return { kind: 'sections', path, format: sectioned.format, layout: layout.id };
    const described = describedBy(plain, layout);
    if (described !== undefined) return { ...described, path };
    const outcomes = layout.outcomes?.find((file) => file.path.test(plain));
    if (outcomes !== undefined) return { kind: 'outcomes', path, file: outcomes };
    const found = match(plain, layout) ?? named(plain, layout, layouts);
    if (found === 'ignored') return { kind: 'ignored', path, layout: layout.id };
    if (found === undefined) continue;
    return { kind: 'source', path, match: second ? { ...found, params: { ...found.params, sample: 't1' } } : found };
  }
  const ignoring = layouts.find((layout) => layout.ignored?.some((pattern) => pattern.test(plain)));
  return ignoring === undefined ? { kind: 'unknown', path } : { kind: 'ignored', path, layout: ignoring.id };
}

/** The source of an entry that is named by its command. */
function named(path: string, layout: Layout, layouts: readonly Layout[]): SourceMatch | 'ignored' | undefined {
  const found = matchTitle(layout.titleOf?.(path), layouts);
  return found === undefined || found === 'ignored' ? found : recognised(found, { way: 'name', layout: layout.id });
}

/** The same source with what told it. */
export function recognised(match: SourceMatch, by: Recognition): SourceMatch {
  return { ...match, by };
}

function describedBy(
  path: string,
  { described = [] }: Layout,
): { kind: 'output' | 'description'; file: DescribedFile; stem: string } | undefined {
  for (const file of described) {
    const output = file.output.exec(path)?.groups?.stem;
    if (output !== undefined) return { kind: 'output', file, stem: output };
    const description = file.description.exec(path)?.groups?.stem;
    if (description !== undefined) return { kind: 'description', file, stem: description };
  }
  return undefined;
}

/** The source of what a title names, a command or a file; undefined leaves it to its content. */
function matchTitle(title: SectionTitle | undefined, layouts: readonly Layout[]): SourceMatch | 'ignored' | undefined {
  if (title === undefined) return undefined;
  const file = 'command' in title ? printedFile(title.command) : title.file;
  const byPath = file === undefined ? undefined : classifyPath(file.replace(/^\//, ''), layouts);
  if (byPath?.kind === 'ignored') return 'ignored';
  if (byPath?.kind === 'source') return { ...byPath.match, params: { ...byPath.match.params, ...title.params } };
  if (file !== undefined || !('command' in title)) return undefined;
  if (showsOtherThings(title.command)) return 'ignored';
  const found = sourceOfCommand(title.command);
  return found === undefined ? undefined : { ...found, params: { ...found.params, ...title.params } };
}

function match(path: string, layout: Layout): SourceMatch | undefined {
  for (const entry of layout.paths) {
    const found = entry.path.exec(path);
    if (found === null) continue;
    const params = { ...entry.params, ...found.groups };
    return {
      source: entry.source,
      params,
      ...(entry.byHost === undefined ? {} : { byHost: entry.byHost }),
      by: SHARED.has(entry) ? { way: 'path' } : { way: 'path', layout: layout.id },
    };
  }
  return undefined;
}
