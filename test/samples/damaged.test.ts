import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readFile, reportOf, SAMPLES } from './analysis.ts';
import { collectedSources, half, isSameAt, reread } from './degrade.ts';
import { type Degrading, degrading, sick, wrongClaims } from './degraded-case.ts';
import { hourAgo } from './hour-ago.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe.each(sick)('$name with damaged evidence', ({ incident, name, chain, important }) => {
  let node: Degrading;
  let sources: readonly string[];
  const folder = mkdtempSync(path.join(tmpdir(), 'damaged-'));
  beforeAll(() => {
    node = degrading(incident);
    sources = collectedSources(node.sample.snapshot);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const isWrong = wrongClaims(chain);

  it.each(['first', 'second'] as const)('never names another cause when the %s half of a source is all', (which) => {
    // Only of a log is the end as readable as the beginning.
    const cut = sources.filter((source) => which === 'first' || source.startsWith('log '));
    const wrong = cut.flatMap((source) =>
      node.findings(`the ${which} half of ${source}`, reread(node.sample, source, half(which)), isWrong),
    );
    expect(wrong).toEqual([]);
  });

  it('never names another cause when a source is an hour older than the others', () => {
    const earlier = hourAgo(node.sample.files);
    const differing = sources.filter((s) => important.includes(s) || !isSameAt(node.sample, s, earlier));
    expect(differing.length).toBeGreaterThanOrEqual(5);
    const wrong = differing.flatMap((source) =>
      node.findings(`${source} of an hour ago`, reread(node.sample, source, earlier), isWrong),
    );
    expect(wrong).toEqual([]);
  });

  it.each([20, 50, 80])('never names another cause when the archive breaks off after %i percent', async (percent) => {
    const whole = readFileSync(path.join(SAMPLES, `${name}.tgz`));
    const file = path.join(folder, `cut-${percent}.tgz`);
    writeFileSync(file, whole.subarray(0, Math.floor((whole.length * percent) / 100)));
    const report = reportOf(await readFile(file));
    expect(report.bundle.complete).toBe(false);
    expect(isWrong(report)).toEqual([]);
  });
});
