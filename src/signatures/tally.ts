import { cut } from '../lib/text.ts';
import { LineTimesCounter } from './line-times.ts';
import type { Captures } from './pattern.ts';
import type { Emitter, LogMatch, LogTime, Occurrence, SampleLine, Surroundings } from './signature.ts';

const MAX_OCCURRENCES = 20_000;
const FIRST_SAMPLES = 5;
/** As many as a report cites of one signature. */
const QUOTED = 5;
const SAMPLE_LENGTH = 400;
/** As long as a path can be. */
const MAX_CAPTURE = 4096;
const SMALL_LINE = 1024;

/** Bytes that the tallies of all logs of a run may keep, so that hostile logs cannot exhaust memory. */
export interface Budget {
  bytes: number;
}
export const TALLY_BYTES = 192 << 20;

/** A line as a sample shows it. What is left of a large line gets memory of its own: a slice keeps the whole alive. */
export function printable(text: string): string {
  const shown = cut(text, SAMPLE_LENGTH);
  return text.length <= SMALL_LINE ? shown : detach(shown);
}

/** Captures are slices of their line; only those of a large one are worth a copy. */
function ownCaptures(captures: Captures): Captures {
  return Object.fromEntries(Object.entries(captures).map(([name, text]) => [name, detach(cut(text, MAX_CAPTURE))]));
}

const detach = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

/** A matching line with what is known of it. */
export interface MatchingLine {
  readonly number: number;
  readonly text: string;
  readonly time: LogTime | undefined;
  readonly emitter: Emitter;
  /** The lines around it; `after` is filled in when it has been read. */
  readonly around?: () => Surroundings | undefined;
}

interface Counting {
  readonly occurrence: { -readonly [K in keyof Occurrence]: Occurrence[K] };
  /** From the second line on. */
  times?: LineTimesCounter;
}

/** Counts the lines of one log that match one signature. */
export class Tally {
  #count = 0;
  #unlisted = 0;
  #untimed = 0;
  #first: LogTime | undefined;
  #last: LogTime | undefined;
  #lastLine: MatchingLine | undefined;
  readonly #minutes = new Map<number, number>();
  readonly #occurrences = new Map<string, Counting>();
  readonly #samples: SampleLine[] = [];

  constructor(
    private readonly signature: string,
    private readonly budget: Budget,
  ) {}

  add(line: MatchingLine, captures: Captures): void {
    this.#count++;
    if (line.time === undefined) this.#untimed++;
    else this.#addTime(line.time);
    if (this.#samples.length < FIRST_SAMPLES) this.#samples.push(sampleOf(line));
    else this.#lastLine = line;
    this.#addOccurrence(line, captures);
  }

  #addTime(time: LogTime): void {
    this.#first = earlier(this.#first, time);
    this.#last = later(this.#last, time);
    const minute = Math.floor(time.seconds / 60);
    const count = this.#minutes.get(minute);
    if (count !== undefined) this.#minutes.set(minute, count + 1);
    else if (this.#spend(64)) this.#minutes.set(minute, 1);
    else this.#untimed++;
  }

  #addOccurrence(line: MatchingLine, captures: Captures): void {
    let key: string = line.emitter;
    for (const name in captures) key += `\u0000${name}\u0000${captures[name]}`;
    const known = this.#occurrences.get(key);
    if (known !== undefined) {
      addAgain(known, line.time, this.#spend);
      return;
    }
    const isFull = this.#occurrences.size >= MAX_OCCURRENCES;
    if (isFull || !this.#spend(2 * key.length + 2 * SMALL_LINE + 400)) {
      this.#unlisted++;
      return;
    }
    const own = line.text.length <= SMALL_LINE ? captures : ownCaptures(captures);
    const occurrence: Counting['occurrence'] = {
      captures: own,
      emitter: line.emitter,
      count: 1,
      sample: sampleOf(line),
    };
    const around = this.#occurrences.size < QUOTED ? line.around?.() : undefined;
    if (around !== undefined) occurrence.sample.around = around;
    if (line.time !== undefined) {
      occurrence.first = line.time;
      occurrence.last = line.time;
    }
    this.#occurrences.set(key, { occurrence });
  }

  readonly #spend = (bytes: number): boolean => {
    if (this.budget.bytes < bytes) return false;
    this.budget.bytes -= bytes;
    return true;
  };

  end(): LogMatch {
    const last = this.#lastLine;
    return {
      signature: this.signature,
      count: this.#count,
      ...(this.#first === undefined ? {} : { first: this.#first }),
      ...(this.#last === undefined ? {} : { last: this.#last }),
      perMinute: [...this.#minutes].sort(([a], [b]) => a - b),
      untimed: this.#untimed,
      occurrences: [...this.#occurrences.values()].map(endOccurrence),
      unlisted: this.#unlisted,
      samples: last === undefined ? this.#samples : [...this.#samples, sampleOf(last)],
    };
  }
}

function addAgain(known: Counting, time: LogTime | undefined, spend: (bytes: number) => boolean): void {
  const { occurrence } = known;
  if (time !== undefined) {
    if (known.times === undefined) {
      known.times = new LineTimesCounter();
      if (occurrence.first !== undefined && occurrence.count === 1) known.times.add(occurrence.first.seconds, spend);
    }
    known.times.add(time.seconds, spend);
    occurrence.first = earlier(occurrence.first, time);
    occurrence.last = later(occurrence.last, time);
  }
  occurrence.count++;
}

/** Times that do not add up to the count are of no use. */
function endOccurrence({ occurrence, times }: Counting): Occurrence {
  const found = times?.end();
  if (found === undefined) return occurrence;
  const timed = found.counts.reduce((sum, [, lines]) => sum + lines, 0);
  return timed === occurrence.count ? { ...occurrence, times: found } : occurrence;
}

function sampleOf(line: MatchingLine): SampleLine {
  const sample: SampleLine = { line: line.number, text: printable(line.text) };
  if (line.time !== undefined) sample.time = line.time;
  return sample;
}

const earlier = (a: LogTime | undefined, b: LogTime): LogTime => (a === undefined || b.seconds < a.seconds ? b : a);
const later = (a: LogTime | undefined, b: LogTime): LogTime => (a === undefined || b.seconds >= a.seconds ? b : a);
