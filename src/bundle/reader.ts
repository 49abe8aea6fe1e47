import type { EntryHeader, EntrySink, OpenEntry } from '../archive/archive.ts';
import type { LeftOut } from '../lib/recognition.ts';
import { type SourceRef, sectionPath } from '../lib/source-ref.ts';
import { type Classifier, createClassifier, type LayoutCandidate, recognised } from './classify.ts';
import { createDescribedOutputs, type DescribedOutputs } from './described.ts';
import { archiveOf } from './inner-path.ts';
import type { CommandFailure, Layout, SectionFormat, SourceMatch } from './layout.ts';
import { createOutcomeSink } from './outcomes.ts';
import { createPieces } from './pieces.ts';
import { commandOf, createSectionSink } from './sections.ts';
import { createSniffingSink } from './sniff.ts';

/** What the bundle layer hands its entries to; it knows neither parsers nor signatures. */
export interface SourceReader {
  /** A sink for the bytes of a source, or undefined when nothing reads that source. */
  open(match: SourceMatch, path: string): EntrySink | undefined;
  /**
   * Recognises by its first bytes what an entry holds whose path says nothing, several sources only in what a person put
   * together; `alone`: it is all there is.
   */
  recognise(head: Buffer, alone: boolean): readonly SourceMatch[];
  /** Hears that a tool could not bring a source, or not all of it. */
  fail?(match: SourceMatch, failure: CommandFailure, place: SourceRef): void;
  /** Hears of what became no source, and why. */
  leave?(entry: LeftOut): void;
}

export interface BundleReader {
  readonly open: OpenEntry;
  /** Ends what is still open and tells the layout; undefined when only contents told the sources. */
  finish(): Layout | undefined;
  /** What speaks for which layout, the likeliest first. */
  candidates(): LayoutCandidate[];
}

/** Entries of unknown content are kept up to this size, in case a link with a telling name points to them. */
const MAX_KEPT_ENTRY_BYTES = 1 << 20;
const MAX_KEPT_BYTES = 32 << 20;
const PIECE = /^(?<whole>.+)\.part-(?<number>\d{4})$/;

/** The whole that an entry is a piece of, by its path, and which one; undefined for what is no piece. */
export function pieceOf(path: string): { readonly whole: string; readonly number: number } | undefined {
  const { whole, number } = PIECE.exec(path)?.groups ?? {};
  return whole === undefined ? undefined : { whole, number: Number(number) };
}

/** Routes the entries of one bundle to their sources: by path, else by content; joins pieces; follows links virtually. */
export function createBundleReader(layouts: readonly Layout[], sources: SourceReader): BundleReader {
  const classifier = createClassifier(layouts);
  const pieces = createPieces(sources);
  const described = openDescribed(classifier, sources);
  const links: Link[] = [];
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
        if (header.linkTarget !== undefined)
          links.push({ path: header.path, archive: archiveOf(header), target: header.linkTarget });
        return undefined;
      }
      const piece = pieceOf(header.path);
      const found = classifier.classify(piece?.whole ?? header.path, archiveOf(header));
      const { path } = found;
      const size = header.size === undefined ? {} : { bytes: header.size };
      if (found.kind === 'ignored') {
        const layout = found.layout === undefined ? {} : { layout: found.layout };
        sources.leave?.({ path, why: 'ignored', ...size, ...layout });
        return undefined;
      }
      if (found.kind === 'output') return described.output(found.stem, path);
      if (found.kind === 'sections') return openSections(found.format, path, classifier, sources, found.layout);
      if (found.kind === 'outcomes' || found.kind === 'description') {
        sources.leave?.({ path, why: 'tool', ...size });
        return found.kind === 'outcomes'
          ? createOutcomeSink(found.file, path, classifier, sources)
          : described.description(found.stem, path, found.file.read);
      }
      if (found.kind === 'source') {
        return piece === undefined
          ? sources.open(found.match, found.path)
          : pieces.sink(found.match, found.path, piece.number);
      }
      return createSniffingSink(found.path, sources, {
        alone: header.alone === true,
        keep: (bytes) => keep(header.path, bytes),
        cut: (format) => openSections(format, found.path, classifier, sources),
      });
    },
    finish() {
      pieces.end();
      described.finish();
      for (const link of links) followLink(link, classifier, kept, sources);
      return classifier.layout();
    },
    candidates: () => classifier.candidates(),
  };
}

/** Outputs go to the source that their command prints; one that nothing names is told by its content. */
function openDescribed(classifier: Classifier, sources: SourceReader): DescribedOutputs {
  return createDescribedOutputs({
    open(path, command) {
      const found = command === undefined ? undefined : classifier.ofTitle({ command });
      if (found === 'ignored') {
        sources.leave?.({ path, why: 'ignored' });
        return undefined;
      }
      if (found !== undefined) return sources.open(recognised(found, { way: 'description' }), path);
      return createSniffingSink(path, sources, { alone: false, keep: () => {} });
    },
    fail(failure, place) {
      const found = classifier.ofTitle({ command: failure.command });
      if (found !== undefined && found !== 'ignored') sources.fail?.(found, failure, place);
    },
  });
}

/** A file of several outputs, each to its own source, and what the tool says of those that failed. */
function openSections(
  format: SectionFormat,
  path: string,
  classifier: Classifier,
  sources: SourceReader,
  layout?: string,
): EntrySink {
  const by = { way: 'section', ...(layout === undefined ? {} : { layout }) } as const;
  return createSectionSink(
    format,
    (title, firstLine) => {
      const name = commandOf(title);
      const place = sectionPath(path, firstLine, 'command' in title ? name : title.file);
      const found = classifier.ofTitle(title);
      if (found === 'ignored' || (found === undefined && format.named === true)) {
        sources.leave?.({ path: place, why: found ?? 'unrecognised' });
        return undefined;
      }
      if (found === undefined) return createSniffingSink(place, sources, { alone: false, keep: () => {} });
      for (const [source, reason] of Object.entries(title.partial ?? {})) {
        const failure = { command: name, status: 'truncated', reason } as const;
        sources.fail?.({ source, params: {} }, failure, { path, line: firstLine });
      }
      return sources.open(recognised(found, by), place);
    },
    (failure, line) => {
      const found = classifier.ofTitle({ command: failure.command });
      if (found !== undefined && found !== 'ignored') sources.fail?.(found, failure, { path, line });
    },
  );
}

interface Link {
  readonly path: string;
  readonly archive: string | undefined;
  readonly target: string;
}

/** A link whose own name tells the source, to an entry that nobody recognised. */
function followLink(
  link: Link,
  classifier: Classifier,
  kept: ReadonlyMap<string, Buffer>,
  sources: SourceReader,
): void {
  const found = classifier.classify(link.path, link.archive);
  const bytes = kept.get(link.target);
  if (found.kind !== 'source' || bytes === undefined) {
    sources.leave?.({ path: found.path, why: 'link' });
    return;
  }
  const sink = sources.open(recognised(found.match, { ...found.match.by, way: 'link' }), found.path);
  sink?.write(bytes);
  sink?.end(true);
}
