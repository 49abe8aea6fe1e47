import { scaleLinear, scaleLog, scaleUtc } from 'd3-scale';
import { px } from './px.ts';

/** A place on an axis with its words. */
export interface Tick {
  readonly x: number;
  readonly label: string;
  /** A second line: the date where it changes. */
  readonly more: string | undefined;
}

export interface TimeAxis {
  /** Pixels of a moment in epoch seconds; what lies outside is put on the edge. */
  readonly at: (epoch: number) => number;
  readonly ticks: readonly Tick[];
  /** Equal steps are equal factors of the time before the end. */
  readonly isLogarithmic: boolean;
}

const iso = (epoch: number): string => new Date(epoch * 1000).toISOString();

/** An axis in UTC from `from` to `to`, in epoch seconds, between the pixels `left` and `right`. */
export function linearAxis(from: number, to: number, left: number, right: number): TimeAxis {
  const scale = scaleLinear([from, to], [left, right]).clamp(true);
  const moments = scaleUtc([new Date(from * 1000), new Date(to * 1000)], [left, right]).ticks(7);
  let day = '';
  const ticks = moments.map((date): Tick => {
    const text = date.toISOString();
    const isNewDay = text.slice(0, 10) !== day;
    day = text.slice(0, 10);
    return to - from > 14 * 86_400
      ? { x: px(scale(date.getTime() / 1000)), label: day, more: undefined }
      : { x: px(scale(date.getTime() / 1000)), label: text.slice(11, 16), more: isNewDay ? day : undefined };
  });
  return { at: (epoch) => px(scale(epoch)), ticks, isLogarithmic: false };
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

/** The same with the last minutes as wide as the months before: what is old and what is new are seen together. */
export function agedAxis(from: number, to: number, left: number, right: number): TimeAxis {
  const oldest = Math.max(to - from, 120) * 1.25;
  const scale = scaleLog([oldest, 30], [left, right]).clamp(true);
  const at = (epoch: number): number => px(scale(Math.max(30, to - epoch)));
  return {
    at,
    ticks: AGES.filter(([age]) => age < oldest).map(([age, label]) => ({
      x: at(to - age),
      label,
      more: age >= 86_400 ? iso(to - age).slice(0, 10) : iso(to - age).slice(11, 16),
    })),
    isLogarithmic: true,
  };
}
