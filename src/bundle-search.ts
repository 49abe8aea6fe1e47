import type { ArchiveSummary, EntrySink } from './archive/archive.ts';
import { isBinary } from './archive/file-format.ts';
import { type EntryReading, readEntries } from './bundle-entries.ts';
import { decoded, LineAssembler } from './lib/lines.ts';
import { compileSearch, type LineTest } from './signatures/search.ts';

export { compileSearch };

export interface BundleSearch {
  readonly matches: LineTest;
  /** Which entries are searched, by their path. */
  readonly isWanted: (path: string) => boolean;
  /** Lines shown before and behind each that matches. */
  readonly before: number;
  readonly after: number;
  /** Matching lines at which an entry is left. */
  readonly most: number;
}

/** Hears what a search finds, in the order of the archive. */
export interface SearchListener {
  line(path: string, number: number, text: string, isMatch: boolean): void;
  /** A group of lines begins that does not touch what was told before; only where context is wanted. */
  gap(): void;
  /** The entry is at its end; `cutLines` are longer than `MAX_LINE_BYTES`, and their rest was not searched. */
  end(path: string, matches: number, cutLines: number): void;
  binary(path: string): void;
}

export const MAX_LINE_BYTES = 1 << 20;
/** What a file is shows in its beginning. */
const HEAD_BYTES = 8_192;

/** Searches the lines of all text entries of a bundle in one pass; memory is bounded by a line and its context. */
export async function searchBundle(
  bundle: string,
  reading: EntryReading,
  search: BundleSearch,
  listener: SearchListener,
): Promise<ArchiveSummary | undefined> {
  return readEntries(bundle, reading, ({ path, kind }) =>
    kind === 'file' && search.isWanted(path) ? searchEntry(path, search, listener) : undefined,
  );
}

function searchEntry(path: string, search: BundleSearch, listener: SearchListener): EntrySink {
  const found = searchLines(path, search, listener);
  const lines = new LineAssembler(decoded(found.take), MAX_LINE_BYTES);
  let isText: boolean | undefined;
  return {
    write(chunk) {
      isText ??= !isBinary(chunk.subarray(0, HEAD_BYTES));
      if (isText && !found.isDone()) lines.write(chunk);
    },
    end() {
      if (isText === false) listener.binary(path);
      if (isText !== true) return;
      if (!found.isDone()) lines.end();
      listener.end(path, found.count(), lines.truncatedLines);
    },
  };
}

interface LineSearch {
  take(text: string, number: number): void;
  count(): number;
  /** No further line can be shown. */
  isDone(): boolean;
}

/** Shows the lines that match with their context; groups of lines that do not touch are apart by a gap. */
function searchLines(path: string, search: BundleSearch, listener: SearchListener): LineSearch {
  const earlier: string[] = [];
  let count = 0;
  let behind = 0;
  let lastShown = 0;
  const show = (number: number, text: string, isMatch: boolean): void => {
    if (search.before + search.after > 0 && (lastShown === 0 || number > lastShown + 1)) listener.gap();
    listener.line(path, number, text, isMatch);
    lastShown = number;
  };
  return {
    count: () => count,
    isDone: () => count >= search.most && behind === 0,
    take(text, number) {
      if (count < search.most && search.matches(text)) {
        count++;
        earlier.forEach((line, i) => {
          show(number - earlier.length + i, line, false);
        });
        earlier.length = 0;
        show(number, text, true);
        behind = search.after;
      } else if (behind > 0) {
        behind--;
        show(number, text, false);
      } else if (search.before > 0) {
        if (earlier.length >= search.before) earlier.shift();
        earlier.push(text);
      }
    },
  };
}

/**
 * The test of a path by a pattern as shells have it: `*` and `?` stay in one folder, `**` does not. A pattern without a
 * slash is compared with the last part of the path; the only folder that a tool packs everything in may be left out.
 */
export function pathTest(glob: string): (path: string) => boolean {
  const regex = glob
    .replace(/^(?:\.?\/)+/, '')
    .split(/(\*\*\/?|\*|\?)/)
    .map((part, i) => (i % 2 === 0 ? part.replace(/[\\^$.|+()[\]{}]/g, '\\$&') : (WILD[part] ?? '')))
    .join('');
  const isWhole = compileSearch(`^${regex}$`);
  if (!glob.includes('/')) return (path) => isWhole(path.slice(path.lastIndexOf('/') + 1));
  return (path) => isWhole(path) || isWhole(path.slice(path.indexOf('/') + 1));
}

const WILD: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };
