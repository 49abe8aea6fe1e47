import { describe, expect, it } from 'vitest';
import { mountMax10 } from '../../scripts/samples/incidents/mount-max-10.ts';
import type { Report } from '../../src/report/model.ts';
import { bundleLimits } from '../../src/report/sections/limits.ts';
import { reportOf, snapshotOf } from './analysis.ts';

const FILES = mountMax10.build();
const TRUE_YEAR = 2022;
const at = (year: number): number => Date.UTC(year, 10, 29) / 1000;

/** The moments that the kernel and the collector state: when the node booted and when it was asked. */
const CLOCKS = /^(?:manifest-start\.json|manifest\.json|commands\/date|(?:t1\/)?proc\/stat)$/;

/** The bundle as a node writes it whose clock shows another year; `logs` says whether its logs were written with it. */
function withYear(year: number, logs: boolean): Map<string, string> {
  const shift = at(year) - at(TRUE_YEAR);
  return new Map(
    [...FILES].map(([path, text]) => {
      if (!logs && !CLOCKS.test(path)) return [path, text];
      return [
        path,
        text
          .replaceAll(`${TRUE_YEAR}-`, `${year}-`)
          .replaceAll(` UTC ${TRUE_YEAR}`, ` UTC ${year}`)
          .replace(/("epoch":|btime )(\d+)/g, (_, key: string, epoch: string) => `${key}${Number(epoch) + shift}`),
      ];
    }),
  );
}

/** What a report says of causes and states, without the times themselves. */
function verdictOf(report: Report) {
  const { status, severity, headline } = report.verdict;
  return {
    verdict: { status, severity, headline },
    causes: report.diagnoses.map((d) => [d.id, d.confidence.word, d.state.now, d.state.since.quality]),
    findings: report.findings.map((f) => [f.id, f.role, f.state, f.count]),
    uptime: report.host.uptimeSeconds,
  };
}

describe('a node whose clock is wrong', () => {
  const right = reportOf(snapshotOf(FILES));

  it('is the sample that it should be', () => {
    expect(right.verdict.status).toBe('root-cause-found');
    expect(right.bundle.clockDoubts).toBeUndefined();
  });

  it.each([2020, 2024, 2030])('is judged as with the right one when all of it is from %i', (year) => {
    const report = reportOf(snapshotOf(withYear(year, true)));
    expect(report.bundle.collectedAt).toContain(`${year}-11-29`);
    expect(report.bundle.clockDoubts).toBeUndefined();
    expect(verdictOf(report)).toEqual(verdictOf(right));
  });

  it('says so when the clock was set back two years after the logs were written', () => {
    const report = reportOf(snapshotOf(withYear(2020, false)));
    expect(bundleLimits(report).join('\n')).toMatch(/Log lines are up to 7\d\dd .* later than the collection/);
    expect(report.verdict).toMatchObject({ status: 'root-cause-found', headline: right.verdict.headline });
    expect(report.diagnoses[0]?.state.now).toBe('active');
  });

  it('says so when it was set forward, and makes no reboot of it', () => {
    const report = reportOf(snapshotOf(withYear(2024, false)));
    expect(bundleLimits(report).join('\n')).toMatch(/kernel log of this boot ends 7\d\dd .* before the boot/);
    expect(report.host.bootedAt).toBeUndefined();
    expect(report.verdict.headline).not.toContain('rebooted');
    expect(report.verdict.status).not.toBe('healthy');
  });

  it('says so when it was set while the collector ran', () => {
    const end = (FILES.get('manifest.json') ?? '').replace(
      /"epoch":(\d+)/,
      (_, e: string) => `"epoch":${Number(e) + 900}`,
    );
    const report = reportOf(snapshotOf(new Map([...FILES, ['manifest.json', end]])));
    expect(report.bundle.clockDoubts).toEqual(['The clock of the node was set forward by 15m during the collection']);
    expect(verdictOf(report)).toEqual(verdictOf(right));
  });
});
