import { expect, test } from 'vitest';
import { screenOf } from '../../src/report/sections/screen.ts';
import { healthyNode, mountIncident } from './fixture.ts';

const textOf = (report: ReturnType<typeof mountIncident>, key: string): string[] =>
  screenOf(report)
    .columns.flat()
    .filter((row) => row.key === key)
    .flatMap((row) => [...row.paragraphs, ...row.items])
    .map((spans) => spans.map((s) => s.text).join(''));

test('what is broken stands above the name of the object', () => {
  const report = mountIncident();
  expect(screenOf(report)).toMatchObject({ headline: report.diagnoses[0]?.title });
  expect(screenOf(report).lead).toMatch(/^mount namespace 4026533127/);
  report.verdict.headline = `Likely: ${report.verdict.headline}`;
  expect(screenOf(report).headline).toBe(`Likely: ${report.diagnoses[0]?.title}`);
  report.verdict.headline = 'something else';
  expect(screenOf(report).headline).toBe('something else');
});

test('what to do stands before what to know', () => {
  const [todo, toKnow] = screenOf(mountIncident()).columns;
  expect(todo?.map((row) => row.key)).toEqual(['hit', 'do', 'dont', 'reboot']);
  expect(toKnow?.map((row) => row.key)).toContain('sure');
});

test('long lists are counted where they are cut', () => {
  const report = mountIncident();
  const [cause] = report.diagnoses;
  if (cause === undefined) throw new Error('the fixture has no cause');
  cause.dont = ['Do not a', 'Do not b', 'Do not c', 'Do not d', 'Do not e'];
  expect(textOf(report, 'dont').at(-1)).toBe('and 3 more, listed with the repair');
  cause.confidence.for = ['a condition', 'the failing operation was seen: x', 'the resource was seen: y', 'another'];
  expect(textOf(report, 'sure')).toEqual([
    'Confirmed. The command shows it on the node.',
    'The failing operation was seen: x',
    'The resource was seen: y',
    'and 2 more for it',
  ]);
});

test('a healthy node has no cause to shorten', () => {
  expect(screenOf(healthyNode()).headline).toBe(healthyNode().verdict.headline);
});
