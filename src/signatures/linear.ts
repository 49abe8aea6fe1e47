import { type CharSet, contains, DOT, disjoint, type Node } from './syntax.ts';

/** A regular expression cut at its `.*?` gaps. Gap `i` lies before part `i` and may be captured. */
export interface LinearParts {
  readonly parts: readonly string[];
  /** Name under which the text between part `i - 1` and part `i` is captured; undefined where it is not. */
  readonly gaps: readonly (string | undefined)[];
}

const MAX_PATHS = 256;
const MAX_REPEAT = 64;

/**
 * Shows that searching for `pattern` with a backtracking engine takes linear time, and returns it cut into the parts to
 * search for one after the other; undefined when the proof fails. Let n be the length of the text. For every part:
 *
 * 1. Only single characters repeat without bound, and such a loop never holds a character that may follow it. After a
 *    failure, giving back characters of a loop fails at once, so every choice of alternatives costs O(n) from one start.
 * 2. Alternatives, optional parts and bounded repeats do not lie in a loop and combine to at most MAX_PATHS choices.
 * 3. For every loop, each way from the beginning of the part to the loop has a character that the loop cannot hold. So if
 *    two starts s < s' both read a character x in this loop, then s' read such a character y before x, and the run of s
 *    read y by a fixed character of the part or by an earlier loop. The fixed ones are at most |part|; an earlier loop of
 *    s ends at a place that, by induction over the loops, only a bounded number of other starts run across. Hence every
 *    character is read by a bounded number of runs, and all starts together cost O(n). A loop at the very end of a part is
 *    exempt: after it the part is found.
 */
export function proveLinear(pattern: Node): LinearParts | undefined {
  const items = pattern.kind === 'sequence' ? pattern.nodes : [pattern];
  const parts: Node[][] = [[]];
  const gaps: (string | undefined)[] = [undefined];
  for (const [i, node] of items.entries()) {
    if ((node.kind === 'start' && i > 0) || (node.kind === 'end' && i < items.length - 1)) return undefined;
    const gap = asGap(node);
    if (gap === undefined) parts.at(-1)?.push(node);
    else {
      if (parts.at(-1)?.length === 0) return undefined;
      parts.push([]);
      gaps.push(gap.name);
    }
  }
  if (!parts.every(isLinear)) return undefined;
  return { parts: parts.map((nodes) => nodes.map(emit).join('')), gaps };
}

/** `.*?` on the top level, bare or as the whole of a named group. */
function asGap(node: Node): { name: string | undefined } | undefined {
  const inner = node.kind === 'group' ? node.node : node;
  const isGap = inner.kind === 'repeat' && inner.lazy && inner.min === 0 && !Number.isFinite(inner.max);
  if (!isGap || inner.node.kind !== 'set' || inner.node.set !== DOT) return undefined;
  return { name: node.kind === 'group' ? node.name : undefined };
}

function isLinear(nodes: readonly Node[]): boolean {
  if (nodes.length === 0 || nodes.reduce((n, node) => n * paths(node), 1) > MAX_PATHS) return false;
  const loops: Loop[] = [];
  collectLoops(nodes, { sets: [], open: true, checked: false }, loops);
  const anchored = nodes[0]?.kind === 'start';
  return loops.every(({ node, set, after }) => {
    if (!after.sets.every((next) => disjoint(set, next))) return false;
    const isLast = after.open && !after.checked && after.sets.length === 0;
    return anchored || isLast || blocks(nodes, node, set) === 'yes';
  });
}

/** Number of ways through a node; infinite for what no proof covers. */
function paths(node: Node): number {
  switch (node.kind) {
    case 'sequence':
      return node.nodes.reduce((n, child) => n * paths(child), 1);
    case 'choice':
      return node.nodes.reduce((n, child) => n + paths(child), 0);
    case 'group':
      return paths(node.node);
    case 'repeat': {
      if (node.node.kind === 'set') return Number.isFinite(node.max) ? repeatPaths(node.min, node.max) : 1;
      if (!Number.isFinite(node.max) || node.max > MAX_REPEAT) return Number.POSITIVE_INFINITY;
      return paths(node.node) ** node.max * repeatPaths(node.min, node.max);
    }
    default:
      return 1;
  }
}

const repeatPaths = (min: number, max: number): number =>
  max > MAX_REPEAT || max < min ? Number.POSITIVE_INFINITY : max - min + 1;

/** What may come after a node: the first characters, whether the part may end there, and whether `$` is asked for. */
interface After {
  readonly sets: readonly CharSet[];
  readonly open: boolean;
  readonly checked: boolean;
}
interface Loop {
  readonly node: Node;
  readonly set: CharSet;
  readonly after: After;
}

/** Walks a sequence from its end to its start, notes each loop with what follows it, and returns what comes first. */
function collectLoops(nodes: readonly Node[], after: After, loops: Loop[]): After {
  let follow = after;
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (node !== undefined) follow = firstOf(node, follow, loops);
  }
  return follow;
}

function firstOf(node: Node, after: After, loops: Loop[]): After {
  switch (node.kind) {
    case 'set':
      return { sets: [node.set], open: false, checked: false };
    case 'sequence':
      return collectLoops(node.nodes, after, loops);
    case 'choice':
      return node.nodes.map((child) => firstOf(child, after, loops)).reduce(either);
    case 'group':
      return firstOf(node.node, after, loops);
    case 'repeat':
      return firstOfRepeat(node, after, loops);
    case 'start':
      return after;
    case 'end':
      return { sets: [], open: false, checked: true };
  }
}

function firstOfRepeat(node: Node & { kind: 'repeat' }, after: After, loops: Loop[]): After {
  if (!Number.isFinite(node.max) && node.node.kind === 'set') {
    loops.push({ node, set: node.node.set, after });
    const first: After = { sets: [node.node.set], open: false, checked: false };
    return node.min === 0 ? either(first, after) : first;
  }
  // In {m,n} a copy may be followed by another copy; loops inside see both.
  const again = firstOf(node.node, after, []);
  const first = firstOf(node.node, node.max > 1 ? either(again, after) : after, loops);
  return node.min === 0 ? either(first, after) : first;
}

const either = (a: After, b: After): After => ({
  sets: [...a.sets, ...b.sets],
  open: a.open || b.open,
  checked: a.checked || b.checked,
});

type Blocking = 'yes' | 'no' | 'reached';

/** Whether every way to the loop meets a character that it cannot hold; `reached` when a way to it does not. */
function blocks(nodes: readonly Node[], loop: Node, held: CharSet): Blocking {
  for (const node of nodes) {
    const answer = blocksOne(node, loop, held);
    if (answer !== 'no') return answer;
  }
  return 'no';
}

function blocksOne(node: Node, loop: Node, held: CharSet): Blocking {
  switch (node.kind) {
    case 'set':
      return disjoint(node.set, held) ? 'yes' : 'no';
    case 'sequence':
      return blocks(node.nodes, loop, held);
    case 'group':
      return blocksOne(node.node, loop, held);
    case 'choice': {
      const answers = node.nodes.map((child) => blocksOne(child, loop, held));
      if (answers.every((answer) => answer === 'yes')) return 'yes';
      return answers.includes('reached') ? 'reached' : 'no';
    }
    case 'repeat': {
      if (node === loop) return 'reached';
      const answer = blocksOne(node.node, loop, held);
      return answer === 'yes' && node.min === 0 ? 'no' : answer;
    }
    default:
      return 'no';
  }
}

/** The node as JavaScript writes it under the `u` flag; sets are spelled out, because `\s` and `.` mean other characters there. */
function emit(node: Node): string {
  switch (node.kind) {
    case 'set':
      return emitSet(node.set);
    case 'sequence':
      return node.nodes.map(emit).join('');
    case 'choice':
      return `(?:${node.nodes.map(emit).join('|')})`;
    case 'group':
      return node.name === undefined ? `(?:${emit(node.node)})` : `(?<${node.name}>${emit(node.node)})`;
    case 'repeat':
      return `${emitRepeated(node.node)}${quantifier(node.min, node.max)}${node.lazy ? '?' : ''}`;
    case 'start':
      return '^';
    case 'end':
      return '$';
  }
}

const emitRepeated = (node: Node): string =>
  node.kind === 'set' || node.kind === 'group' ? emit(node) : `(?:${emit(node)})`;

function quantifier(min: number, max: number): string {
  if (Number.isFinite(max)) return `{${min},${max}}`;
  return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
}

/** Sets of single characters and of escapes are shared by all expressions. */
const written = new WeakMap<CharSet, string>();

function emitSet(set: CharSet): string {
  const known = written.get(set) ?? writeSet(set);
  written.set(set, known);
  return known;
}

function writeSet(set: CharSet): string {
  const ranges: string[] = [];
  for (let low = 0; low < 128; low++) {
    if (!contains(set, low)) continue;
    let high = low;
    while (high < 127 && contains(set, high + 1)) high++;
    ranges.push(low === high ? emitCode(low) : `${emitCode(low)}-${emitCode(high)}`);
    low = high;
  }
  if (set.wide) ranges.push('\\u{80}-\\u{10ffff}');
  return ranges.length === 1 && !ranges[0]?.includes('-') ? (ranges[0] ?? '') : `[${ranges.join('')}]`;
}

function emitCode(code: number): string {
  const char = String.fromCharCode(code);
  return /[A-Za-z0-9 _/:,;"'=@%~`!#&<>]/.test(char) ? char : `\\u{${code.toString(16)}}`;
}
