import type { ArchiveSummary, EntrySink } from '../archive/archive.ts';
import type { LeftOut, Recognition } from '../lib/recognition.ts';
import { parsers } from '../parsers/index.generated.ts';
import type { ParseProblem, Parser } from '../parsers/parser.ts';
import type { Log } from '../signatures/signature.ts';
import { judgeCollection, markOpenLogs } from './collection.ts';
import { withoutCopies } from './copies.ts';
import { HEADS_BYTES, type HeadBudget, Heads } from './heads.ts';
import { identityOf } from './identity.ts';
import { createLeftOutTally } from './left-out.ts';
import { ownLogs } from './own-logs.ts';
import type {
  ClockHints,
  CollectedBy,
  CollectorGap,
  Document,
  Documents,
  LayoutVotes,
  Snapshot,
  SourceRecord,
  SourceStatus,
} from './snapshot.ts';
import { withoutStrangeViews } from './views.ts';

/** Opens the scan of a log; given in, so that the snapshot does not know how logs are scanned. */
export type OpenLog = (
  path: string,
  params: Readonly<Record<string, string>>,
) => { write(chunk: Buffer): void; end(complete: boolean): Log };

export interface SnapshotBuilder {
  /** A sink that parses one entry into the snapshot, or undefined when no parser reads that source. */
  open(source: string, params: Readonly<Record<string, string>>, path: string, by?: Recognition): EntrySink | undefined;
  problem(path: string | undefined, message: string): void;
  /** Whether no source has been read so far. */
  isEmpty(): boolean;
  /** Notes that the tool itself says it could not bring a source, or not all of it. */
  gap(gap: CollectorGap): void;
  /** Notes what became no source. */
  leave(entry: LeftOut): void;
  build(archive: ArchiveSummary, bundle: CollectedBy, hints: ClockHints, votes?: readonly LayoutVotes[]): Snapshot;
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** More failures than that tell nothing new. */
const MAX_GAPS = 1_000;

type AnyDocument = Document<unknown>;

/** Parses entries as they stream by; the order of the archive does not matter. */
export function createSnapshotBuilder(
  openLog: OpenLog,
  headBudget: HeadBudget = { bytes: HEADS_BYTES },
): SnapshotBuilder {
  const first = new Map<string, Map<string, AnyDocument>>();
  const second = new Map<string, Map<string, AnyDocument>>();
  const logs = new Map<string, Document<Log>>();
  const records = new Map<string, SourceRecord>();
  const problems: { path?: string; message: string }[] = [];
  const told = new Map<string, CollectorGap>();
  const leftOut = createLeftOutTally();
  const heads = new Heads(headBudget);
  const registry: Readonly<Record<string, Parser>> = parsers;

  const openParser = (
    parser: Parser,
    params: Readonly<Record<string, string>>,
    path: string,
    by: Recognition | undefined,
  ): EntrySink => {
    const found: ParseProblem[] = [];
    const sink = parser.open({ path, params, problem: (p) => found.push(p) });
    let bytes = 0;
    return {
      write(chunk) {
        bytes += chunk.length;
        heads.add(path, chunk);
        sink.write(chunk);
      },
      end(complete) {
        const value = sink.end();
        const { status, reason } = judge(value, bytes, complete, found);
        records.set(path, {
          source: parser.source,
          path,
          status,
          bytes,
          problems: found,
          ...(reason === undefined ? {} : { reason }),
          ...(by === undefined ? {} : { by }),
        });
        const samples = params.sample === undefined ? first : second;
        const documents = samples.get(parser.source) ?? new Map<string, AnyDocument>();
        samples.set(parser.source, documents);
        if (value === undefined) documents.delete(path);
        else documents.set(path, { path, params, value });
      },
    };
  };

  return {
    open(source, params, path, by) {
      if (source === 'log') return openLogSink(openLog(path, params), { params, path, by }, logs, records);
      const parser = registry[source];
      if (parser !== undefined) return openParser(parser, params, path, by);
      leftOut.add({ path, why: 'unread', ...(by?.layout === undefined ? {} : { layout: by.layout }) });
      return undefined;
    },
    leave: leftOut.add,
    isEmpty: () => records.size === 0,
    problem: (path, message) => problems.push(path === undefined ? { message } : { path, message }),
    gap(gap) {
      const key = `${gap.source} ${gap.reason}`;
      if (told.size < MAX_GAPS && !told.has(key)) told.set(key, gap);
    },
    build(archive, bundle, hints, votes = []) {
      const documents = tabulate(first, records);
      for (const p of archive.problems)
        problems.push(p.path === undefined ? { message: p.message } : { path: p.path, message: p.message });
      const { complete, cut, gaps } = judgeCollection(documents, records);
      const viewed = withoutStrangeViews(documents, tabulate(second, records));
      const { logs: own, otherHosts } = ownLogs(
        withoutCopies('log', byPath([...logs.values()]), records, (log) => log.matches.length > 0),
        identityOf({ documents: viewed.documents }).hostname,
      );
      return {
        bundle: {
          ...bundle,
          format: archive.format,
          bytes: archive.bytes,
          unpackedBytes: archive.unpackedBytes,
          entries: archive.entries,
          complete: archive.complete && complete,
          ...(archive.sha256 === undefined ? {} : { sha256: archive.sha256 }),
        },
        documents: viewed.documents,
        second: viewed.second,
        logs: markOpenLogs(own, documents, cut),
        ...(otherHosts === undefined ? {} : { otherHosts }),
        records: byPath([...records.values()]),
        gaps: [...viewed.gaps, ...gaps, ...[...told].sort(byKey).map(([, gap]) => gap)],
        problems,
        hints,
        leftOut: leftOut.groups(),
        votes,
        heads,
        ...(cut === undefined ? {} : { cut }),
      };
    },
  };
}

/** What became of an entry, from what its parser made of it. */
function judge(
  value: unknown,
  bytes: number,
  complete: boolean,
  problems: readonly ParseProblem[],
): { status: SourceStatus; reason?: string } {
  if (bytes === 0) return { status: 'empty', reason: 'the entry has no content' };
  if (value === undefined)
    return { status: 'unparsable', reason: problems[0]?.message ?? 'no line of it could be read' };
  if (!complete) return { status: 'truncated', reason: 'the archive broke off inside this entry' };
  return { status: 'collected' };
}

function openLogSink(
  scan: ReturnType<OpenLog>,
  { params, path, by }: Omit<Document<Log>, 'value'> & { readonly by: Recognition | undefined },
  logs: Map<string, Document<Log>>,
  records: Map<string, SourceRecord>,
): EntrySink {
  return {
    write: (chunk) => scan.write(chunk),
    end(complete) {
      const log = withCut(scan.end(complete), params.cut);
      logs.set(path, { path, params, value: log });
      const status: SourceStatus = log.bytes === 0 ? 'empty' : complete ? 'collected' : 'truncated';
      const told = by === undefined ? {} : { by };
      records.set(path, { source: 'log', path, status, bytes: log.bytes, lines: log.lines, problems: [], ...told });
    },
  };
}

/** A log of which the tool says that it is not whole. */
function withCut(log: Log, text: string | undefined): Log {
  return text === undefined ? log : { ...log, cuts: [...log.cuts, { kind: 'tail_only', text }] };
}

/** Every source gets a list, so that a reader never meets an undefined one. */
function tabulate(
  found: ReadonlyMap<string, ReadonlyMap<string, AnyDocument>>,
  records: Map<string, SourceRecord>,
): Documents {
  const lists = Object.keys(parsers).map((source) => [
    source,
    withoutCopies(source, byPath([...(found.get(source)?.values() ?? [])]), records),
  ]);
  // The keys are the registry's and each parser's documents went under its own source.
  return Object.fromEntries(lists) as Documents;
}

function byPath<T extends { path: string }>(items: T[]): T[] {
  return items.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
