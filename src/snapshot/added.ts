import type { AddedFile, Document, Documents, Snapshot, SourceName, SourceRecord } from './snapshot.ts';

/** What belongs to the collection itself and to its moment: that of the first bundle stays. */
const OF_THE_RUN: ReadonlySet<string> = new Set(['manifest', 'manifest_start', 'manifest_step', 'date', 'uptime']);

/** What is known of a later file beside its content. */
export interface Addition {
  /** What its paths begin with, such as `more.tgz/`; empty for a file whose only entry has its name. */
  readonly folder: string;
  readonly name: string;
  readonly sameNode: AddedFile['sameNode'];
  readonly collectedAt?: number;
}

/**
 * A snapshot with what a later file of the same node brings. Sources that the first lacks, or has only in part while the
 * later has all of it, are taken whole from the later; where both have a source, the first stays, so that no state of
 * another time takes its place unsaid. Logs of both are kept: facts know events that several logs tell of. Of the later,
 * second samples and what belongs to its own collection are left.
 */
export function withAdded(first: Snapshot, later: Snapshot, addition: Addition): Snapshot {
  const names = Object.keys(first.documents) as SourceName[];
  const brought = names.filter((source) => later.documents[source].length > 0 && !OF_THE_RUN.has(source));
  const taken = new Set<string>(brought.filter((source) => isLacking(first, source) || isMended(first, later, source)));
  const place = <T extends { readonly path: string }>(items: readonly T[]): T[] =>
    items.map((item) => ({ ...item, path: addition.folder + item.path }));
  const mark = <T>(document: Document<T>): Document<T> => ({
    ...document,
    params: { ...document.params, with: addition.name },
  });
  const documents = Object.fromEntries(
    names.map((source) => [
      source,
      taken.has(source) ? place<Document<unknown>>(later.documents[source]).map(mark) : first.documents[source],
    ]),
  ) as Documents;
  const isTaken = ({ source, path }: SourceRecord): boolean =>
    source === 'log' || (taken.has(source) && !path.startsWith('t1/'));
  return {
    ...withoutClosedGaps(first, later, taken),
    documents,
    logs: [...first.logs, ...place(later.logs).map(mark)],
    records: [
      ...first.records.map((record) => (taken.has(record.source) ? replaced(record, addition.name) : record)),
      ...place(later.records.filter(isTaken)),
    ],
    problems: [...first.problems, ...later.problems.map((problem) => placeProblem(problem, addition))],
    leftOut: [
      ...first.leftOut,
      ...later.leftOut.map((group) => ({ ...group, folder: addition.folder + group.folder })),
    ],
    added: [...(first.added ?? []), describe(later, addition, taken, brought)],
  };
}

const isLacking = (snapshot: Snapshot, source: SourceName): boolean => snapshot.documents[source].length === 0;

const gapsOf = (snapshot: Snapshot, source: string): Snapshot['gaps'] =>
  snapshot.gaps.filter((gap) => gap.source === source && !gap.second);

/** The first has a source in part only, as its collector says, and the later has no such fault. */
const isMended = (first: Snapshot, later: Snapshot, source: string): boolean =>
  gapsOf(first, source).length > 0 && gapsOf(later, source).length === 0 && later.cut === undefined;

/** A record of the first whose place another file takes. */
function replaced(record: SourceRecord, name: string): SourceRecord {
  const isRead = record.status === 'collected' || record.status === 'truncated';
  return isRead
    ? { ...record, status: 'skipped', reason: `only a part of it; all of it is in ${name}, which counts` }
    : record;
}

/** The faults of the first that the later mends are gone; those of the later come first, being the newer answer. */
function withoutClosedGaps(first: Snapshot, later: Snapshot, taken: ReadonlySet<string>): Snapshot {
  const whole = new Set(
    later.documents.manifest_step.filter(({ value }) => value.status === 'collected').map(({ value }) => value.step),
  );
  const isClosed = ({ source, step, second }: Snapshot['gaps'][number]): boolean =>
    !second && (source === 'log' ? whole.has(step) : taken.has(source));
  const gaps = first.gaps.filter((gap) => !isClosed(gap));
  const newer = later.gaps.filter(
    (gap) => !gap.second && (taken.has(gap.source) || (gap.source !== 'log' && lacks(first, gap.source))),
  );
  const missing = first.cut?.missing.filter((source) => !taken.has(source) && !whole.has(source));
  return {
    ...first,
    gaps: [...newer, ...gaps],
    ...(first.cut === undefined ? {} : { cut: { ...first.cut, missing: missing ?? [] } }),
  };
}

const lacks = (snapshot: Snapshot, source: string): boolean =>
  Object.hasOwn(snapshot.documents, source) && isLacking(snapshot, source as SourceName);

function placeProblem(problem: Snapshot['problems'][number], { folder, name }: Addition): Snapshot['problems'][number] {
  return { ...problem, path: problem.path === undefined ? name : folder + problem.path };
}

function describe(
  later: Snapshot,
  { name, sameNode, collectedAt }: Addition,
  taken: ReadonlySet<string>,
  brought: readonly string[],
): AddedFile {
  const { sha256, complete } = later.bundle;
  return {
    name,
    sameNode,
    complete,
    taken: [...taken].sort(),
    left: brought.filter((source) => !taken.has(source)).sort(),
    logs: later.logs.length,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(collectedAt === undefined ? {} : { collectedAt }),
  };
}
