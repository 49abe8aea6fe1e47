import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { formatCount } from '../../lib/text.ts';
import { px } from './px.ts';
import { LABEL_WIDTH } from './spans.ts';
import { linearAxis, type Tick } from './time-axis.ts';

/** One row of bars over time; times are epoch seconds. */
export interface LaneInput {
  readonly title: readonly string[];
  readonly note: string;
  /** Seconds of one bar. */
  readonly step: number;
  readonly counts: readonly (readonly [number, number])[];
  /** What is outside of the log is shaded: silence means nothing there. */
  readonly from: number | undefined;
  readonly quiet: number | undefined;
}

export interface LaneChart {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly axisY: number;
  readonly axisMoreY: number;
  readonly end: number;
  readonly ticks: readonly Tick[];
  readonly lanes: readonly Lane[];
}

export interface Lane {
  readonly title: readonly { readonly y: number; readonly text: string }[];
  readonly note: { readonly y: number; readonly text: string };
  readonly base: number;
  readonly top: number;
  /** Strokes of `barWidth`: shorter than areas, of which there would be hundreds. */
  readonly bars: string;
  readonly barWidth: number;
  readonly peak: { readonly y: number; readonly text: string };
  readonly unseen:
    | { readonly x: number; readonly width: number; readonly y: number; readonly height: number }
    | undefined;
  readonly quiet: { readonly x: number; readonly path: string } | undefined;
}

const WIDTH = 1060;
const RIGHT = 1040;
const ROW = 72;
const TOP = 8;
const LINE = 14;

/** Lines per minute of several logs on one axis in UTC, each row on its own scale; `rate` says a count for a time. Pure. */
export function layoutLanes(
  lanes: readonly LaneInput[],
  window: { readonly from: number; readonly to: number; readonly end: number },
  rate: (lines: string, seconds: number) => string,
): LaneChart {
  const axis = linearAxis(window.from, window.to, LABEL_WIDTH, RIGHT);
  const bottom = TOP + lanes.length * ROW;
  return {
    width: WIDTH,
    height: bottom + 36,
    left: LABEL_WIDTH,
    right: RIGHT,
    bottom,
    axisY: bottom + 14,
    axisMoreY: bottom + 28,
    end: axis.at(window.end),
    ticks: axis.ticks.filter((tick) => tick.x < RIGHT - 80),
    lanes: lanes.map((lane, index) => placeLane(lane, TOP + index * ROW, { ...window, at: axis.at, rate })),
  };
}

function placeLane(
  lane: LaneInput,
  y: number,
  window: {
    readonly from: number;
    readonly to: number;
    readonly at: (epoch: number) => number;
    readonly rate: (lines: string, seconds: number) => string;
  },
): Lane {
  const { at, rate } = window;
  const [top, base] = [y + 16, y + ROW - 8];
  const inside = lane.counts.filter(([time]) => time + lane.step > window.from && time <= window.to);
  const most = max(inside, ([, lines]) => lines) ?? 1;
  const height = scaleLinear([0, most], [0, base - top]);
  const width = Math.max(1.4, at(window.from + lane.step) - at(window.from) - 0.5);
  const bars = inside.map(([time, lines]) => {
    const x = px(at(time) + width / 2);
    return `M${x} ${base}V${px(base - Math.max(1.5, height(lines)))}`;
  });
  const unseen = lane.from === undefined ? LABEL_WIDTH : at(lane.from);
  return {
    title: lane.title.map((text, line) => ({ y: y + 16 + line * LINE, text })),
    note: { y: y + 16 + lane.title.length * LINE, text: lane.note },
    base,
    top,
    bars: bars.join(''),
    barWidth: px(width),
    peak: { y: top - 4, text: rate(formatCount(most), lane.step) },
    unseen:
      unseen - LABEL_WIDTH < 3
        ? undefined
        : { x: LABEL_WIDTH, width: px(unseen - LABEL_WIDTH), y: top, height: base - top },
    quiet:
      lane.quiet === undefined || lane.quiet < window.from
        ? undefined
        : { x: at(lane.quiet + 60), path: `M${at(lane.quiet + 60)} ${base}V${top - 6}` },
  };
}
