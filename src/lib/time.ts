/** `2024-04-12T16:00:00Z`: ISO 8601 in UTC, to the second. Input: seconds since the epoch. */
export function formatTime(epochSeconds: number): string {
  const seconds = Number.isNaN(epochSeconds)
    ? 0
    : Math.min(LAST_SECOND, Math.max(-LAST_SECOND, Math.floor(epochSeconds)));
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** The calendar of Date ends here; a damaged time must not end a report. */
const LAST_SECOND = 8_640_000_000_000;

/** `245d 23h`, `2m 2s`, `0.4s`: the two largest units. Input: seconds. */
export function formatDuration(seconds: number): string {
  if (seconds < 0) return `-${formatDuration(-seconds)}`;
  if (seconds < 10) return `${Math.round(seconds * 10) / 10}s`;
  const units: [string, number][] = [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
    ['s', 1],
  ];
  const parts: string[] = [];
  let rest = Math.round(seconds);
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${name}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

const DURATION_UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, ms: 0.001 };

/** Reads `5m`, `2m2s`, `1h30m`, `250ms` into seconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    total += Number(amount) * (DURATION_UNITS[unit ?? ''] ?? 0);
  }
  return total;
}

/** Reads a UTC offset (`+0800`, `+08:00`, `Z`, `UTC`) into seconds east of Greenwich. */
export function parseUtcOffset(text: string): number | undefined {
  if (text === 'Z' || text === 'UTC' || text === 'GMT') return 0;
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60;
  return match[1] === '-' ? -seconds : seconds;
}

/**
 * Abbreviations of zones that mean one offset, in hours east of Greenwich. CST (China, Chicago, Cuba), IST (India, Israel,
 * Ireland), BST (Britain, Bangladesh), PST (California, Philippines) and AST (Atlantic, Arabia) are left out, and CDT.
 */
const ZONES: Readonly<Record<string, number>> = {
  ...{ WET: 0, WEST: 1, CET: 1, CEST: 2, EET: 2, EEST: 3, MSK: 3, SAST: 2, CAT: 2, EAT: 3, WAT: 1, PKT: 5 },
  ...{ WIB: 7, WITA: 8, WIT: 9, HKT: 8, JST: 9, KST: 9, AWST: 8, ACST: 9.5, ACDT: 10.5, AEST: 10, AEDT: 11 },
  ...{ NZST: 12, NZDT: 13, NST: -3.5, NDT: -2.5, ADT: -3, EST: -5, EDT: -4, MST: -7, MDT: -6, PDT: -7 },
  ...{ AKST: -9, AKDT: -8, HST: -10 },
};

/** Reads a zone as date(1) and journalctl(1) print it, a name or an offset, into seconds; undefined for an ambiguous one. */
export function offsetOfZone(zone: string): number | undefined {
  if (Object.hasOwn(ZONES, zone)) return (ZONES[zone] ?? 0) * 3600;
  return parseUtcOffset(/^[+-]\d\d$/.test(zone) ? `${zone}00` : zone);
}
