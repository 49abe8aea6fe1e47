import { describe, expect, it } from 'vitest';
import { analyse, readFiles } from '../../src/analysis.ts';
import { loadCatalogOrThrow } from '../../src/catalog.ts';
import type { Report } from '../../src/report/model.ts';
import { compiledFile } from '../../src/rules/parsed-file.ts';
import { readYaml } from '../../src/rules/yaml.ts';
import { shippedSignatures } from '../signatures/shipped.ts';

const signatures = shippedSignatures();
const TOOL = { version: '0.0.0', catalogSha256: '' };
const RULE = `
id: test/failing
title: Something fails
kind: symptom
severity: high
status: stable
why: because
for_each: { as: failed, in: failed_operations }
clauses: { some: failed.count > 0 }
when: some
message: '{{failed.count}} x'
evidence: [failed]
tests:
  - { name: found, files: {}, expect: finding }
  - { name: clear, files: {}, expect: clear }
`;

function reportOf(files: Record<string, string>): Report {
  const catalog = loadCatalogOrThrow([
    compiledFile('rules/signatures/all.yaml', signatures),
    readYaml('rules/test/failing.yaml', RULE),
  ]);
  const snapshot = readFiles(new Map(Object.entries(files)), catalog.signatures, {
    collectedAt: Date.UTC(2026, 0, 15, 13) / 1000,
    utcOffset: 0,
  });
  return analyse(snapshot, catalog, TOOL);
}

const at = (minute: number): string => `2026-01-15T12:${String(minute).padStart(2, '0')}:10.000000000Z`;
const quiet = (minute: number): string => `time="${at(minute)}" level=info msg="nothing ${minute}"`;
const refused = (minute: number, layer: string): string =>
  `time="${at(minute)}" level=error msg="Handler for POST /v1.40/containers/create returned error: error creating overlay mount to /var/lib/docker/overlay2/${layer}/merged: no space left on device"`;

describe('log patterns over time', () => {
  const lines = [quiet(0), quiet(5), refused(20, '91c0d7'), refused(40, '91c0d7'), refused(40, '5be1f0'), quiet(45)];
  const [signal] = reportOf({ 'journal/docker.log': `${lines.join('\n')}\n` }).signals ?? [];

  it('count lines by minute and name the busiest', () => {
    expect(signal).toMatchObject({ findings: ['test/failing'], path: 'journal/docker.log', lines: 3, step: 60 });
    expect(signal?.counts.map(([, count]) => count)).toEqual([1, 2]);
    expect(signal?.peak).toEqual({ time: '2026-01-15T12:40:00Z', lines: 2 });
  });

  it('name the last minute of the silence before it', () => {
    expect(signal?.quiet).toBe('2026-01-15T12:39:00Z');
  });

  it('name no quiet minute where the log begins with it', () => {
    const [loud] = reportOf({ 'journal/docker.log': `${refused(20, '91c0d7')}\n${quiet(21)}\n` }).signals ?? [];
    expect(loud?.lines).toBe(1);
    expect(loud).not.toHaveProperty('quiet');
  });

  it('are none where nothing is found', () => {
    expect(reportOf({ 'journal/docker.log': `${quiet(1)}\n` }).signals).toEqual([]);
  });
});

it('evidence has the lines around it, without secrets', () => {
  const lines = [quiet(0), `${quiet(1)} password=hunter2hunter2`, refused(2, '91c0d7'), quiet(3)];
  const report = reportOf({ 'journal/docker.log': `${lines.join('\n')}\n` });
  const [cited] = report.findings[0]?.evidence ?? [];
  expect(cited?.context).toMatchObject({ whole: lines[2], after: lines[3] });
  expect(cited?.context?.before).toContain('nothing 1');
  expect(cited?.context?.before).not.toContain('hunter2hunter2');
});

it('resources are what was collected and nothing else', () => {
  expect(reportOf({ 'journal/docker.log': `${quiet(0)}\n` }).resources).toEqual({ limits: [] });
  const { resources } = reportOf({
    'proc/sys/fs/file-nr': '8832\t0\t10000\n',
    'proc/meminfo': 'MemTotal:       1000000 kB\nMemAvailable:    400000 kB\nSUnreclaim:      100000 kB\n',
  });
  expect(resources?.limits).toMatchObject([{ name: 'Open files (fs.file-max)', used: 8832, limit: 10_000 }]);
  expect(resources?.memory?.parts.map((p) => p.name)).toContain('kernel, cannot be freed');
});
