import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readBundle } from '../../src/analysis.ts';
import { DEFAULT_LIMITS } from '../../src/archive/archive.ts';
import { parsers } from '../../src/parsers/index.generated.ts';
import { namesFor } from '../../src/report/collect-next.ts';
import type { Report } from '../../src/report/model.ts';
import { bundleLimits } from '../../src/report/sections/limits.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { catalog, reportOf } from '../samples/analysis.ts';
import { makeWorkspace, runCollector, type StepRecord, type Workspace } from './run-collector.ts';

// One run of the script and some hundred analyses of a few milliseconds; a busy machine may need ten times that.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

interface Plan {
  readonly plan: readonly { readonly step: string; readonly sources: readonly string[] }[];
}

interface Cut {
  /** Path of the last member before the cut. */
  readonly last: string;
  /** Records before it, in order. */
  readonly steps: readonly string[];
  readonly bytes: Buffer;
}

let workspace: Workspace;
let packed: Buffer;
let plain: Buffer;
let plan: Plan['plan'];
let cuts: Cut[];

beforeAll(async () => {
  workspace = makeWorkspace();
  const run = await runCollector(workspace);
  expect(run.code, run.stderr).toBe(0);
  packed = run.stdout;
  plain = gunzipSync(packed);
  cuts = cutsOf(plain);
  const start = plain.subarray(512, 512 + sizeAt(plain, 0)).toString('utf8');
  plan = (JSON.parse(start) as Plan).plan;
});
afterAll(() => {
  workspace.remove();
  snapshots.clear();
});

const sizeAt = (tar: Buffer, at: number): number => Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
const textAt = (tar: Buffer, at: number, length: number): string =>
  tar.toString('latin1', at, at + length).replace(/\0.*$/s, '');

/** Every place between two members, from the headers of ustar: name, size and prefix stand at 0, 124 and 345. */
function cutsOf(tar: Buffer): Cut[] {
  const found: Cut[] = [];
  const steps: string[] = [];
  for (let at = 0; tar[at] !== 0 && at < tar.length; ) {
    const size = sizeAt(tar, at);
    const prefix = textAt(tar, at + 345, 155);
    const path = `${prefix === '' ? '' : `${prefix}/`}${textAt(tar, at, 100)}`;
    if (path.startsWith('manifest/')) {
      const record = JSON.parse(tar.toString('utf8', at + 512, at + 512 + size)) as StepRecord;
      steps.push(record.step);
    }
    at += 512 + Math.ceil(size / 512) * 512;
    found.push({ last: path, steps: [...steps], bytes: tar.subarray(0, at) });
  }
  return found;
}

const snapshots = new Map<Cut, Promise<Snapshot>>();
/** The bundle up to a cut, read once for all tests. */
function readTo(cut: Cut): Promise<Snapshot> {
  const known = snapshots.get(cut) ?? read(cut.bytes);
  snapshots.set(cut, known);
  return known;
}

const read = (bytes: Buffer): Promise<Snapshot> =>
  readBundle('-', {
    signatures: catalog().signatures,
    limits: DEFAULT_LIMITS,
    hints: {},
    stdin: Readable.from([bytes]),
  });

/** Sources of steps behind the cut that no earlier step feeds: nothing but those steps could have brought them. */
function lostSources({ steps }: Cut): string[] {
  const done = new Set(steps);
  const behind = plan.filter((p) => !done.has(p.step));
  // The step right behind the cut may have brought a part of its sources already.
  const fed = [...plan.filter((p) => done.has(p.step)), ...behind.slice(0, 1)].flatMap((p) => p.sources);
  const lost = behind
    .filter((p) => !p.step.endsWith('_t1'))
    .flatMap((p) => p.sources.map((source) => (source === 'log' ? p.step : source)));
  return [...new Set(lost)].filter((source) => !fed.includes(source));
}

describe('what a report asks for next', () => {
  it('names steps or sources that the collector has', () => {
    const known = new Set(plan.flatMap((p) => [p.step, ...p.sources]));
    const wrong = Object.keys(parsers).flatMap((source) =>
      [...namesFor(source, '', []), ...namesFor(source, '', plan)].filter((name) => !known.has(name)),
    );
    expect(wrong).toEqual([]);
  });
});

describe('a bundle of the collector that was cut', () => {
  it('has a plan of all its steps', () => {
    expect(plan.map((p) => p.step)).toEqual(cuts.at(-1)?.steps);
    expect(cuts.length).toBeGreaterThan(100);
  });

  it('names at every member boundary where it was cut and what is missing', async () => {
    for (const cut of cuts.slice(0, -1)) {
      const snapshot = await readTo(cut);
      const place =
        cut.steps.length === 0 ? 'before its first step ended' : `after step ${cut.steps.length} of ${plan.length}`;
      expect(snapshot.cut?.text, cut.last).toContain(place);
      const missing = new Set(snapshot.cut?.missing);
      expect(
        lostSources(cut).filter((source) => !missing.has(source)),
        cut.last,
      ).toEqual([]);
      expect(snapshot.bundle.complete, cut.last).toBe(false);
    }
  });

  it('is analysed at every boundary, never called healthy, and says so', async () => {
    let undecided: Report | undefined;
    for (const cut of cuts.slice(0, -1)) {
      // Between two records the analysis differs only by what one step brought.
      if (cut.steps.length > 0 && !cut.last.startsWith('manifest/')) continue;
      const report = reportOf(await readTo(cut));
      expect(report.bundle.complete, cut.last).toBe(false);
      expect(bundleLimits(report)[0], cut.last).toMatch(/cut (?:after step \d+ of \d+ \(\w+\)|before its first step)/);
      if (lostSources(cut).length > 0) expect(report.verdict.status, cut.last).not.toBe('healthy');
      const waiting = report.unknown.flatMap((u) => u.missing.filter((m) => m.source === 'sysctl'));
      if (!cut.steps.includes('sysctl')) expect(waiting[0]?.reason, cut.last).toContain('was cut');
      undecided = report;
    }
    expect(undecided?.bundle.cut?.step).toBe(plan.at(-1)?.step);
  });

  it('names what is missing wherever the packed stream breaks off', async () => {
    for (let part = 1; part < 16; part++) {
      const snapshot = await read(packed.subarray(0, Math.floor((packed.length * part) / 16)));
      expect(snapshot.cut?.text, `${part}/16`).toMatch(new RegExp(`cut (?:after step \\d+ of ${plan.length} |before)`));
      expect(snapshot.cut?.missing.length, `${part}/16`).toBeGreaterThan(0);
    }
  });

  it('is whole at its end', async () => {
    const snapshot = await read(plain);
    expect([snapshot.bundle.complete, snapshot.cut]).toEqual([true, undefined]);
  });
});
