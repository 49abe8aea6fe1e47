import type { Document, Snapshot, SourceName } from './snapshot.ts';

/** The two samples of one entry, and how far apart they were taken. */
export interface Pair<T> {
  readonly first: Document<T>;
  readonly second: Document<T>;
  readonly seconds: number;
}

type Value<S extends SourceName> = Snapshot['documents'][S][number]['value'];

/** Second samples lie below this folder, under the path of the first. */
const SECOND = 't1/';
const UPTIME = 'proc/uptime';

/** Below this, clock ticks of a hundredth of a second make rates too rough to be believed. */
const SHORTEST = 1;

/** Entries of a source of which both samples were read and whose times are known. */
export function pairsOf<S extends SourceName>(snapshot: Snapshot, source: S): Pair<Value<S>>[] {
  // The documents of one source have one type; the compiler cannot see that through the name.
  const firsts = snapshot.documents[source] as readonly Document<Value<S>>[];
  const seconds = snapshot.second[source] as readonly Document<Value<S>>[];
  const byPath = new Map(firsts.map((document) => [document.path, document]));
  return seconds.flatMap((second) => {
    const first = byPath.get(second.path.slice(SECOND.length));
    const span = first === undefined ? undefined : secondsBetween(snapshot, source, first.path, second.path);
    return first === undefined || span === undefined ? [] : [{ first, second, seconds: span }];
  });
}

/** Seconds between two entries; undefined when nothing tells, or the node booted or hardly any time passed in between. */
export function secondsBetween(
  snapshot: Snapshot,
  source: SourceName,
  firstPath: string,
  secondPath: string,
): number | undefined {
  const from = sampledAt(snapshot, source, firstPath);
  const to = sampledAt(snapshot, source, secondPath);
  return from === undefined || to === undefined || to - from < SHORTEST ? undefined : to - from;
}

/**
 * Seconds since boot at which an entry was read: the uptime that the same step read beside it, else the end of that step,
 * else the uptime of the same sample.
 */
export function sampledAt(snapshot: Snapshot, source: SourceName, path: string): number | undefined {
  const second = path.startsWith(SECOND);
  const uptimePath = second ? SECOND + UPTIME : UPTIME;
  const uptime = (second ? snapshot.second : snapshot.documents).uptime.find((d) => d.path === uptimePath)?.value;
  const step = stepThatWrote(snapshot, source, path, second);
  if (uptime?.rounded === true) return step?.atSeconds;
  if (step === undefined || step.paths.includes(uptimePath)) return uptime?.uptimeSeconds;
  return step.atSeconds ?? uptime?.uptimeSeconds;
}

/** A record names its first paths only, so a step that wrote more is known by its source. */
function stepThatWrote(
  snapshot: Snapshot,
  source: SourceName,
  path: string,
  second: boolean,
): Value<'manifest_step'> | undefined {
  const steps = snapshot.documents.manifest_step.map((d) => d.value);
  return (
    steps.find((s) => s.paths.some((p) => p === path || p === `${path}.part-0001`)) ??
    steps.find(
      (s) =>
        s.pathsTotal > s.paths.length &&
        s.sources.includes(source) &&
        (s.paths[0]?.startsWith(SECOND) ?? false) === second,
    )
  );
}
