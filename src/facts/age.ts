const UNITS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 7 * 86_400,
  month: 30 * 86_400,
  year: 365 * 86_400,
};

/**
 * Seconds since a time as docker prints it, go-units HumanDuration (`4 hours ago`, `About an hour ago`, `Less than a second
 * ago`) or Go's own form (`2026-01-15 10:00:00.123456789 +0000 UTC`), which needs the present time in epoch seconds.
 */
export function ageOf(text: string | undefined, now: number | undefined): number | undefined {
  const [, count, unit] =
    /^(?:(\d{1,9}|About an?|Less than a) )(second|minute|hour|day|week|month|year)s? ago$/.exec(text ?? '') ?? [];
  const seconds = UNITS[unit ?? ''];
  if (count !== undefined && seconds !== undefined) return (/^\d/.test(count) ? Number(count) : 1) * seconds;
  const [, date, time, zone] =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d{1,9})? ([+-]\d{4}) \w{1,8}$/.exec(text ?? '') ?? [];
  if (date === undefined || time === undefined || zone === undefined || now === undefined) return undefined;
  const epoch = Date.parse(`${date}T${time}${zone.slice(0, 3)}:${zone.slice(3)}`) / 1000;
  return Number.isNaN(epoch) ? undefined : Math.max(0, now - epoch);
}
