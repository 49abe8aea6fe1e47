import { SEVERITIES, type Severity } from '../../rules/severity.ts';
import type { Report } from '../model.ts';
import type { NodeReport } from './node-report.ts';

/** What several nodes have in common, with the node that each came from. */
export interface OfNode<T> {
  readonly node: NodeReport;
  readonly item: T;
}

/** Items of all nodes by a key, in the order in which the keys were first seen. */
export function groupOverNodes<T>(
  nodes: readonly NodeReport[],
  items: (report: Report) => readonly T[],
  key: (item: T) => string,
): OfNode<T>[][] {
  const groups = new Map<string, OfNode<T>[]>();
  for (const node of nodes) {
    for (const item of items(node.report)) {
      const group = groups.get(key(item)) ?? [];
      groups.set(key(item), group);
      group.push({ node, item });
    }
  }
  return [...groups.values()];
}

export const namesOf = (members: readonly OfNode<unknown>[]): string[] => [...new Set(members.map((m) => m.node.name))];

export const rankOf = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** The rule of the root cause that the verdict of a node stands on. */
export function causeOf({ report }: NodeReport): Report['diagnoses'][number] | undefined {
  return report.verdict.status === 'root-cause-found' ? report.diagnoses[0] : undefined;
}

export const allNodes = (count: number): string => (count === 2 ? 'both nodes' : `all ${count} nodes`);

/** `on all 3 nodes`, `on node-1 and 2 more of 50 nodes`. */
export function onNodes(names: readonly string[], of: number): string {
  if (names.length === of && of > 1) return `on ${allNodes(of)}`;
  const more = names.length > 1 ? ` and ${names.length - 1} more of ${of} nodes` : '';
  return `on ${names[0] ?? 'no node'}${more}`;
}
