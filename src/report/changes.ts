import { append } from '../lib/group-by.ts';
import { formatTime } from '../lib/time.ts';
import type { Change, Changes } from './model-changes.ts';
import type { Words } from './words/words.ts';

/** A change as the facts tell it; times in epoch seconds. */
export interface KnownChange {
  readonly kind: string;
  readonly what: string;
  /** `namespace/name` of the pod whose container was created. */
  readonly pod?: string | undefined;
  readonly isSandbox?: boolean | undefined;
  readonly time?: number | undefined;
  readonly uncertainty?: number | undefined;
  readonly source?: string | undefined;
}

export interface KnownChanges {
  readonly list: readonly KnownChange[];
  readonly missing: Changes['missing'];
}

/** A failure is put down to what was changed in the three days before it; older changes have proved themselves. */
const WINDOW = 72 * 3600;
/** What was changed this soon after the first sign may have been on its way: clocks and log lines are not that exact. */
const AFTER = 3600;
/** Of one kind; an installation has hundreds of packages. */
const MAX_OF_KIND = 12;

/**
 * The changes that a reader asks for: those of the 72 hours before the collection, those of the 72 hours before the first
 * sign of the fault, and states that have no time. Of each kind the nearest to the first sign are kept. Times in epoch seconds.
 */
export function describeChanges(
  { list, missing }: KnownChanges,
  collectedAt: number | undefined,
  onset: number | undefined,
  words: Words['tables'],
): Changes {
  const near = list.filter(
    ({ time }) =>
      time === undefined ||
      (collectedAt !== undefined && time > collectedAt - WINDOW && time <= collectedAt) ||
      (onset !== undefined && time > onset - WINDOW && time <= onset + AFTER),
  );
  const target = onset ?? collectedAt ?? 0;
  const together = podsTogether(near, words);
  const byKind = new Map<string, KnownChange[]>();
  for (const change of together) append(byKind, change.kind, change);
  const distance = ({ time }: KnownChange): number => Math.abs((time ?? target) - target);
  const kept = [...byKind.values()].flatMap((all) =>
    [...all].sort((a, b) => distance(a) - distance(b)).slice(0, MAX_OF_KIND),
  );
  // The list comes in an order that is the same in every language.
  const place = new Map(together.map((change, i) => [change, i]));
  kept.sort((a, b) => (a.time ?? Infinity) - (b.time ?? Infinity) || (place.get(a) ?? 0) - (place.get(b) ?? 0));
  return { list: kept.map((change) => describe(change, onset)), left: together.length - kept.length, missing };
}

/** Containers of a pod that are created within this time came with the pod. */
const SAME_POD = 300;

/** The containers of one pod are one change, its sandbox is none of its own. */
function podsTogether(changes: readonly KnownChange[], words: Words['tables']): KnownChange[] {
  const pods = new Map<string, { first: KnownChange; count: number }>();
  const alone: KnownChange[] = [];
  for (const change of changes) {
    const { pod, isSandbox = false } = change;
    if (pod === undefined) {
      alone.push(change);
      continue;
    }
    const key = `${pod} ${Math.floor((change.time ?? 0) / SAME_POD)}`;
    const known = pods.get(key);
    if (known === undefined) pods.set(key, { first: change, count: isSandbox ? 0 : 1 });
    else if (!isSandbox) pods.set(key, { first: known.count === 0 ? change : known.first, count: known.count + 1 });
  }
  const grouped = [...pods].map(([key, { first, count }]) =>
    count < 2 ? first : { ...first, what: words.podCreated(key.slice(0, key.lastIndexOf(' ')), count) },
  );
  return [...alone, ...grouped];
}

function describe({ kind, what, time, uncertainty, source }: KnownChange, onset: number | undefined): Change {
  return {
    kind,
    what,
    ...(time === undefined ? {} : { time: formatTime(time) }),
    uncertaintySeconds: time === undefined ? 0 : Math.round(uncertainty ?? 1),
    ...(time === undefined || onset === undefined ? {} : { beforeOnset: Math.round(onset - time) }),
    ...(source === undefined ? {} : { source }),
  };
}
