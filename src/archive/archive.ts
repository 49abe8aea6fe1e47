/** What is known of an entry before its bytes arrive. Paths are relative, use `/`, and never contain `..`. */
export interface EntryHeader {
  readonly path: string;
  readonly kind: 'file' | 'symlink' | 'hardlink';
  /** For links: the path in the archive that it names, resolved and inside the archive. */
  readonly linkTarget?: string;
  /** Size that the archive declares, in bytes; undefined when it only shows at the end. */
  readonly size?: number;
  /**
   * The paths of the archives inside the bundle that this entry lies in, outermost first; the last one and a slash begin
   * `path`. Absent for what lies in the bundle itself.
   */
  readonly within?: readonly string[];
  /** The input is this one file and no archive: its sender chose it, so any text may be a log. */
  readonly alone?: boolean;
}

/** Takes the bytes of one entry. A chunk is only valid during the call: keep a copy, not a reference. */
export interface EntrySink {
  write(chunk: Buffer): void;
  /** `complete` is false when the archive broke off inside the entry. */
  end(complete: boolean): void;
}

/** Decides what happens to an entry: a sink for its bytes, or undefined to skip them. */
export type OpenEntry = (header: EntryHeader) => EntrySink | undefined;

/** Something wrong with the archive that did not stop the reading. */
export interface ArchiveProblem {
  readonly path?: string;
  readonly message: string;
}

export interface ArchiveLimits {
  /** Sum of the unpacked bytes of all entries. */
  readonly maxBytes: number;
  /** Unpacked bytes of one entry. */
  readonly maxEntryBytes: number;
  readonly maxEntries: number;
  /** Unpacked to packed; only together with `ratioFromBytes`, because a flooded log compresses 200:1 honestly. */
  readonly maxRatio: number;
  readonly ratioFromBytes: number;
  readonly maxPathLength: number;
}

export type ArchiveFormat =
  | 'tgz'
  | 'tar.xz'
  | 'tar.zst'
  | 'tar.bz2'
  | 'tar'
  | 'zip'
  | 'gzip'
  | 'xz'
  | 'zstd'
  | 'bzip2'
  | 'directory'
  | 'file';

export interface ArchiveSummary {
  readonly format: ArchiveFormat;
  /** Bytes read from the input, packed. */
  readonly bytes: number;
  readonly unpackedBytes: number;
  readonly entries: number;
  /** SHA-256 of the packed input; undefined for a directory. */
  readonly sha256?: string;
  /** False when the archive is truncated or corrupt and only its readable part was seen. */
  readonly complete: boolean;
  readonly problems: readonly ArchiveProblem[];
}

/** How far the reading of a bundle is. */
export interface ReadSoFar {
  /** Packed bytes. */
  readonly read: number;
  /** Of how many, where that is known. */
  readonly total?: number;
  /** Path of the entry that was opened last. */
  readonly entry?: string;
}

export interface ReadArchiveOptions {
  readonly limits: ArchiveLimits;
  readonly open: OpenEntry;
  /** Called now and then while it is read. */
  readonly progress?: (soFar: ReadSoFar) => void;
  /** The bytes of `-`; passed in so that nothing below the command line touches the process. */
  readonly stdin?: NodeJS.ReadableStream;
}

/** 16 GiB unpacked, 8 GiB per entry: far above real bundles; see docs for the reasoning. */
export const DEFAULT_LIMITS: ArchiveLimits = {
  maxBytes: 16 * 2 ** 30,
  maxEntryBytes: 8 * 2 ** 30,
  maxEntries: 500_000,
  maxRatio: 1_000,
  ratioFromBytes: 2 ** 30,
  maxPathLength: 4_096,
};
