import type { LineTime } from './log-line.ts';

/**
 * Month names as strftime `%b` writes them, by language. Tools localise them when `LC_TIME` is set, and a bundle made on
 * such a node keeps them: `8月 31 17:15:10`, `lis 29`, `Mär 03`.
 */
const MONTH_NAMES = [
  'jan feb mar apr may jun jul aug sep oct nov dec',
  'jan feb mär apr mai jun jul aug sep okt nov dez',
  'jän feb mär apr mai jun jul aug sep okt nov dez',
  'janv févr mars avril mai juin juil août sept oct nov déc',
  'ene feb mar abr may jun jul ago sep oct nov dic',
  'jan fev mar abr mai jun jul ago set out nov dez',
  'gen feb mar apr mag giu lug ago set ott nov dic',
  'jan feb mrt apr mei jun jul aug sep okt nov dec',
  'jan feb mar apr maj jun jul aug sep okt nov des',
  'sty lut mar kwi maj cze lip sie wrz paź lis gru',
  'led úno bře dub kvě čen čec srp zář říj lis pro',
  'янв фев мар апр мая июн июл авг сен окт ноя дек',
  'січ лют бер кві тра чер лип сер вер жов лис гру',
  'oca şub mar nis may haz tem ağu eyl eki kas ara',
  'jan febr márc ápr máj jún júl aug szept okt nov dec',
  'tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu',
  '1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月',
  '1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월',
];

const MONTHS: ReadonlyMap<string, number> = buildMonths();

function buildMonths(): Map<string, number> {
  const months = new Map<string, number>();
  for (const names of MONTH_NAMES) {
    for (const [month, name] of names.split(' ').entries()) if (!months.has(name)) months.set(name, month);
  }
  for (const [month, name] of (MONTH_NAMES[0] ?? '').split(' ').entries()) {
    months.set(`${name.charAt(0).toUpperCase()}${name.slice(1)}`, month);
  }
  return months;
}

/** Month 0 to 11 for a localised short name, with or without its full stop; undefined for other words. */
export function monthOf(name: string): number | undefined {
  return MONTHS.get(name) ?? MONTHS.get(name.toLowerCase().replace(/\.$/, ''));
}

/** Two digits at `at` as a number, or NaN. */
export function twoDigits(text: string, at: number): number {
  const high = text.charCodeAt(at) - 48;
  const low = text.charCodeAt(at + 1) - 48;
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : Number.NaN;
}

/** A time of day in seconds and where its text ends. */
export interface ClockTime {
  readonly seconds: number;
  readonly end: number;
}

/** Reads `15:28:39`, `15:28:39.437193` or `15:28:39,437193` at `at`. */
export function clockAt(text: string, at: number): ClockTime | undefined {
  const seconds = twoDigits(text, at) * 3600 + twoDigits(text, at + 3) * 60 + twoDigits(text, at + 6);
  if (!(seconds <= 86_400) || text.charCodeAt(at + 2) !== 58 || text.charCodeAt(at + 5) !== 58) return undefined;
  let end = at + 8;
  const mark = text.charCodeAt(end);
  if (mark !== 46 && mark !== 44) return { seconds, end };
  let fraction = 0;
  let scale = 1;
  for (end++; end < at + 18; end++) {
    const digit = text.charCodeAt(end) - 48;
    if (!(digit >= 0 && digit <= 9)) break;
    if (scale < 1e6) {
      fraction = fraction * 10 + digit;
      scale *= 10;
    }
  }
  return scale === 1 ? { seconds, end: at + 8 } : { seconds: seconds + fraction / scale, end };
}

/** Seconds of a day of a month in the leap year 1972; undefined for a day that cannot be. */
export function yearlessTime(month: number, day: number, clock: number): LineTime | undefined {
  if (!(month >= 0 && month <= 11 && day >= 1 && day <= 31)) return undefined;
  return { axis: 'local', seconds: Date.UTC(1972, month, day) / 1000 + clock, yearless: true };
}

/** Seconds of a full date on its own clock; with an offset east of Greenwich the result is UTC. */
export function datedTime(
  year: number,
  month: number,
  day: number,
  clock: number,
  offset: number | undefined,
): LineTime | undefined {
  if (!(year >= 1970 && year <= 9999 && month >= 0 && month <= 11 && day >= 1 && day <= 31)) return undefined;
  const seconds = Date.UTC(year, month, day) / 1000 + clock;
  return offset === undefined ? { axis: 'local', seconds } : { axis: 'utc', seconds: seconds - offset };
}

/** An ISO 8601 time at the start of a text: its time, its offset where it states one, and where it ends. */
export interface IsoTime {
  readonly time: LineTime;
  readonly offset?: number;
  readonly end: number;
}

/**
 * Reads `2024-04-12T15:28:39.437193+08:00` at `at`; the T may be a blank, the fraction have a dot or a comma, the zone
 * be `Z`, `+0800`, `+08:00` or absent.
 */
export function isoAt(text: string, at = 0): IsoTime | undefined {
  const year = twoDigits(text, at) * 100 + twoDigits(text, at + 2);
  const separator = text.charCodeAt(at + 10);
  if (!(year >= 1970) || text.charCodeAt(at + 4) !== 45 || (separator !== 84 && separator !== 32)) return undefined;
  const clock = clockAt(text, at + 11);
  if (clock === undefined) return undefined;
  const zone = zoneAt(text, clock.end);
  const time = datedTime(year, twoDigits(text, at + 5) - 1, twoDigits(text, at + 8), clock.seconds, zone?.offset);
  if (time === undefined) return undefined;
  return zone === undefined ? { time, end: clock.end } : { time, offset: zone.offset, end: zone.end };
}

function zoneAt(text: string, at: number): { offset: number; end: number } | undefined {
  const sign = text.charCodeAt(at);
  if (sign === 90) return { offset: 0, end: at + 1 };
  if (sign !== 43 && sign !== 45) return undefined;
  const colon = text.charCodeAt(at + 3) === 58 ? 1 : 0;
  const seconds = twoDigits(text, at + 1) * 3600 + twoDigits(text, at + 3 + colon) * 60;
  if (Number.isNaN(seconds)) return undefined;
  return { offset: sign === 45 ? -seconds : seconds, end: at + 5 + colon };
}
