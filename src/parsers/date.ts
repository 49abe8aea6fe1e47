import * as z from 'zod';
import { offsetOfZone } from '../lib/time.ts';
import { monthOf } from './log-lines/calendar.ts';
import { textParser } from './parser.ts';

/** The clock of the node at collection. */
export const dateSchema = () =>
  z.object({
    /** Wall clock as printed, counted as if it were UTC: seconds since the epoch on the local axis. */
    localSeconds: z.number(),
    /** Seconds since the epoch; undefined when the zone's offset is not known. */
    epochSeconds: z.number().optional(),
    /** Zone as printed: `UTC`, `CST`, `+0800`. */
    zone: z.string().optional(),
    /** Seconds east of Greenwich, where the text says it without doubt. */
    utcOffsetSeconds: z.number().optional(),
  });
export type DateDocument = z.infer<ReturnType<typeof dateSchema>>;

const TIME = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?: (?<half>[AP])M)?`;
/** A name or an offset; newer French has `(UTC+0100)`. */
const ZONE = String.raw`\(?(?:UTC(?=[+-]))?(?<zone>[A-Z]{1,5}|[+-]\d\d(?::?\d\d)?)\)?`;
const WORD = String.raw`[^\s\d]{1,20}`;
const FORMS = [
  // `Fri Feb 11 19:24:03 UTC 2022`, with 12 hours `Fri Feb 11 07:24:03 PM UTC 2022`, German `Fr 11. Feb 19:24:03 CET 2022`.
  `${WORD} (?<month>${WORD}) +(?<day>\\d{1,2}) ${TIME}(?: ${ZONE})? (?<year>\\d{4})`,
  `${WORD} +(?<day>\\d{1,2})\\.? (?<month>${WORD}) ${TIME}(?: ${ZONE})? (?<year>\\d{4})`,
  // `Fri 11 Feb 2022 07:24:03 PM UTC`, French `ven. 11 févr. 2022 19:24:03 CET`, `vendredi 11 février 2022, 19:24:03 (UTC+0100)`.
  `${WORD} +(?<day>\\d{1,2})\\.? (?<month>${WORD}) (?<year>\\d{4}),? ${TIME},? ${ZONE}`,
  // `2022-02-11T19:24:03+00:00`, `2022-02-11 19:24:03 +0000`, with a weekday in front in timedatectl.
  `(?:${WORD} )?(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)[T ]${TIME}(?:[.,]\\d{1,9})? ?(?:${ZONE})?`,
  // `2022年 02月 11日 星期五 19:24:03 CST`, Japanese `2022年  2月 11日 金曜日 19:24:03 JST`, Korean `2022. 02. 11. (금) 19:24:03 KST`.
  `(?<year>\\d{4})[年.] {0,2}(?<month>\\d{1,2})[月.] {0,2}(?<day>\\d{1,2})[日.] ${WORD} ${TIME} ${ZONE}`,
].map((form) => new RegExp(`^${form}$`, 'u'));

/**
 * The output of date(1) in its usual forms, or of timedatectl(1), whose zone line gives the offset:
 * `Fri Feb 11 19:24:03 UTC 2022`
 * Month and weekday may be in the language of the node. An abbreviation that is ambiguous (CST is China or Chicago) gives
 * no offset.
 */
export const date = textParser({
  source: 'date',
  schema: dateSchema,
  parse(text, context) {
    const lines = text.split('\n', 50).map((line) => line.trim().slice(0, 200));
    const zone = lines
      .map((line) => /^Time ?zone: .*\(([A-Z]{2,5}|[+-]\d\d), ([+-]\d{4})\)$/i.exec(line))
      .find((m) => m !== null);
    for (const line of lines) {
      const clock = readClock(line.replace(/^Local time: /, ''));
      if (clock === undefined) continue;
      const name = clock.zone ?? zone?.[1];
      const utcOffsetSeconds = offsetOf(zone?.[2]) ?? offsetOf(clock.zone);
      const epochSeconds = utcOffsetSeconds === undefined ? undefined : clock.seconds - utcOffsetSeconds;
      return { localSeconds: clock.seconds, epochSeconds, zone: name, utcOffsetSeconds };
    }
    context.problem({ line: 1, message: 'not the output of date' });
    return undefined;
  },
});

interface Clock {
  readonly seconds: number;
  readonly zone: string | undefined;
}

function readClock(line: string): Clock | undefined {
  for (const form of FORMS) {
    const groups = form.exec(line)?.groups;
    if (groups === undefined) continue;
    const { year, month = '', day, hour = '', minute, second, half, zone } = groups;
    const index = /^\d/.test(month) ? Number(month) - 1 : monthNamed(month);
    if (index === undefined || index < 0 || index > 11) continue;
    const seconds =
      Date.UTC(Number(year), index, Number(day), hourOf(hour, half), Number(minute), Number(second)) / 1000;
    return Number.isNaN(seconds) ? undefined : { seconds, zone };
  }
  return undefined;
}

/** A month in full begins with its short name, but for a few letters at its end. */
function monthNamed(name: string): number | undefined {
  const whole = monthOf(name);
  for (let end = name.length - 1; whole === undefined && end >= 3; end--) {
    const month = monthOf(name.slice(0, end));
    if (month !== undefined) return month;
  }
  return whole;
}

function hourOf(hour: string, half: string | undefined): number {
  if (half === undefined) return Number(hour);
  return (Number(hour) % 12) + (half === 'P' ? 12 : 0);
}

const offsetOf = (zone: string | undefined): number | undefined =>
  zone === undefined ? undefined : offsetOfZone(zone);
