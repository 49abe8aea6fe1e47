import type { EntryHeader, EntrySink, OpenEntry } from '../archive/archive.ts';
import { sectionPath } from '../lib/source-ref.ts';
import { type Classifier, createClassifier } from './classify.ts';
import { printedFile, sourceOfCommand } from './commands.ts';
import type { Layout, SectionTitle, SourceMatch } from './layout.ts';
import { createPieces } from './pieces.ts';
import { createSectionSink } from './sections.ts';
import { createSniffingSink } from './sniff.ts';

/** What the bundle layer hands its entries to; it knows neither parsers nor signatures. */
export interface SourceReader {
  /** A sink for the bytes of a source, or undefined when nothing reads that source. */
  open(match: SourceMatch, path: string): EntrySink | undefined;
  /** Recognises a source by the first bytes of an entry whose path says nothing; `alone`: it is all there is. */
  recognise(head: Buffer, alone: boolean): SourceMatch | undefined;
}

export interface BundleReader {
  readonly open: OpenEntry;
  /** Ends what is still open and tells the layout; undefined when only contents told the sources. */
  finish(): Layout | undefined;
}

/** Entries of unknown content are kept up to this size, in case a link with a telling name points to them. */
const MAX_KEPT_ENTRY_BYTES = 1 << 20;
const MAX_KEPT_BYTES = 32 << 20;
const PIECE = /^(?<whole>.+)\.part-(?<number>\d{4})$/;

/** Routes the entries of one bundle to their sources: by path, else by content; joins pieces; follows links virtually. */
export function createBundleReader(layouts: readonly Layout[], sources: SourceReader): BundleReader {
  const classifier = createClassifier(layouts);
  const pieces = createPieces(sources);
  const links: { path: string; target: string }[] = [];
  const kept = new Map<string, Buffer>();
  let keptBytes = 0;
  const keep = (path: string, bytes: Buffer): void => {
    if (bytes.length > MAX_KEPT_ENTRY_BYTES || keptBytes + bytes.length > MAX_KEPT_BYTES) return;
    keptBytes += bytes.length;
    kept.set(path, bytes);
  };
  return {
    open(header: EntryHeader) {
      if (header.kind !== 'file') {
        if (header.linkTarget !== undefined) links.push({ path: header.path, target: header.linkTarget });
        return undefined;
      }
      const piece = PIECE.exec(header.path)?.groups;
      const found = classifier.classify(piece?.whole ?? header.path);
      if (found.kind === 'ignored') return undefined;
      if (found.kind === 'sections')
        return createSectionSink(found.format, (title, line) =>
          openSection(title, line, found.path, classifier, sources),
        );
      if (found.kind === 'source') {
        return piece === undefined
          ? sources.open(found.match, found.path)
          : pieces.sink(found.match, found.path, Number(piece.number));
      }
      return createSniffingSink(found.path, sources, {
        alone: header.alone === true,
        keep: (bytes) => keep(header.path, bytes),
      });
    },
    finish() {
      pieces.end();
      for (const link of links) followLink(link, classifier, kept, sources);
      return classifier.layout();
    },
  };
}

/** One section of a file: by the command or file that its title names, else by its content. */
function openSection(
  title: SectionTitle,
  firstLine: number,
  path: string,
  classifier: Classifier,
  sources: SourceReader,
): EntrySink | undefined {
  const name = 'command' in title ? title.command : title.file;
  const file = 'command' in title ? printedFile(title.command) : title.file;
  const place = sectionPath(path, firstLine, name);
  const byPath = file === undefined ? undefined : classifier.classify(file.replace(/^\//, ''));
  if (byPath?.kind === 'ignored') return undefined;
  const match = byPath?.kind === 'source' ? byPath.match : sourceOfCommand(name);
  if (match !== undefined) return sources.open(match, place);
  return createSniffingSink(place, sources, { alone: false, keep: () => {} });
}

/** A link whose own name tells the source, to an entry that nobody recognised. */
function followLink(
  link: { path: string; target: string },
  classifier: Classifier,
  kept: ReadonlyMap<string, Buffer>,
  sources: SourceReader,
): void {
  const found = classifier.classify(link.path);
  const bytes = kept.get(link.target);
  if (found.kind !== 'source' || bytes === undefined) return;
  const sink = sources.open(found.match, found.path);
  sink?.write(bytes);
  sink?.end(true);
}
