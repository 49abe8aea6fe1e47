import { columnsOf } from '../wrap.ts';
import type { Moment, TimeAxis } from './time-axis.ts';

/** A named place on an axis, with the side of its line on which its words stand. */
export interface Mark extends Moment {
  readonly anchor: 'start' | 'middle' | 'end';
}

/** A moment whose words touch neither other words nor the edge. */
export interface Tick extends Mark {
  /** There is no room for it on a phone. */
  readonly isMinor: boolean;
}

/** What is drawn of an axis: the ticks, and the collection where it lies on it. */
export interface Axis {
  readonly ticks: readonly Tick[];
  readonly mark: Mark | undefined;
}

/** Pixels of the axis on a small phone, and of the narrowest one that shows all ticks. */
const NARROW = 340;
const WIDE = 590;
const MOST_ON_NARROW = 4;
/** Pixels of a character, and between two texts. */
const COLUMN = 6.6;
const GAP = 8;

/** Leaves out the words that have no room: a percent is few pixels on a phone and many on a screen. Pure. */
export function fitTicks({ moments, isLogarithmic }: TimeAxis, collected: Moment | undefined): Axis {
  const mark = collected && { ...collected, anchor: anchorOf(collected) };
  return { ticks: isLogarithmic ? agedTicks(moments, mark) : evenTicks(moments, mark), mark };
}

/** Steps that grow have no order to keep: what has room stays. */
function agedTicks(moments: readonly Moment[], mark: Mark | undefined): Tick[] {
  const placed = moments.map((moment): Mark => ({ ...moment, anchor: anchorOf(moment) }));
  const fitting = (from: readonly Mark[], width: number): Mark[] => {
    const kept: Mark[] = [];
    for (const one of from) if (areApart([...kept, one], mark, width)) kept.push(one);
    return kept;
  };
  const wide = fitting(placed, WIDE);
  const narrow = fitting(wide, NARROW);
  return wide.map((tick) => ({ ...tick, isMinor: !narrow.includes(tick) }));
}

/** Each, or every second, third and so on. A day is told where it changes, below a tick that is always there. */
function evenTicks(moments: readonly Moment[], mark: Mark | undefined): Tick[] {
  const wide = evenly(withoutDays(moments), mark, WIDE, moments.length);
  const ofWide = moments.filter((moment) => wide.some((tick) => tick.x === moment.x));
  const narrow = evenly(ofWide, mark, NARROW, MOST_ON_NARROW);
  return wide.map((tick) => {
    const always = narrow.find((other) => other.x === tick.x);
    return { ...(always ?? tick), isMinor: always === undefined };
  });
}

/** The shortest even step that fits, from the first begin of a day where there is one. */
function evenly(moments: readonly Moment[], mark: Mark | undefined, width: number, most: number): Mark[] {
  const free = moments.filter((one) => isInside(one, width) && areApart([centered(one)], mark, width));
  const newDay = free.findIndex((moment, index) => index > 0 && moment.more !== free[index - 1]?.more);
  for (let step = 1; step <= free.length; step++) {
    for (let shift = 0; shift < step; shift++) {
      const first = (Math.max(0, newDay) + shift) % step;
      const kept = withDays(free.filter((_, index) => index % step === first)).map(centered);
      if (kept.length <= most && areApart(kept, mark, width)) return kept;
    }
  }
  return [];
}

const centered = (moment: Moment): Mark => ({ ...moment, anchor: 'middle' });

const withoutDays = (moments: readonly Moment[]): Moment[] => moments.map((moment) => ({ ...moment, more: undefined }));

const withDays = (moments: readonly Moment[]): Moment[] =>
  moments.map((moment, index) => (moment.more === moments[index - 1]?.more ? { ...moment, more: undefined } : moment));

function areApart(ticks: readonly Mark[], mark: Mark | undefined, width: number): boolean {
  const all = mark === undefined ? ticks : [...ticks, mark];
  return (['label', 'more'] as const).every((line) => {
    const taken = all.flatMap((one) => extentOf(one, one[line], width)).sort((a, b) => a.from - b.from);
    return taken.every((one, index) => index === 0 || (taken[index - 1]?.to ?? 0) + GAP <= one.from);
  });
}

interface Extent {
  readonly from: number;
  readonly to: number;
}

/** The pixels of a text. */
function extentOf({ x, anchor }: Mark, text: string | undefined, width: number): Extent[] {
  if (text === undefined) return [];
  const [at, size] = [(x / 100) * width, columnsOf(text) * COLUMN];
  const from = { start: at, middle: at - size / 2, end: at - size }[anchor];
  return [{ from, to: from + size }];
}

function isInside(moment: Moment, width: number): boolean {
  const [at, half] = [(moment.x / 100) * width, widthOf(moment) / 2];
  return at >= half && at + half <= width;
}

/** What would leave a narrow axis stands on the inner side of its line. */
function anchorOf(moment: Moment): Mark['anchor'] {
  if (isInside(moment, NARROW)) return 'middle';
  return moment.x < 50 ? 'start' : 'end';
}

const widthOf = ({ label, more = '' }: Moment): number => Math.max(columnsOf(label), columnsOf(more)) * COLUMN;
