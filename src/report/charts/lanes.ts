import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { formatCount } from '../../lib/text.ts';
import { px } from './px.ts';
import { type Axis, fitTicks } from './ticks.ts';
import { linearAxis } from './time-axis.ts';

/** One row of bars over time; times are epoch seconds. */
export interface LaneInput {
  readonly title: string;
  readonly note: string;
  /** Seconds of one bar. */
  readonly step: number;
  readonly counts: readonly (readonly [number, number])[];
  /** What is outside of the log is shaded: silence means nothing there. */
  readonly from: number | undefined;
  readonly quiet: number | undefined;
}

/** Rows of one strip each; all places but those of the bars are percent of the width of a strip. */
export interface LaneChart extends Axis {
  /** The bars are in units of their own, which are stretched to the width of a strip. */
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly Lane[];
}

export interface Lane {
  readonly title: string;
  readonly note: string;
  /** The height of the highest bar in words. */
  readonly peak: string;
  /** Strokes of `barWidth`: shorter than areas, of which there would be hundreds. */
  readonly bars: string;
  readonly barWidth: number;
  /** Up to where the log does not reach back. */
  readonly unseen: number | undefined;
  /** The end of the last quiet minute. */
  readonly quiet: number | undefined;
}

export interface LaneWindow {
  readonly from: number;
  readonly to: number;
  /** The collection. */
  readonly end: number;
}

export interface LaneWords {
  /** Says a count for a time. */
  readonly rate: (lines: string, seconds: number) => string;
  readonly collected: string;
}

const WIDTH = 1000;
const HEIGHT = 48;
const MIN_BAR = 2;
/** A gap between bars would look like a minute without lines where a pixel falls into it. */
const OVERLAP = 0.3;
/** Less of a shade would not be seen. */
const MIN_UNSEEN = 0.4;

/** Lines per minute of several logs on one axis in UTC, each row on its own scale. Pure. */
export function layoutLanes(lanes: readonly LaneInput[], window: LaneWindow, words: LaneWords): LaneChart {
  const axis = linearAxis(window.from, window.to);
  // A collection that came long after the last line is not in the picture.
  const isInside = window.end >= window.from && window.end <= window.to;
  const mark = isInside ? { x: axis.at(window.end), label: words.collected, more: undefined } : undefined;
  return {
    ...fitTicks(axis, mark),
    width: WIDTH,
    height: HEIGHT,
    lanes: lanes.map((lane) => placeLane(lane, window, axis.at, words)),
  };
}

function placeLane(lane: LaneInput, window: LaneWindow, at: (epoch: number) => number, words: LaneWords): Lane {
  const inside = lane.counts.filter(([time]) => time + lane.step > window.from && time <= window.to);
  const most = max(inside, ([, lines]) => lines) ?? 1;
  const scaleX = scaleLinear([window.from, window.to], [0, WIDTH]).clamp(true);
  const height = scaleLinear([0, most], [0, HEIGHT]);
  const width = Math.max(MIN_BAR, scaleX(window.from + lane.step) + OVERLAP);
  const bars = inside.map(([time, lines]) => {
    const x = px(scaleX(time) + width / 2);
    return `M${x} ${HEIGHT}V${px(HEIGHT - Math.max(1.5, height(lines)))}`;
  });
  const unseen = lane.from === undefined ? 0 : at(lane.from);
  return {
    title: lane.title,
    note: lane.note,
    peak: words.rate(formatCount(most), lane.step),
    bars: bars.join(''),
    barWidth: px(width),
    unseen: unseen < MIN_UNSEEN ? undefined : unseen,
    quiet: lane.quiet === undefined || lane.quiet < window.from ? undefined : at(lane.quiet + 60),
  };
}
