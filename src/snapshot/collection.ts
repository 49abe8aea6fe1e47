import type { Log } from '../signatures/signature.ts';
import type { CollectionCut, CollectorGap, Document, Documents, SourceName, SourceRecord } from './snapshot.ts';

type StepDocument = Documents['manifest_step'][number];

/** What the records of the collector say of a bundle: where it broke off, and which sources are not whole. */
export interface Collection {
  readonly complete: boolean;
  readonly cut?: CollectionCut;
  readonly gaps: readonly CollectorGap[];
}

/** Steps that take the second sample end in this. */
const SECOND = /_t1$/;

/**
 * Reads start, step and closing records of a native bundle against each other. A bundle without a closing record was cut
 * behind its last step record; with the plan of the start record, every step behind that is known by name. Bundles of
 * other tools say nothing of this and count as complete.
 */
export function judgeCollection(documents: Documents, records: ReadonlyMap<string, SourceRecord>): Collection {
  const start = documents.manifest_start[0]?.value;
  const recorded = [...documents.manifest_step].sort((a, b) => numberOf(a) - numberOf(b));
  const own = recorded.flatMap((record) => [...stepGaps(record), ...nothingFound(record, documents, records)]);
  if (start === undefined) return { complete: true, gaps: own };
  const names = new Set(recorded.map((d) => d.value.step));
  const plan = start.plan ?? [];
  const lost = plan.filter((p) => !names.has(p.step));
  const end = documents.manifest[0]?.value;
  if (end?.complete === true) {
    const gaps = lost.flatMap((p) => lostGaps(documents, p, `the collector left no record of its step ${p.step}`));
    return { complete: true, gaps: [...own, ...gaps] };
  }
  const { text, ...place } = placeOf(recorded, plan, end);
  const gaps = lost.flatMap((p) => lostGaps(documents, p, text));
  const lacking = gaps.filter((g) => isLacking(documents, g));
  // In the order of the plan. Each log is a source of its own to a reader, and its step is its name.
  const missing = [...new Set(lacking.map((g) => (g.source === 'log' ? g.step : g.source)))];
  return { complete: false, cut: { ...place, missing, text }, gaps: [...own, ...gaps] };
}

/** `manifest/07-df.json` is the record of the seventh step. */
const numberOf = ({ path }: StepDocument): number => Number(/(\d{1,9})-[^/]*$/.exec(path)?.[1] ?? 0);

/** Where the collection broke off, in numbers and in one sentence. */
function placeOf(
  recorded: readonly StepDocument[],
  plan: readonly { readonly step: string }[],
  end: Documents['manifest'][number]['value'] | undefined,
): Omit<CollectionCut, 'missing'> {
  const after = recorded.length;
  const step = recorded.at(-1)?.value.step;
  const planned = new Set(plan.map((p) => p.step));
  // A step that ran without being planned must not make more steps than there are.
  const of = planned.size === 0 ? undefined : planned.size + recorded.filter((d) => !planned.has(d.value.step)).length;
  const place =
    step === undefined
      ? 'before its first step ended'
      : `after step ${after}${of === undefined ? '' : ` of ${of}`} (${step})`;
  const why = end?.aborted === undefined ? '' : `: ${end.aborted}`;
  return {
    after,
    ...(step === undefined ? {} : { step }),
    ...(of === undefined ? {} : { of }),
    text: end === undefined ? `the bundle was cut ${place}` : `the collection ended ${place}${why}`,
  };
}

/** Sources of a step that says itself that it brought less than it should. */
function stepGaps({ value }: StepDocument): CollectorGap[] {
  const { step, status } = value;
  if (status === 'collected') return [];
  return value.sources.map((source) => ({
    source,
    status,
    reason: value.reason ?? `step ${step}: ${status}`,
    step,
    second: SECOND.test(step),
  }));
}

/** A record lists a path by its pieces, and the snapshot by the whole. */
const wholePath = (path: string): string => path.replace(/\.part-\d{4}$/, '');

/**
 * Sources of a step that was whole, of which it wrote nothing: the collector looked and there was none. A path that it
 * wrote and that did not arrive may have held them.
 */
function nothingFound(
  { value }: StepDocument,
  documents: Documents,
  records: ReadonlyMap<string, SourceRecord>,
): CollectorGap[] {
  const { step, status, sources, paths, pathsTotal } = value;
  const arrived =
    paths.length > 0 && paths.length === pathsTotal && paths.every((path) => records.has(wholePath(path)));
  if (status !== 'collected' || sources.length < 2 || SECOND.test(step) || !arrived) return [];
  const found = new Set(paths.map((path) => records.get(wholePath(path))?.source));
  return sources
    .filter((source) => source !== 'log' && !found.has(source) && !hasDocuments(documents, source))
    .map((source) => ({
      ...{ source, step, status: 'empty' as const, second: false },
      reason: `the collector found nothing of it (step ${step})`,
    }));
}

/** Sources of a step without a record: nothing of them arrived, or perhaps only their beginning. */
function lostGaps(
  documents: Documents,
  { step, sources }: { readonly step: string; readonly sources: readonly string[] },
  reason: string,
): CollectorGap[] {
  const second = SECOND.test(step);
  return sources.map((source) => ({
    source,
    // Of the logs some are there and others are not, so what is there is not all that was logged.
    status: !second && (source === 'log' || hasDocuments(documents, source)) ? 'truncated' : 'missing',
    reason,
    step,
    second,
  }));
}

const isLacking = (documents: Documents, { source, status, second }: CollectorGap): boolean =>
  source === 'log' || (status === 'missing' && !(second && hasDocuments(documents, source)));

const hasDocuments = (documents: Documents, source: string): boolean =>
  Object.hasOwn(documents, source) && documents[source as SourceName].length > 0;

/**
 * Marks the logs that no step record accounts for when the collection broke off: more of them may have followed, so what
 * they do not say proves nothing.
 */
export function markOpenLogs(
  logs: readonly Document<Log>[],
  documents: Documents,
  cut: CollectionCut | undefined,
): Document<Log>[] {
  if (cut === undefined || documents.manifest_step.length === 0) return [...logs];
  const closed = new Set(documents.manifest_step.flatMap((d) => d.value.paths.map(wholePath)));
  return logs.map((log) =>
    closed.has(log.path)
      ? log
      : { ...log, value: { ...log.value, cuts: [...log.value.cuts, { kind: 'truncated', text: cut.text }] } },
  );
}
