import type { ArchiveLimits, ArchiveSummary, EntryHeader, EntrySink, ReadArchiveOptions } from './archive/archive.ts';
import { readArchive } from './archive/read-archive.ts';
import { createPieces } from './bundle/pieces.ts';
import { pieceOf, type SourceReader } from './bundle/reader.ts';

export interface EntryReading {
  readonly limits: ArchiveLimits;
  readonly stdin?: NodeJS.ReadableStream;
  readonly progress?: NonNullable<ReadArchiveOptions['progress']>;
}

export interface BundleEntry extends Pick<EntryHeader, 'path' | 'kind' | 'linkTarget'> {
  /** Others may lie between its pieces. */
  readonly inPieces?: true;
}

/** What the entries of a bundle are handed to, each under its path in the bundle. */
export type TakeEntry = (entry: BundleEntry) => EntrySink | undefined;

/** Thrown by a sink that has seen enough; the reading ends there and is no failure. */
class Enough extends Error {}

/** Ends the reading of a bundle from inside a sink. */
export function stopReading(): never {
  throw new Enough('no more of the bundle is needed');
}

/**
 * Hands over the entries of a bundle as they are, in one pass and in the order of the archive; what was written in pieces
 * (`x.log.part-0001`) is one entry under its whole name. Undefined when a sink stopped the reading.
 */
export async function readEntries(
  bundle: string,
  reading: EntryReading,
  take: TakeEntry,
): Promise<ArchiveSummary | undefined> {
  const pieces = createPieces(asSources(take));
  try {
    const summary = await readArchive(bundle, {
      ...reading,
      open(header) {
        const piece = header.kind === 'file' ? pieceOf(header.path) : undefined;
        return piece === undefined
          ? take(header)
          : pieces.sink({ source: 'entry', params: {} }, piece.whole, piece.number);
      },
    });
    pieces.end();
    return summary;
  } catch (error) {
    if (error instanceof Enough) return undefined;
    throw error;
  }
}

const asSources = (take: TakeEntry): SourceReader => ({
  open: (_match, path) => take({ path, kind: 'file', inPieces: true }),
  recognise: () => [],
});
