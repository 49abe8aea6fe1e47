import { describe, expect, it } from 'vitest';
import type { ReportFrame } from '../../src/report/build.ts';
import { buildClusterReport } from '../../src/report/cluster/build-cluster.ts';
import type { NodeReport } from '../../src/report/cluster/node-report.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { type Report, reportSchema } from '../../src/report/model.ts';
import { renderText } from '../../src/report/text.ts';
import { healthyNode, insufficientBundle, mountIncident, twoCauses, unexplainedFindings } from './fixture.ts';

const node = (name: string, report: Report): NodeReport => ({
  name,
  folder: `nodes/${name}/`,
  report,
  statuses: new Map(report.findings.map((f) => [f.id, 'finding'])),
});

function clusterOf(reports: Readonly<Record<string, Report>>): Report {
  const { tool, bundle } = healthyNode();
  const frame: ReportFrame = { tool, bundle, host: { runtimes: [] }, problems: [], sources: [], logs: [] };
  return buildClusterReport(
    frame,
    Object.entries(reports).map(([name, report]) => node(name, report)),
  );
}

describe('the verdict on several nodes', () => {
  it('is healthy only when all of them are', () => {
    const { verdict } = clusterOf({ a: healthyNode(), b: healthyNode() });
    expect(verdict).toMatchObject({ status: 'healthy', headline: 'No fault found on both nodes', severity: 'info' });
    expect(clusterOf({ a: healthyNode(), b: insufficientBundle() }).verdict.status).not.toBe('healthy');
  });

  it('is that of the worst node when no cause is known', () => {
    const { verdict } = clusterOf({ a: healthyNode(), b: unexplainedFindings(), c: healthyNode() });
    expect(verdict.status).toBe('findings');
    expect(verdict.headline).toMatch(/^b: /);
  });

  it('says once what all nodes lack', () => {
    const { verdict } = clusterOf({ a: insufficientBundle(), b: insufficientBundle() });
    expect(verdict.headline).toMatch(/\(on both nodes\)$/);
    for (const reason of verdict.reasons) expect(reason).toMatch(/\(on both nodes\)$/);
  });

  it('puts a cause of two nodes before one that is as bad and of one node', () => {
    const alone = mountIncident();
    const [cause] = alone.diagnoses;
    if (cause === undefined) throw new Error('the incident has a cause');
    const shared = {
      ...alone,
      diagnoses: [{ ...cause, id: 'test/shared', title: 'Shared', severity: 'high' as const }],
    };
    const { diagnoses, verdict } = clusterOf({ a: alone, b: shared, c: shared });
    expect(diagnoses.map((d) => [d.id, d.nodes])).toEqual([
      ['test/shared', ['b', 'c']],
      [cause.id, ['a']],
    ]);
    expect(verdict.headline).toBe('The same cause on 2 of 3 nodes: Shared (b, c)');
  });
});

describe('the report on several nodes', () => {
  const report = clusterOf({ a: twoCauses(), b: healthyNode(), c: mountIncident(), d: unexplainedFindings() });

  it('fits the model', () => expect(reportSchema.safeParse(report).error).toBeUndefined());

  it('names the node of every finding', () => {
    const all = [...report.findings, ...report.residue, ...report.risks];
    expect(all).not.toEqual([]);
    for (const finding of all) expect(finding.message).toMatch(/^[abcd]: /);
    for (const event of report.timeline) expect(event.text).toMatch(/^[acd]: /);
    for (const limit of report.predictions) expect(limit.object).toMatch(/^[abcd]: /);
  });

  it('does not rule out on one node what another one has', () => {
    const found = new Set(report.findings.map((f) => f.id));
    expect(report.ruledOut.filter((r) => found.has(r.id))).toEqual([]);
  });

  it('is one ticket of forty lines', () =>
    expect(renderText(report).trimEnd().split('\n').length).toBeLessThanOrEqual(40));

  it('escapes the names of nodes and folders', () => {
    const name = '<img src=x onerror=alert(1)>|`x`';
    const hostile = clusterOf({ [name]: mountIncident(), b: mountIncident() });
    expect(renderHtml(hostile)).not.toContain('<img');
    expect(renderMarkdown(hostile)).not.toMatch(/(?<!\\)<img/);
  });
});
