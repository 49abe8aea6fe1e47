import { csiMountLeakNode } from '../../scripts/samples/incidents/csi-mount-leak.ts';
import { type Renderer, type SampledNode, sampled } from '../../scripts/samples/layouts/sampled-node.ts';
import type { Report } from '../../src/report/model.ts';
import { reportOf, snapshotOf } from '../samples/analysis.ts';

/** The dead container that holds the disks, and its pod. */
export const DEAD = 'e4261544f8eb';
export const POD = 'logxxx-ds-hsbv9';

let node: SampledNode | undefined;

/** The report on the leaked disks, a sixteenth of them, in a bundle as one tool writes it. */
export function leakAs(render: Renderer): Report {
  node ??= sampled(csiMountLeakNode({ small: true }));
  return reportOf(snapshotOf(render(node)));
}

/** What is named as a cause and is more than possible. */
export const causesOf = (report: Report): string[] =>
  report.diagnoses
    .filter((d) => d.confidence.word !== 'possible' && d.explains.length > 0)
    .map((d) => `${d.id} ${d.confidence.word}`);

/** The message of a finding, or an empty text. */
export const messageOf = (report: Report, id: string): string =>
  report.findings.find((f) => f.id === id)?.message ?? '';

/** Sources that keep a rule from being decided, with the command to ask for where the layout knows one. */
export function asksFor(report: Report, id: string): Readonly<Record<string, string>> {
  const missing = report.unknown.find((u) => u.id === id)?.missing ?? [];
  return Object.fromEntries(missing.map(({ source, reason }) => [source, /`(.+)`/.exec(reason)?.[1] ?? '']));
}

/** The rule that would name the container, and the one that says that it cannot be removed. */
export const ROOT = 'mounts/host-root-propagation';
export const REMOVAL = 'runtime/container-removal-stuck';
export const LEAK = 'mounts/csi-mount-leak';
