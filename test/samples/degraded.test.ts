import path from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Report } from '../../src/report/model.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { catalog, reportOf, snapshotOf } from './analysis.ts';
import { half, only, reread, sourcesOf, without } from './degrade.ts';
import { type Degrading, degrading, sick, wrongClaims } from './degraded-case.ts';
import { sharedAnalysis } from './shared-facts.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Whether a report says of a source that it is missing. */
function isNamed({ unknown, verdict }: Report, source: string): boolean {
  const log = source.startsWith('log ') ? path.basename(source, '.log') : undefined;
  const isMissing = unknown.some((rule) => rule.missing.some((m) => m.source === (log === undefined ? source : 'log')));
  const stated = [verdict.headline, ...verdict.reasons].join('\n');
  return isMissing || stated.includes(log === 'crio' ? 'CRI-O log' : (log ?? source));
}

const pairsOf = (list: readonly string[]): string[][] => list.flatMap((a, i) => list.slice(i + 1).map((b) => [a, b]));
const logsOf = ({ logs }: Snapshot): string[] => logs.map((log) => `log ${log.path}`);
const DOCKER = ['docker_inspect', 'docker_ps', 'docker_info', 'docker_version'];

/** What people forget or cannot collect. */
const LACKING: readonly (readonly [string, (node: Degrading) => Snapshot])[] = [
  ['no log', (node) => node.without(logsOf(node.sample.snapshot))],
  ['only mount tables', (node) => only(node.sample.snapshot, ['mountinfo'])],
  ['no docker inspect', (node) => node.without(['docker_inspect'])],
  ['no answer of docker', (node) => node.without(DOCKER)],
  ['no journal of the kubelet', (node) => node.without(['log journal/kubelet.log'])],
  ['no kernel parameters', (node) => node.without(['sysctl'])],
];

describe.each(sick)('$name with less evidence', ({ incident, chain, important, names }) => {
  let node: Degrading;
  let whole: Snapshot;
  beforeAll(() => {
    node = degrading(incident);
    whole = node.sample.snapshot;
  });
  const isWrong = wrongClaims(chain);
  const wrongWithout = (sources: readonly string[]): string[] =>
    node.findings(`without ${sources.join(' and ')}`, node.without(sources), isWrong);

  it('is judged the same whether or not facts are shared', () => {
    const halves = reread(node.sample, important[0] ?? '', half('first'));
    for (const edited of [whole, ...important.map((source) => node.without([source])), halves])
      expect(node.report(edited)).toEqual(reportOf(edited));
  });

  it('never names another cause when one source is missing', () => {
    const sources = sourcesOf(whole);
    expect(sources.length).toBeGreaterThan(25);
    expect(sources.flatMap((source) => wrongWithout([source]))).toEqual([]);
  });

  it('never names another cause when two of the most important sources are missing', () => {
    expect(important.filter((source) => !sourcesOf(whole).includes(source))).toEqual([]);
    expect(pairsOf(important).flatMap(wrongWithout)).toEqual([]);
  });

  it('says which source it needs when a missing one changes the answer', () => {
    const { diagnoses } = node.report(whole);
    const silent = important.filter((source) => {
      const less = node.report(node.without([source]));
      const isSame =
        less.diagnoses[0]?.id === diagnoses[0]?.id &&
        less.diagnoses[0]?.confidence.word === diagnoses[0]?.confidence.word;
      return !isSame && !isNamed(less, source);
    });
    expect(silent).toEqual([]);
  });

  it.each(LACKING)('never names another cause with %s', (what, edit) => {
    expect(node.findings(what, edit(node), isWrong)).toEqual([]);
  });

  it('does not fall back on a crowded disk when the decisive sources are missing', () => {
    const crowded = snapshotOf(incident.build({ crowdedDisk: true, small: true }));
    const { report } = sharedAnalysis(catalog(), crowded);
    expect(report(crowded).diagnoses[0]?.id).toBe(chain[0]);
    const wrong = important.flatMap((source) =>
      isWrong(report(without(crowded, [source]))).map((claim) => `without ${source}: ${claim}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps to the culprit when an innocent object looks like it', () => {
    const { verdict, diagnoses } = reportOf(snapshotOf(incident.build({ innocent: true })));
    expect(verdict.status).toBe('root-cause-found');
    expect(diagnoses[0]?.id).toBe(chain[0]);
    expect([diagnoses[0]?.summary, ...(diagnoses[0]?.objects ?? [])].join('\n')).toContain(names);
    expect(JSON.stringify(diagnoses[0])).not.toContain('node-shell holds 6');
  });
});
