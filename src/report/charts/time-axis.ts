import { scaleLinear, scaleLog, scaleUtc } from 'd3-scale';
import { percent } from './px.ts';

/** A place on an axis, in percent of its width, with the words that could stand there. */
export interface Moment {
  readonly x: number;
  readonly label: string;
  /** A second line. */
  readonly more: string | undefined;
}

export interface TimeAxis {
  /** Percent of a moment in epoch seconds; what lies outside is put on the edge. */
  readonly at: (epoch: number) => number;
  readonly moments: readonly Moment[];
  /** Equal steps are equal factors of the time before the end. */
  readonly isLogarithmic: boolean;
}

const iso = (epoch: number): string => new Date(epoch * 1000).toISOString();

/** An axis in UTC from `from` to `to`, in epoch seconds; the second line of a moment is its day. */
export function linearAxis(from: number, to: number): TimeAxis {
  const scale = scaleLinear([from, to], [0, 100]).clamp(true);
  const moments = scaleUtc([new Date(from * 1000), new Date(to * 1000)], [0, 100]).ticks(7);
  return {
    at: (epoch) => percent(scale(epoch)),
    moments: moments.map((date) => {
      const text = date.toISOString();
      const [x, day] = [percent(scale(date.getTime() / 1000)), text.slice(0, 10)];
      return to - from > 14 * 86_400 ? { x, label: day, more: undefined } : { x, label: text.slice(11, 16), more: day };
    }),
    isLogarithmic: false,
  };
}

/** Ages that are worth a tick, in seconds. */
const AGES: readonly (readonly [number, string])[] = [
  [60, '1 min'],
  [600, '10 min'],
  [3600, '1 h'],
  [6 * 3600, '6 h'],
  [86_400, '1 d'],
  [7 * 86_400, '7 d'],
  [30 * 86_400, '30 d'],
  [180 * 86_400, '180 d'],
  [730 * 86_400, '2 y'],
  [3650 * 86_400, '10 y'],
];

/**
 * The same with the last minutes as wide as the months before: what is old and what is new are seen together. The second
 * line of a moment is its day or time, and `age` says how long before the end it is.
 */
export function agedAxis(from: number, to: number, age: (text: string) => string): TimeAxis {
  const oldest = Math.max(to - from, 120) * 1.25;
  const scale = scaleLog([oldest, 30], [0, 100]).clamp(true);
  const at = (epoch: number): number => percent(scale(Math.max(30, to - epoch)));
  return {
    at,
    // The oldest is the first, as on any axis of time.
    moments: AGES.filter(([seconds]) => seconds < oldest)
      .reverse()
      .map(([seconds, label]) => ({
        x: at(to - seconds),
        label: age(label),
        more: seconds >= 86_400 ? iso(to - seconds).slice(0, 10) : iso(to - seconds).slice(11, 16),
      })),
    isLogarithmic: true,
  };
}
