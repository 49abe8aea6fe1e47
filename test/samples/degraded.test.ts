import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerCpDoubling } from '../../scripts/samples/incidents/docker-cp-doubling.ts';
import { mountMax10 } from '../../scripts/samples/incidents/mount-max-10.ts';
import { tmpfsFullOssfs } from '../../scripts/samples/incidents/tmpfs-full-ossfs.ts';
import type { Report } from '../../src/report/model.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { readFile, reportOf, SAMPLES, snapshotOf } from './analysis.ts';

/** Causes on the true chain of each incident: with less evidence the analysis may stop at any of them, never beside it. */
const CASES = [
  {
    incident: mountMax10,
    chain: ['mounts/mount-max-too-small', 'mounts/mount-max-exhausted'],
    says: 'fs.mount-max',
    important: ['sysctl', 'mountinfo', 'log journal/docker.log', 'ns_mnt', 'docker_inspect'],
  },
  {
    incident: dockerCpDoubling,
    chain: ['mounts/mount-doubling-docker-cp', 'mounts/mount-overflow-imminent', 'mounts/mount-max-exhausted'],
    says: 'my-mount-max',
    important: ['sysctl', 'mountinfo', 'log journal/docker.log', 'docker_inspect', 'docker_version'],
  },
  {
    incident: tmpfsFullOssfs,
    chain: ['storage/object-fs-cache-full', 'storage/tmpfs-full', 'runtime/exec-probe-tmpfs-full'],
    says: '/tmp',
    important: ['df', 'mountinfo', 'process_cmdline', 'log journal/kubelet.log', 'process_stat'],
  },
] as const;

/** The snapshot as if a source, or one log (`log <path>`), had never been collected. */
function without(snapshot: Snapshot, sources: readonly string[]): Snapshot {
  const kept = Object.entries(snapshot.documents).map(([name, list]) => [name, sources.includes(name) ? [] : list]);
  return {
    ...snapshot,
    // The keys are those of the original, and each list is the original one or empty.
    documents: Object.fromEntries(kept) as Snapshot['documents'],
    logs: snapshot.logs.filter((l) => !sources.includes(`log ${l.path}`)),
    records: snapshot.records.filter((r) => !sources.includes(r.source) && !sources.includes(`log ${r.path}`)),
  };
}

/** Claims that are not on the true chain: another root cause, another explanation of a symptom, or a clean bill. */
function wrongClaims(report: Report, chain: readonly string[]): string[] {
  const claims: string[] = [];
  const top = report.diagnoses[0];
  if (report.verdict.status === 'healthy') claims.push('calls the node healthy');
  if (report.verdict.status === 'root-cause-found' && !chain.includes(top?.id ?? ''))
    claims.push(`root cause ${top?.id}: ${report.verdict.headline}`);
  for (const d of report.diagnoses) {
    if (d.explains.length > 0 && !chain.includes(d.id))
      claims.push(`${d.id} explains ${d.explains.map((e) => e.id).join(', ')}`);
  }
  return claims;
}

const pairsOf = (list: readonly string[]): string[][] => list.flatMap((a, i) => list.slice(i + 1).map((b) => [a, b]));

describe.each(CASES)('$incident.name with less evidence', ({ incident, chain, says, important }) => {
  let snapshot: Snapshot;
  const folder = mkdtempSync(path.join(tmpdir(), 'degraded-'));
  beforeAll(async () => {
    snapshot = await readFile(path.join(SAMPLES, `${incident.name}.tgz`));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('never names another cause when one source is missing', () => {
    const sources = [...new Set(snapshot.records.map((r) => (r.source === 'log' ? `log ${r.path}` : r.source)))];
    expect(sources.length).toBeGreaterThan(25);
    const wrong = sources.flatMap((source) =>
      wrongClaims(reportOf(without(snapshot, [source])), chain).map((claim) => `without ${source}: ${claim}`),
    );
    expect(wrong).toEqual([]);
  }, 120_000);

  it('never names another cause when two of the most important sources are missing', () => {
    const wrong = pairsOf(important).flatMap((pair) =>
      wrongClaims(reportOf(without(snapshot, pair)), chain).map((claim) => `without ${pair.join(' and ')}: ${claim}`),
    );
    expect(wrong).toEqual([]);
  });

  it('never names another cause when all logs are missing', () => {
    const logs = snapshot.logs.map((l) => `log ${l.path}`);
    expect(wrongClaims(reportOf(without(snapshot, logs)), chain)).toEqual([]);
  });

  it.each([10, 30, 50, 70, 90])('never names another cause when the archive breaks off at %i %', async (percent) => {
    const whole = readFileSync(path.join(SAMPLES, `${incident.name}.tgz`));
    const file = path.join(folder, `cut-${percent}.tgz`);
    writeFileSync(file, whole.subarray(0, Math.floor((whole.length * percent) / 100)));
    const report = reportOf(await readFile(file));
    expect(report.bundle.complete).toBe(false);
    expect(wrongClaims(report, chain)).toEqual([]);
  });

  it('does not fall back on a crowded disk when the decisive sources are missing', () => {
    const crowded = snapshotOf(incident.build({ crowdedDisk: true }));
    expect(reportOf(crowded).diagnoses[0]?.id).toBe(chain[0]);
    const wrong = important.flatMap((source) =>
      wrongClaims(reportOf(without(crowded, [source])), chain).map((claim) => `without ${source}: ${claim}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps to the culprit when an innocent object looks like it', () => {
    const report = reportOf(snapshotOf(incident.build({ innocent: true })));
    expect(report.verdict.status).toBe('root-cause-found');
    expect(report.diagnoses[0]?.id).toBe(chain[0]);
    expect(report.diagnoses[0]?.objects.join('\n')).toContain(says);
    expect(JSON.stringify(report.diagnoses[0])).not.toContain('node-shell holds 6');
  });
});
