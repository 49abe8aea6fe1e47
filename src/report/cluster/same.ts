import { SEVERITIES, type Severity } from '../../rules/severity.ts';
import type { Report } from '../model.ts';
import { type Words, wordsOf } from '../words/words.ts';
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

/** The language that all nodes are told in. */
export const wordsOfNodes = (nodes: readonly NodeReport[]): Words => wordsOf(nodes[0]?.report ?? {});
