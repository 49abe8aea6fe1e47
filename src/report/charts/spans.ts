import { type Axis, fitTicks } from './ticks.ts';
import { agedAxis, linearAxis } from './time-axis.ts';

/** Something that was seen from a first to a last moment, in epoch seconds. */
export interface SpanInput {
  readonly title: string;
  /** The same times in words. */
  readonly times: string;
  readonly first: number;
  readonly last: number;
  /** The record begins with it: it may be older. */
  readonly mayBeOlder: boolean;
  readonly uncertainty: number;
}

/** Rows of one strip each; all places are percent of the width of a strip. */
export interface SpanChart extends Axis {
  readonly isLogarithmic: boolean;
  readonly rows: readonly SpanRow[];
}

export interface SpanRow {
  readonly title: string;
  readonly times: string;
  /** The bar from the first to the last time. */
  readonly from: number;
  readonly to: number;
  /** An arrow to the left in place of a begin. */
  readonly isOlder: boolean;
  /** From and to of the uncertainty, where it can be seen. */
  readonly doubt: { readonly from: number; readonly to: number } | undefined;
}

export interface SpanWords {
  /** Says a time before the collection. */
  readonly age: (text: string) => string;
  readonly collected: string;
}

const LONG = 2 * 86_400;
/** A bar of less would not be seen, a band of less would be hidden behind the mark of the begin. */
const MIN_BAR = 0.3;
const MIN_DOUBT = 0.8;

/** When each thing was first and last seen; the end of the axis is the collection. Pure. */
export function layoutSpans(rows: readonly SpanInput[], end: number, words: SpanWords): SpanChart {
  const begin = Math.min(...rows.map((r) => r.first));
  const axis = end - begin > LONG ? agedAxis(begin, end, words.age) : linearAxis(begin - (end - begin) * 0.04, end);
  return {
    ...fitTicks(axis, { x: 100, label: words.collected, more: undefined }),
    isLogarithmic: axis.isLogarithmic,
    rows: rows.map((row) => placeRow(row, axis.at)),
  };
}

function placeRow(row: SpanInput, at: (epoch: number) => number): SpanRow {
  const [from, to] = [at(row.first), at(row.last)];
  const doubt = { from: at(row.first - row.uncertainty), to: at(row.first + row.uncertainty) };
  return {
    title: row.title,
    times: row.times,
    from,
    to: Math.max(to, Math.min(100, from + MIN_BAR)),
    isOlder: row.mayBeOlder,
    doubt: doubt.to - doubt.from < MIN_DOUBT ? undefined : doubt,
  };
}
