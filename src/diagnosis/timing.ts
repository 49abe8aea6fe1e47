import type { Instance, SeenTimes } from '../rules/evaluate.ts';

/** The moments that everything is judged against, in epoch seconds. */
export interface Moments {
  readonly collectedAt?: number;
  readonly bootedAt?: number;
}

export type StateNow = 'active' | 'recent' | 'past' | 'unknown';

/** When a finding began. `not_after`: it was already there when the log begins. */
export interface Onset {
  readonly time?: number;
  readonly quality: 'exact' | 'not_after' | 'unknown';
  readonly uncertainty: number;
}

export interface Timing {
  readonly now: StateNow;
  readonly onset: Onset;
  /** Last time it was seen in a log, epoch seconds. */
  readonly lastSeen?: number;
  /** The node was rebooted after it was last seen: what was sampled at collection says nothing about it. */
  readonly beforeBoot: boolean;
  /** It began after the bundle was collected, as a later log tells: what was sampled is older than it. */
  readonly afterSample: boolean;
}

/** Twice the slowest retry of a kubelet (5 minutes of crash back-off): what is still failing is logged again by then. */
export const ACTIVE_WITHIN = 600;
/** Beyond a day it is history, even when nothing says that it was repaired. */
const RECENT_WITHIN = 86_400;

/** Judges when one instance of a finding began and whether it still holds. */
export function timingOf(instance: Pick<Instance, 'seen' | 'untimed' | 'holdsNow'>, moments: Moments): Timing {
  const seen = combine(instance.seen);
  return {
    now: stateNow(instance, seen, moments),
    onset: onsetOf(seen),
    ...(seen === undefined ? {} : { lastSeen: seen.last }),
    beforeBoot: seen !== undefined && moments.bootedAt !== undefined && seen.last + seen.uncertainty < moments.bootedAt,
    afterSample: seen !== undefined && beganLater(seen, moments),
  };
}

const beganLater = ({ first, uncertainty }: SeenTimes, { collectedAt }: Moments): boolean =>
  collectedAt !== undefined && first - uncertainty > collectedAt + ACTIVE_WITHIN;

function combine(all: readonly SeenTimes[]): SeenTimes | undefined {
  return all.reduce<SeenTimes | undefined>((sum, seen) => {
    if (sum === undefined) return seen;
    const earlier = seen.first < sum.first ? seen : sum;
    return {
      first: earlier.first,
      first_is_onset: earlier.first_is_onset,
      last: Math.max(sum.last, seen.last),
      uncertainty: Math.max(sum.uncertainty, seen.uncertainty),
    };
  }, undefined);
}

function stateNow(
  { holdsNow: holds, untimed }: Pick<Instance, 'untimed' | 'holdsNow'>,
  seen: SeenTimes | undefined,
  moments: Moments,
): StateNow {
  if (holds === true) return 'active';
  // A state needs no time; lines of a log that carry none that can be placed do.
  if (seen === undefined) return holds === 'unstated' && !untimed ? 'active' : 'unknown';
  if (moments.collectedAt === undefined) return 'unknown';
  const age = moments.collectedAt - seen.last;
  if (holds === false) return age <= ACTIVE_WITHIN ? 'recent' : 'past';
  if (age <= ACTIVE_WITHIN) return 'active';
  return age <= RECENT_WITHIN ? 'recent' : 'past';
}

function onsetOf(seen: SeenTimes | undefined): Onset {
  if (seen === undefined) return { quality: 'unknown', uncertainty: 0 };
  return { time: seen.first, quality: seen.first_is_onset ? 'exact' : 'not_after', uncertainty: seen.uncertainty };
}
