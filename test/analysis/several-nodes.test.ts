import { beforeAll, describe, expect, it } from 'vitest';
import { analyse, analyseBundle } from '../../src/analysis.ts';
import { DEFAULT_LIMITS } from '../../src/archive/archive.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { type Report, reportSchema } from '../../src/report/model.ts';
import { renderText } from '../../src/report/text.ts';
import { noise, scratchFile } from '../archive/reading.ts';
import { tar } from '../archive/tar-builder.ts';
import { catalog, readFile, reportOf, snapshotOf } from '../samples/analysis.ts';
import { mountedNode, quietNode, together } from './node-files.ts';

const CAUSE = 'mounts/mount-max-too-small';
const rows = (report: Report): string[] => (report.nodes ?? []).map((n) => `${n.name} ${n.cause?.id ?? n.status}`);

describe('a bundle of two nodes, one of them sick', () => {
  let report: Report;
  beforeAll(() => {
    report = reportOf(snapshotOf(together({ 'all/a.tgz/': quietNode('node-1'), 'all/b.tgz/': mountedNode('node-2') })));
  });

  it('has a row for each, the sick one first', () =>
    expect(rows(report)).toEqual([`node-2 ${CAUSE}`, 'node-1 insufficient-data']));

  it('names the node of the cause', () => {
    expect(report.verdict).toMatchObject({ status: 'root-cause-found', severity: 'critical' });
    expect(report.verdict.headline).toMatch(/^node-2: /);
    expect(report.diagnoses.map((d) => [d.id, d.nodes])).toEqual([[CAUSE, ['node-2']]]);
  });

  it('cites the places in the whole bundle', () => {
    const paths = report.diagnoses.flatMap((d) => d.evidence.map((e) => e.path));
    expect(paths).not.toEqual([]);
    for (const path of paths) expect(path).toMatch(/^all\/b\.tgz\//);
    for (const log of report.coverage.logs) expect(log.path).toMatch(/^all\/[ab]\.tgz\/journal\/docker\.log$/);
  });

  it('fits the published model', () => expect(reportSchema.safeParse(report).error).toBeUndefined());

  it('shows the nodes in every format', () => {
    expect(renderText(report)).toMatch(/Nodes +1 × critical, .*: node-2/);
    expect(renderMarkdown(report)).toMatch(/## Nodes[\s\S]*\| node-2 \| critical: root cause found \|/);
    expect(renderHtml(report)).toMatch(/<section id="nodes">[\s\S]*node-2[\s\S]*node-1/);
  });
});

describe('the bundle of one node', () => {
  it('in a folder or an archive around it gives the report that it gives without', () => {
    const plain = snapshotOf(together({ '': mountedNode('node-1') }));
    const packed = snapshotOf(together({ 'bundle.tar/': mountedNode('node-1') }));
    expect(packed.nodes).toBeUndefined();
    expect(JSON.stringify(reportOf(packed))).toBe(JSON.stringify(reportOf(plain)));
  });

  it('has no rows of nodes', () =>
    expect(reportOf(snapshotOf(together({ '': mountedNode('node-1') })))).not.toHaveProperty('nodes'));
});

describe('fifty nodes of which three share a cause', () => {
  const SICK = new Set([7, 21, 44]);
  let report: Report;
  beforeAll(() => {
    const folders = Array.from({ length: 50 }, (_, i) => {
      const name = `node-${String(i).padStart(2, '0')}`;
      return [
        `sosreport-${name}-2026-01-15-aaaaaaa.tar.xz/`,
        SICK.has(i) ? mountedNode(name) : quietNode(name),
      ] as const;
    });
    report = reportOf(snapshotOf(together(Object.fromEntries(folders))));
  });

  it('begins with what they share', () => {
    expect(report.verdict.headline).toMatch(/^The same cause on 3 of 50 nodes: .*\(node-07, node-21, node-44\)$/);
    expect(report.diagnoses[0]).toMatchObject({ id: CAUSE, instances: 3, nodes: ['node-07', 'node-21', 'node-44'] });
  });

  it('has them first among fifty rows', () => {
    expect(rows(report)).toHaveLength(50);
    expect(rows(report).slice(0, 3)).toEqual([`node-07 ${CAUSE}`, `node-21 ${CAUSE}`, `node-44 ${CAUSE}`]);
  });

  it('counts the rules once, and says what could not be judged on which nodes', () => {
    const { rules } = report.coverage;
    const found = rules.finding + (rules.onTrial?.length ?? 0);
    const sum = found + rules.clear + rules.ruledOut + rules.unknown + rules.notApplicable + rules.error;
    expect(sum).toBe(rules.total);
    expect(new Set(report.unknown.map((u) => u.id)).size).toBe(report.unknown.length);
  });

  it('stays a ticket of forty lines', () =>
    expect(renderText(report).trimEnd().split('\n').length).toBeLessThanOrEqual(40));

  it('does not depend on the order of the archive', () => {
    const files = [...together({ 'a.tgz/': mountedNode('node-1'), 'b.tgz/': quietNode('node-2') })];
    const inOrder = JSON.stringify(reportOf(snapshotOf(new Map(files))));
    expect(JSON.stringify(reportOf(snapshotOf(new Map(files.toReversed()))))).toBe(inOrder);
  });
});

describe('nodes that call themselves the same', () => {
  it('are told apart by their folder', () => {
    const report = reportOf(
      snapshotOf(together({ 'a.tgz/': quietNode('localhost'), 'b.tgz/': quietNode('localhost') })),
    );
    expect(report.nodes?.map((n) => n.name)).toEqual(['localhost (a.tgz)', 'localhost (b.tgz)']);
  });
});

describe('a bundle that breaks off in the part of one node', () => {
  const members = (folder: string, name: string) =>
    Object.entries(quietNode(name)).map(([file, content]) => ({ name: folder + file, content }));
  const whole = tar(
    ...members('sosreport-node-1/', 'node-1'),
    ...members('sosreport-node-2/', 'node-2'),
    { name: 'sosreport-node-2/journal/kubelet.log', content: noise(200_000).toString('base64') },
    ...members('sosreport-node-3/', 'node-3'),
  );

  it('says that this node is cut and the ones before are whole', async () => {
    const report = reportOf(await readFile(scratchFile(whole.subarray(0, 100_000), 'cut.tar')));
    expect(report.nodes?.map((n) => [n.name, n.complete])).toEqual([
      ['node-1', true],
      ['node-2', false],
    ]);
    expect(report.bundle.complete).toBe(false);
    expect(renderText(report)).toContain('cut: node-2');
    expect(renderMarkdown(report)).toMatch(/\| node-2 \|.*CUT/);
  });

  it('has all of them when it does not', async () => {
    const report = reportOf(await readFile(scratchFile(whole, 'whole.tar')));
    expect(report.nodes?.map((n) => n.complete)).toEqual([true, true, true]);
  });
});

describe('archives in an archive', () => {
  const packed = (name: string, files: Readonly<Record<string, string>>) => ({
    name: `${name}.tar`,
    content: tar(...Object.entries(files).map(([file, content]) => ({ name: file, content }))),
  });
  const bundle = (...names: readonly string[]): string =>
    scratchFile(
      tar(...names.map((n) => packed(n, n === 'node-2' ? mountedNode(n) : { ...quietNode(n), ...START }))),
      'b.tar',
    );
  // The native layout is told by this file.
  const START = { 'manifest-start.json': '{"format":"inquest-bundle","version":1}\n' };
  const TOOL = { version: '0.0.0', catalogSha256: '' };

  it.each([[['node-1']], [['node-1', 'node-2']], [['node-1', 'node-2', 'node-3', 'node-4']]])(
    'give the same report when %j are analysed while they are read',
    async (names) => {
      const file = bundle(...names);
      const { report, snapshot } = await analyseBundle(file, { limits: DEFAULT_LIMITS, hints: {} }, catalog(), TOOL);
      expect(JSON.stringify(report)).toBe(JSON.stringify(analyse(await readFile(file), catalog(), TOOL)));
      expect(report.nodes?.length ?? 1).toBe(names.length);
      // The last one, and one whose content does not tell its layout, are kept to the end.
      expect(snapshot.nodes?.length ?? 0).toBeLessThanOrEqual(2);
    },
  );
});
