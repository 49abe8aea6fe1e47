import { describe, expect, it } from 'vitest';
import { reportOf, snapshotOf } from '../samples/analysis.ts';

const TOP = 'must-gather.local.77/quay-io-openshift-sha256-0a1b/';
const line = (host: string, text: string): string =>
  `Jan 15 11:5${host.at(-1)}:39.437193 ${host} kubenswrapper[2110]: E0115 11:50:39.437100    2110 kubelet.go:2344] ${text}\n`;
const SICK =
  '"Skipping pod synchronization" err="PLEG is not healthy: pleg was last seen active 3m5.2s ago; threshold is 3m0s"';

describe('a must-gather whose merged journal tells of one node', () => {
  const snapshot = snapshotOf(
    new Map([
      [`${TOP}cluster-scoped-resources/config.openshift.io/clusterversions.yaml`, 'apiVersion: v1\n'],
      [
        `${TOP}host_service_logs/masters/kubelet_service.log`,
        `${line('master-0', 'ok')}${line('master-1', 'ok')}${line('master-2', 'ok')}${line('master-1', SICK)}`,
      ],
    ]),
  );
  const report = reportOf(snapshot);

  it('has a snapshot for each node with its lines only', () => {
    expect(snapshot.bundle.layout).toBe('must-gather');
    expect(snapshot.nodes?.map((n) => [n.name, n.snapshot.logs.length]).sort()).toEqual([
      ['master-0', 1],
      ['master-1', 1],
      ['master-2', 1],
    ]);
  });

  it('finds it on that node alone, at its line of the file', () => {
    const found = report.findings.find((f) => f.id === 'kubelet/pleg-unhealthy');
    expect(found?.nodes).toEqual(['master-1']);
    expect(found?.evidence).toContainEqual(
      expect.objectContaining({ path: `${TOP}host_service_logs/masters/kubelet_service.log`, line: 4 }),
    );
  });

  it('names the nodes by their journal and says what the tool does not collect', () => {
    expect(report.nodes?.map((n) => n.name).sort()).toEqual(['master-0', 'master-1', 'master-2']);
    const reasons = report.unknown.flatMap((u) => u.missing).map((m) => m.reason);
    expect(reasons.join('\n')).toContain('OpenShift must-gather does not collect it: ask for `oc debug node/NODE');
  });
});
