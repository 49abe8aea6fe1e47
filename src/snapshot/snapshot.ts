import type * as z from 'zod';
import type { ArchiveFormat } from '../archive/archive.ts';
import type { Recognition } from '../lib/recognition.ts';
import type { parsers } from '../parsers/index.generated.ts';
import type { ParseProblem } from '../parsers/parser.ts';
import type { Log } from '../signatures/signature.ts';
import type { Heads } from './heads.ts';
import type { LeftOutGroup } from './left-out.ts';

type Parsers = typeof parsers;
export type SourceName = keyof Parsers;

/** One parsed entry of the bundle. */
export interface Document<T> {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly value: T;
}

/** Every document of every source; a source that is not in the bundle has an empty list. */
export type Documents = { readonly [S in SourceName]: readonly Document<z.infer<ReturnType<Parsers[S]['schema']>>>[] };

export type SourceStatus =
  | 'collected'
  | 'empty'
  | 'missing'
  | 'restricted'
  | 'failed'
  | 'timed_out'
  | 'truncated'
  | 'skipped'
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
  /** What told which source it is. */
  readonly by?: Recognition;
}

/** How much speaks for a layout: entries with a path typical of it, and how many kinds of such paths out of how many. */
export interface LayoutVotes {
  readonly layout: string;
  readonly entries: number;
  readonly markers: number;
  readonly of: number;
}

/** A source of which a step of the collector brought nothing or not all, with the reason. */
export interface CollectorGap {
  readonly source: string;
  readonly status: SourceStatus;
  readonly reason: string;
  readonly step: string;
  /** The step takes the second sample (`t1/`); the first one is not concerned. */
  readonly second: boolean;
}

/** Where a collection broke off: by a cut of the archive, or because the collector was stopped. */
export interface CollectionCut {
  /** Steps whose record arrived, and the name of the last of them. */
  readonly after: number;
  readonly step?: string;
  /** Steps of the whole run, where the collector wrote its plan. */
  readonly of?: number;
  /** Sources of the steps behind it that nothing else brought. */
  readonly missing: readonly string[];
  /** `the bundle was cut after step 31 of 60 (sysctl)` */
  readonly text: string;
}

/** Which tool made a bundle, as far as its layout tells. */
export interface CollectedBy {
  readonly path: string;
  /** `native`, `sosreport`, or `files` when the content alone told the sources. */
  readonly layout: string;
  /** `sosreport`, `Inquest collector`. */
  readonly tool: string;
  /** Sources that this tool never collects, each with the command to ask for. */
  readonly lacks?: Readonly<Record<string, string>>;
  /** The node that this is of, as the bundle of several nodes names it. */
  readonly node?: string;
}

export interface BundleIdentity extends CollectedBy {
  readonly format: ArchiveFormat;
  readonly bytes: number;
  readonly unpackedBytes: number;
  readonly entries: number;
  readonly sha256?: string;
  /** False when the archive or the collection broke off. */
  readonly complete: boolean;
}

/** A later file of the same node that was read into the snapshot; its documents have its name in `params.with`. */
export interface AddedFile {
  readonly name: string;
  readonly sha256?: string;
  /** Epoch seconds. */
  readonly collectedAt?: number;
  readonly complete: boolean;
  /** `unknown`: nothing in it tells which node it is of. */
  readonly sameNode: 'yes' | 'unknown';
  /** Sources that it brings, and those that were left because the first bundle has them. */
  readonly taken: readonly string[];
  readonly left: readonly string[];
  readonly logs: number;
}

/** Machines besides the one that the rest of the bundle names, by the lines of logs. */
export interface OtherHosts {
  /** The name of the node, as the rest of the bundle has it. */
  readonly own: string;
  readonly others: readonly string[];
  /** Logs that name others only, and were kept; of other logs the lines of others were left out. */
  readonly logs: readonly string[];
  /** The names in each of these logs. */
  readonly hostOf: ReadonlyMap<string, string>;
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
  /** Present where logs name another machine than the rest of the bundle. */
  readonly otherHosts?: OtherHosts;
  readonly records: readonly SourceRecord[];
  readonly gaps: readonly CollectorGap[];
  /** Absent when the collection ran to its end, and for bundles of other tools. */
  readonly cut?: CollectionCut;
  readonly problems: readonly { readonly path?: string; readonly message: string }[];
  readonly hints: ClockHints;
  /** Later files of the same node, in the order in which they were named. */
  readonly added?: readonly AddedFile[];
  /** What became no source, by folder. */
  readonly leftOut: readonly LeftOutGroup[];
  /** Layouts of which something was seen, the likeliest first. */
  readonly votes: readonly LayoutVotes[];
  /** First lines of what was parsed, for quotations; of tests that make a snapshot by hand there are none. */
  readonly heads?: Heads;
  /** One snapshot for each node, where a bundle holds several; the rest of this one is then what is of all of them. */
  readonly nodes?: readonly NodeSnapshot[];
}

/** What was read of one node in a bundle of several. */
export interface NodeSnapshot {
  readonly name: string;
  readonly snapshot: Snapshot;
  /** Where its paths begin in the bundle; those of `elsewhere` begin with the folder that stands there. */
  readonly folder: string;
  readonly elsewhere: ReadonlyMap<string, string>;
}
