import { append } from '../lib/group-by.ts';
import type { FindingNode } from './graph.ts';

/**
 * Finds the findings of one rule that may share an entity with a cause. With thousands of failures on one side and of
 * volumes on the other, trying every pair would take longer than reading the bundle.
 */
export class EffectIndex {
  readonly #nodes: readonly FindingNode[];
  readonly #byKind = new Map<string, KindIndex>();

  constructor(nodes: readonly FindingNode[]) {
    this.#nodes = nodes;
  }

  /** Those with an equal entity of the first kind, and those of which that is not known, in their order. */
  candidates(share: readonly string[], cause: FindingNode): readonly FindingNode[] {
    const [kind] = share;
    const keys = kind === undefined ? undefined : cause.instance.entities.get(kind);
    if (kind === undefined || keys === undefined) return this.#nodes;
    const index = this.#indexOf(kind);
    const found = new Set(index.without);
    for (const key of keys) for (const position of index.byKey.get(key) ?? []) found.add(position);
    return [...found].sort((a, b) => a - b).flatMap((position) => this.#nodes[position] ?? []);
  }

  #indexOf(kind: string): KindIndex {
    const known = this.#byKind.get(kind) ?? indexBy(kind, this.#nodes);
    this.#byKind.set(kind, known);
    return known;
  }
}

/** Positions in the list of nodes. */
interface KindIndex {
  readonly byKey: ReadonlyMap<string, readonly number[]>;
  readonly without: readonly number[];
}

function indexBy(kind: string, nodes: readonly FindingNode[]): KindIndex {
  const byKey = new Map<string, number[]>();
  const without: number[] = [];
  for (const [position, { instance }] of nodes.entries()) {
    const keys = instance.entities.get(kind);
    if (keys === undefined) without.push(position);
    for (const key of keys ?? []) {
      append(byKey, key, position);
    }
  }
  return { byKey, without };
}
