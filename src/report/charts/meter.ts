import { scaleLinear } from 'd3-scale';
import { px } from './px.ts';

/** A bar in a cell of a table: how much of a limit, or of the largest row, is in use. */
export interface Meter {
  readonly width: number;
  readonly fill: number;
  /** Only colour: the number beside it says the same. */
  readonly level: 'full' | 'near' | 'far';
}

const WIDTH = 110;
const NEAR = 0.8;

/** `isLimit` is false where the end of the bar is only the largest value, which is nothing bad. Pure. */
export function meter(used: number, limit: number, isLimit = true): Meter {
  const ratio = limit > 0 && Number.isFinite(used) ? used / limit : 0;
  const scale = scaleLinear([0, 1], [0, WIDTH]).clamp(true);
  const level = !isLimit || ratio < NEAR ? 'far' : ratio < 1 ? 'near' : 'full';
  return { width: WIDTH, fill: used > 0 ? Math.max(1, px(scale(ratio))) : 0, level };
}
