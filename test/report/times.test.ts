import { expect, test } from 'vitest';
import {
  epochOf,
  formatMoment,
  formatNodeTime,
  formatOffset,
  formatRelative,
  formatUtc,
} from '../../src/report/sections/times.ts';
import { ENGLISH } from '../../src/report/words/en.ts';

const clock = { utcOffset: 28_800, collectedAt: 1_692_328_930, words: ENGLISH };

test('a moment in UTC, in the zone of the node, and before collection', () => {
  expect(formatMoment('2023-08-18T02:41:07Z', clock)).toBe(
    '2023-08-18 02:41:07 UTC (10:41:07 +08:00, 41m 3s before collection)',
  );
  expect(formatMoment('2023-08-17T22:48:40Z', clock)).toBe(
    '2023-08-17 22:48:40 UTC (2023-08-18 06:48:40 +08:00, 4h 33m before collection)',
  );
});

test('says only what is known', () => {
  expect(formatMoment('2023-08-18T02:41:07Z', { utcOffset: undefined, collectedAt: undefined, words: ENGLISH })).toBe(
    '2023-08-18 02:41:07 UTC',
  );
  expect(
    formatNodeTime('2023-08-18T02:41:07Z', { utcOffset: 0, collectedAt: undefined, words: ENGLISH }),
  ).toBeUndefined();
  expect(formatRelative('2023-08-18T03:22:10Z', clock)).toBe('at collection');
  expect(formatRelative('2023-08-18T03:23:10Z', clock)).toBe('1m after collection');
});

test('a zone west of Greenwich with half an hour', () => {
  expect(formatOffset(-12_600)).toBe('-03:30');
  expect(formatNodeTime('2023-01-01T00:00:00Z', { utcOffset: -12_600, collectedAt: undefined, words: ENGLISH })).toBe(
    '2022-12-31 20:30:00 -03:30',
  );
});

test('what is no time is shown as it is', () => {
  expect(epochOf('2023-99-18T02:41:07Z')).toBeUndefined();
  expect(epochOf('yesterday')).toBeUndefined();
  expect(formatUtc('yesterday')).toBe('yesterday');
  expect(formatMoment('9999-12-31T23:59:59Z', clock)).toContain('9999-12-31 23:59:59 UTC');
});
