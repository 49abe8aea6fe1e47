import { clock } from './clock.ts';
import type { FactContext } from './fact.ts';

const DAY = 86_400;
/** A zone nobody told may be anywhere on earth. */
const UNKNOWN_ZONE = 14 * 3600;

/** A stamp of a text: seconds as if it were UTC; those of 1972 when the text has no year. */
export interface Stamp {
  readonly seconds: number;
  readonly zone: 'utc' | 'local';
  readonly yearless: boolean;
  /** 0 is Sunday; where the text has the day of the week, it tells which year fits. */
  readonly weekday?: number;
}

/**
 * Places a stamp on the UTC axis, with the seconds it may be off. One without a year gets the latest year in which it
 * is not after the collection and falls on its day of the week; undefined when no year fits or none can be told.
 */
export function placeStamp(stamp: Stamp, { get }: FactContext): { time: number; uncertainty: number } | undefined {
  const found = get(clock);
  const offset = found.known ? found.value.utc_offset : undefined;
  const collected = found.known ? found.value.collected_at : undefined;
  const seconds = stamp.yearless ? inLatestYear(stamp, collected) : stamp.seconds;
  if (seconds === undefined) return undefined;
  if (stamp.zone === 'utc') return { time: seconds, uncertainty: 1 };
  return { time: seconds - (offset ?? 0), uncertainty: offset === undefined ? UNKNOWN_ZONE : 1 };
}

/** Days of the week repeat within 11 years; 28 February and 1 March are the same weeks apart in every kind of year. */
const YEARS_BACK = 12;

function inLatestYear(stamp: Stamp, collected: number | undefined): number | undefined {
  if (collected === undefined) return undefined;
  const date = new Date(stamp.seconds * 1000);
  const last = new Date((collected + DAY) * 1000).getUTCFullYear();
  for (let year = last; year > last - YEARS_BACK; year--) {
    const milliseconds = Date.UTC(
      year,
      date.getUTCMonth(),
      date.getUTCDate(),
      date.getUTCHours(),
      date.getUTCMinutes(),
      date.getUTCSeconds(),
    );
    const placed = new Date(milliseconds);
    const fits = placed.getUTCMonth() === date.getUTCMonth();
    if (!fits || milliseconds / 1000 > collected + DAY) continue;
    if (stamp.weekday === undefined || placed.getUTCDay() === stamp.weekday) return milliseconds / 1000;
  }
  return undefined;
}
