/** Lines with the same text in one log, or in one piece of it. */
export interface ToldEvents {
  readonly count: number;
  /** Epoch seconds and how many lines there, in order; undefined where the lines carry no time that can be placed. */
  readonly times?: readonly EventsAt[];
  /** Seconds by which these times may be off. */
  readonly uncertainty: number;
}

export type EventsAt = readonly [time: number, lines: number];

/** What of some lines no other log has told before. */
export interface NewEvents {
  readonly count: number;
  readonly times?: readonly EventsAt[];
}

/** A line is stamped when it is written by one log and when it is received by another. */
const RECEIVED_LATER = 1;

/**
 * Events that several logs tell of, each counted once. Logs are added from the preferred one on; of the lines of another
 * log those are new that lie at no time already told. Where times cannot be compared the larger number of lines counts.
 */
export class SameEvents {
  #count = 0;
  #times: EventsAt[] | undefined = [];
  #uncertainty = 0;

  /** Adds a log by its pieces, which have nothing in common with each other; answers for each piece. */
  add(pieces: readonly ToldEvents[]): NewEvents[] {
    let untold = this.#count;
    const times = this.#times?.map(([time, lines]): [number, number] => [time, lines]);
    const found = pieces.map((piece): NewEvents => {
      if (untold === 0) return piece;
      const isNew =
        times === undefined || piece.times === undefined
          ? { count: Math.max(0, piece.count - untold) }
          : without(piece.times, times, piece.uncertainty + this.#uncertainty + RECEIVED_LATER);
      untold -= piece.count - isNew.count;
      return isNew;
    });
    this.#count += found.reduce((sum, { count }) => sum + count, 0);
    this.#uncertainty = Math.max(this.#uncertainty, ...pieces.map((piece) => piece.uncertainty));
    this.#times = joined(this.#times, found);
    return found;
  }
}

/** The lines that have no counterpart in `told` within the tolerance; takes the counterparts out of it. Both are in order. */
function without(events: readonly EventsAt[], told: [number, number][], tolerance: number): NewEvents {
  const rest: EventsAt[] = [];
  let next = 0;
  for (const [time, lines] of events) {
    let left = lines;
    while (left > 0) {
      const candidate = told[next];
      if (candidate === undefined || candidate[0] > time + tolerance) break;
      if (candidate[0] < time - tolerance || candidate[1] === 0) next++;
      else {
        const same = Math.min(left, candidate[1]);
        left -= same;
        candidate[1] -= same;
      }
    }
    if (left > 0) rest.push([time, left]);
  }
  return { count: rest.reduce((sum, [, lines]) => sum + lines, 0), times: rest };
}

/** All times told so far in order; undefined once some are not known. */
function joined(told: readonly EventsAt[] | undefined, found: readonly NewEvents[]): EventsAt[] | undefined {
  const all = [...(told ?? [])];
  for (const { count, times } of found) {
    if (times === undefined && count > 0) return undefined;
    for (const event of times ?? []) all.push(event);
  }
  return told === undefined ? undefined : all.sort(([a], [b]) => a - b);
}
