import { bundleOf } from '../bundle.ts';
import type { Node } from '../node.ts';
import type { BundleFiles } from '../tar.ts';

/** A node and what the collector of this project brings of it, of which other tools bring parts at other places. */
export interface SampledNode {
  readonly node: Node;
  readonly native: BundleFiles;
}

/** Writes a node as one tool would: what that tool collects, where and in the form in which it does. */
export type Renderer = (sampled: SampledNode) => BundleFiles;

export const sampled = (node: Node): SampledNode => ({ native: bundleOf(node), node });

/** Members of the native bundle that a tool has as they are, by a pattern of the path and the place they get. */
export type Moves = readonly (readonly [pattern: RegExp, place: string])[];

export function moved({ native }: SampledNode, moves: Moves, top = ''): Map<string, string> {
  const files = new Map<string, string>();
  for (const [path, text] of native) {
    const move = moves.find(([pattern]) => pattern.test(path));
    if (move !== undefined) files.set(top + path.replace(...move), text);
  }
  return files;
}

/** Files of a bundle with the folder that a tool packs around them. */
export const below = (top: string, files: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(files).map(([path, text]) => [top + path, text]);
