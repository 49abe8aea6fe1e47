import { px } from './px.ts';
import { agedAxis, linearAxis, type Tick } from './time-axis.ts';

/** Something that was seen from a first to a last moment, in epoch seconds. */
export interface SpanInput {
  readonly title: readonly string[];
  readonly first: number;
  readonly last: number;
  /** The record begins with it: it may be older. */
  readonly mayBeOlder: boolean;
  readonly uncertainty: number;
}

export interface SpanChart {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly bottom: number;
  readonly axisY: number;
  readonly axisMoreY: number;
  readonly end: number;
  readonly isLogarithmic: boolean;
  readonly ticks: readonly Tick[];
  readonly rows: readonly SpanRow[];
}

export interface SpanRow {
  readonly title: readonly { readonly y: number; readonly text: string }[];
  readonly y: number;
  /** The bar from the first to the last time. */
  readonly x: number;
  readonly barY: number;
  readonly barWidth: number;
  /** An arrow to the left in place of a begin. */
  readonly older: string | undefined;
  /** From and to of the uncertainty, where it can be seen. */
  readonly doubt: { readonly x: number; readonly width: number } | undefined;
}

const WIDTH = 1060;
export const LABEL_WIDTH = 330;
const RIGHT = 1040;
const ROW = 34;
const TOP = 6;
const LINE = 14;
const LONG = 2 * 86_400;

/** When each thing was first and last seen; the end of the axis is the collection, `age` says a time before it. Pure. */
export function layoutSpans(rows: readonly SpanInput[], end: number, age: (text: string) => string): SpanChart {
  const begin = Math.min(...rows.map((r) => r.first));
  const axis =
    end - begin > LONG
      ? agedAxis(begin, end, LABEL_WIDTH, RIGHT)
      : linearAxis(begin - (end - begin) * 0.04, end, LABEL_WIDTH, RIGHT);
  const bottom = TOP + rows.length * ROW;
  return {
    width: WIDTH,
    height: bottom + 38,
    left: LABEL_WIDTH,
    bottom,
    axisY: bottom + 16,
    axisMoreY: bottom + 30,
    end: axis.at(end),
    isLogarithmic: axis.isLogarithmic,
    ticks: axis.ticks
      .filter((tick) => tick.x < RIGHT - 80)
      .map((tick) => (axis.isLogarithmic ? { ...tick, label: age(tick.label) } : tick)),
    rows: rows.map((row, index) => placeRow(row, TOP + index * ROW, axis.at)),
  };
}

function placeRow(row: SpanInput, top: number, at: (epoch: number) => number): SpanRow {
  const y = top + ROW / 2;
  const [x, to] = [at(row.first), at(row.last)];
  const [early, late] = [at(row.first - row.uncertainty), at(row.first + row.uncertainty)];
  const firstLine = y + 4 - ((row.title.length - 1) * LINE) / 2;
  return {
    title: row.title.map((text, line) => ({ y: px(firstLine + line * LINE), text })),
    y,
    x,
    barY: y - 4,
    barWidth: Math.max(2, px(to - x)),
    older: row.mayBeOlder ? `M${px(x - 9)} ${y}L${px(x - 1)} ${y - 6}V${y + 6}Z` : undefined,
    doubt: late - early < 6 ? undefined : { x: early, width: px(late - early) },
  };
}
