import type { z } from 'zod';
import type { ArchiveFormat } from '../archive/archive.ts';
import type { parsers } from '../parsers/index.generated.ts';
import type { ParseProblem } from '../parsers/parser.ts';
import type { Log } from '../signatures/signature.ts';

type Parsers = typeof parsers;
export type SourceName = keyof Parsers;

/** One parsed entry of the bundle. */
export interface Document<T> {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly value: T;
}

/** Every document of every source; a source that is not in the bundle has an empty list. */
export type Documents = { readonly [S in SourceName]: readonly Document<z.infer<Parsers[S]['schema']>>[] };

export type SourceStatus =
  | 'collected'
  | 'empty'
  | 'missing'
  | 'restricted'
  | 'failed'
  | 'timed_out'
  | 'truncated'
  | 'unparsable';

/** What became of one entry that a layout or its content identified. */
export interface SourceRecord {
  readonly source: string;
  readonly path: string;
  readonly status: SourceStatus;
  readonly bytes: number;
  readonly lines?: number;
  /** Why the status is not `collected`. */
  readonly reason?: string;
  readonly problems: readonly ParseProblem[];
}

/** A step of the collector that brought nothing, with the reason it gave. */
export interface CollectorGap {
  readonly source: string;
  readonly status: SourceStatus;
  readonly reason: string;
}

export interface BundleIdentity {
  readonly path: string;
  readonly format: ArchiveFormat;
  /** `native`, `sosreport`, or `files` when the content alone told the sources. */
  readonly layout: string;
  readonly bytes: number;
  readonly unpackedBytes: number;
  readonly entries: number;
  readonly sha256?: string;
  /** False when the archive or the collection broke off. */
  readonly complete: boolean;
}

/** Clock hints from the command line, for input that does not carry them. */
export interface ClockHints {
  readonly collectedAt?: number;
  readonly utcOffset?: number;
  readonly year?: number;
}

/** All that was read from one bundle. Everything behind it is pure. */
export interface Snapshot {
  readonly bundle: BundleIdentity;
  readonly documents: Documents;
  /** The second sample of counters (`t1/`). */
  readonly second: Documents;
  readonly logs: readonly Document<Log>[];
  readonly records: readonly SourceRecord[];
  readonly gaps: readonly CollectorGap[];
  readonly problems: readonly { readonly path?: string; readonly message: string }[];
  readonly hints: ClockHints;
}
