import { groupBy } from '../lib/group-by.ts';
import type { CausalEdge, CausalGraph, FindingNode } from './graph.ts';

/**
 * The nodes nothing explains. Feedback loops are collapsed first: a loop that nothing outside explains counts as one
 * node, entered at the member that began first for certain, else at the one that explains most of the others.
 */
export function rootNodes(graph: CausalGraph): FindingNode[] {
  const outgoing = groupBy(activeEdges(graph), (edge) => edge.from);
  const component = components(graph.nodes, outgoing);
  const explained = new Set<number>();
  for (const edge of activeEdges(graph)) {
    const from = component.get(edge.from);
    const to = component.get(edge.to);
    if (from !== to && to !== undefined) explained.add(to);
  }
  const members = groupBy(graph.nodes, (node) => component.get(node) ?? -1);
  const roots: FindingNode[] = [];
  for (const [id, nodes] of members) if (!explained.has(id)) roots.push(entryOf(nodes, outgoing));
  return roots;
}

export function activeEdges(graph: CausalGraph): CausalEdge[] {
  return graph.edges.filter((edge) => edge.status === 'active');
}

/** Every node that active edges lead to from a root, the root first. */
export function reachable(
  root: FindingNode,
  edges: ReadonlyMap<FindingNode, readonly CausalEdge[]>,
): { nodes: Set<FindingNode>; edges: CausalEdge[] } {
  const nodes = new Set([root]);
  const walked: CausalEdge[] = [];
  // A set visits members that are added while it is walked.
  for (const node of nodes) {
    for (const edge of edges.get(node) ?? []) {
      walked.push(edge);
      nodes.add(edge.to);
    }
  }
  return { nodes, edges: walked };
}

function entryOf(
  nodes: readonly FindingNode[],
  outgoing: ReadonlyMap<FindingNode, readonly CausalEdge[]>,
): FindingNode {
  const began = (node: FindingNode): number =>
    node.timing.onset.quality === 'exact' ? (node.timing.onset.time ?? Infinity) : Infinity;
  const reach = (node: FindingNode): number => reachable(node, outgoing).nodes.size;
  const isSymptom = (node: FindingNode): number => Number(node.rule.kind === 'symptom');
  const sorted = [...nodes].sort(
    (a, b) =>
      isSymptom(a) - isSymptom(b) || began(a) - began(b) || reach(b) - reach(a) || (a.rule.id < b.rule.id ? -1 : 1),
  );
  const first = sorted[0];
  if (first === undefined) throw new Error('a component of the causal graph has no members');
  return first;
}

/** Strongly connected components (Tarjan 1972), iterative because a chain may be as long as the findings are many. */
function components(
  nodes: readonly FindingNode[],
  outgoing: ReadonlyMap<FindingNode, readonly CausalEdge[]>,
): Map<FindingNode, number> {
  const component = new Map<FindingNode, number>();
  const index = new Map<FindingNode, number>();
  const low = new Map<FindingNode, number>();
  const stack: FindingNode[] = [];
  const visit = (start: FindingNode): void => {
    const work: { node: FindingNode; next: number }[] = [{ node: start, next: 0 }];
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const { node } = frame;
      if (frame.next === 0) {
        index.set(node, index.size);
        low.set(node, index.get(node) ?? 0);
        stack.push(node);
      }
      const edge = outgoing.get(node)?.[frame.next++];
      if (edge === undefined) {
        work.pop();
        close(node, work.at(-1)?.node);
      } else if (!index.has(edge.to)) work.push({ node: edge.to, next: 0 });
      else if (!component.has(edge.to)) low.set(node, Math.min(low.get(node) ?? 0, index.get(edge.to) ?? 0));
    }
  };
  const close = (node: FindingNode, parent: FindingNode | undefined): void => {
    if (parent !== undefined) low.set(parent, Math.min(low.get(parent) ?? 0, low.get(node) ?? 0));
    if (low.get(node) !== index.get(node)) return;
    const id = component.size;
    for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
      component.set(member, id);
      if (member === node) break;
    }
  };
  for (const node of nodes) if (!index.has(node)) visit(node);
  return component;
}
