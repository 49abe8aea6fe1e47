import { graphlib, layout } from '@dagrejs/dagre';
import { curveBasis, line } from 'd3-shape';
import { wrap, wrapAtMost } from '../wrap.ts';
import { px } from './px.ts';

export interface GraphInput {
  readonly nodes: readonly GraphInputNode[];
  readonly edges: readonly GraphInputEdge[];
}

export interface GraphInputNode {
  readonly id: string;
  readonly role: 'cause' | 'effect' | 'symptom';
  readonly title: string;
  /** The role as a word. */
  readonly kicker: string;
  /** A few words of numbers below the title. */
  readonly note: string | undefined;
  readonly href: string | undefined;
}

export interface GraphInputEdge {
  readonly from: string;
  readonly to: string;
  readonly number: number;
  readonly href: string;
  readonly possible: boolean;
  readonly title: string;
}

export interface GraphText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** A graph laid out: all numbers are pixels of its own drawing. */
export interface ChainGraph {
  readonly width: number;
  readonly height: number;
  /** Its letters can be read when it is as wide as a page of paper. */
  readonly fitsPaper: boolean;
  readonly nodes: readonly (Omit<GraphInputNode, 'note' | 'kicker'> & {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly kicker: GraphText;
    readonly lines: readonly GraphText[];
    readonly notes: readonly GraphText[];
  })[];
  readonly edges: readonly (GraphInputEdge & {
    readonly path: string;
    readonly head: string;
    readonly x: number;
    readonly y: number;
    readonly textY: number;
  })[];
}

/** How boxes are arranged and how wide they are. */
interface Shape {
  readonly rankdir: 'LR' | 'TB';
  readonly width: number;
  /** Characters of the widest common sans serif that fit a line of a box. */
  readonly columns: number;
  readonly maxLines: number;
  readonly gap: number;
}

const ACROSS: Shape = { rankdir: 'LR', width: 212, columns: 29, maxLines: 4, gap: 26 };
const DOWN: Shape = { ...ACROSS, rankdir: 'TB', gap: 18 };
const SLIM = { width: 156, columns: 20, maxLines: 6, gap: 22 };
/** What is wanted most comes first. */
const SHAPES: readonly Shape[] = [ACROSS, { ...ACROSS, ...SLIM }, DOWN, { ...DOWN, ...SLIM, gap: 18 }];
const LINE = 16;
const PAD = 10;
const BADGE = 20;
const ARROW = 7;
/** A page of A4 is 688 pixels wide: letters of 12 pixels become those of 8 points. */
const PAPER_WIDTH = 760;
const PAPER_HEIGHT = 940;
/** Wider than this a graph is not readable on a screen, so it runs from top to bottom. */
const MAX_WIDTH = 1060;

/** Lays out causes and effects so that they can be printed where that is possible; from left to right where that fits. Pure. */
export function layoutChain(input: GraphInput): ChainGraph {
  for (const shape of SHAPES) {
    const graph = arrange(input, shape);
    if (graph.fitsPaper) return graph;
  }
  const across = arrange(input, ACROSS);
  return across.width <= MAX_WIDTH ? across : arrange(input, DOWN);
}

function arrange(input: GraphInput, shape: Shape): ChainGraph {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: shape.rankdir, nodesep: 18, ranksep: shape.gap, edgesep: 14, marginx: 2, marginy: 2 });
  graph.setDefaultEdgeLabel(() => ({}));
  const texts = new Map(input.nodes.map((node) => [node.id, textOf(node, shape)]));
  // Keys of our own: the layout trips over ids that are empty or strange.
  const keys = new Map(input.nodes.map((node, index) => [node.id, `n${index}`]));
  const key = (id: string): string => keys.get(id) ?? '';
  for (const node of input.nodes)
    graph.setNode(key(node.id), { width: shape.width, height: heightOf(texts.get(node.id) ?? NO_TEXT) });
  for (const edge of input.edges)
    graph.setEdge(key(edge.from), key(edge.to), { width: BADGE, height: BADGE, labelpos: 'c' }, String(edge.number));
  layout(graph);
  const [width, height] = [Math.ceil(graph.graph().width ?? 0), Math.ceil(graph.graph().height ?? 0)];
  return {
    width,
    height,
    fitsPaper: width <= PAPER_WIDTH && height <= PAPER_HEIGHT,
    nodes: input.nodes.map((node) => placeNode(node, graph.node(key(node.id)), texts.get(node.id) ?? NO_TEXT)),
    edges: input.edges.map((edge) => placeEdge(edge, graph.edge(key(edge.from), key(edge.to), String(edge.number)))),
  };
}

/** The lines of a box below its first one. */
interface BoxText {
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

const NO_TEXT: BoxText = { lines: [], notes: [] };

function textOf({ title, note }: GraphInputNode, { columns, maxLines }: Shape): BoxText {
  return { lines: wrapAtMost(title, columns, maxLines), notes: note === undefined ? [] : wrap(note, columns) };
}

const heightOf = ({ lines, notes }: BoxText): number => 2 * PAD + LINE * (1 + lines.length + notes.length) - 2;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function placeNode(node: GraphInputNode, box: Box, { lines, notes }: BoxText): ChainGraph['nodes'][number] {
  const [x, y] = [px(box.x - box.width / 2), px(box.y - box.height / 2)];
  const at = (row: number, text: string): GraphText => ({ x: x + PAD, y: px(y + PAD + LINE * row + 10), text });
  return {
    ...node,
    x,
    y,
    width: box.width,
    height: box.height,
    kicker: at(0, node.kicker),
    lines: lines.map((text, row) => at(row + 1, text)),
    notes: notes.map((text, row) => at(lines.length + row + 1, text)),
  };
}

interface Route {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly x?: number;
  readonly y?: number;
}

const curve = line<{ readonly x: number; readonly y: number }>(
  (p) => p.x,
  (p) => p.y,
).curve(curveBasis);

function placeEdge(edge: GraphInputEdge, { points, x, y }: Route): ChainGraph['edges'][number] {
  const end = points.at(-1) ?? { x: 0, y: 0 };
  const before = points.at(-2) ?? end;
  const [badgeX, badgeY] = [px(x ?? end.x), px(y ?? end.y)];
  return {
    ...edge,
    path: curve.digits(1)([...points]) ?? '',
    head: arrowHead(before, end),
    x: badgeX,
    y: badgeY,
    textY: px(badgeY + 4),
  };
}

/** A triangle at the end of an edge; markers would need an id that is unique in the page. */
function arrowHead(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const corner = (turn: number): string =>
    `${px(to.x - ARROW * Math.cos(angle + turn))} ${px(to.y - ARROW * Math.sin(angle + turn))}`;
  return `M${px(to.x)} ${px(to.y)}L${corner(0.45)}L${corner(-0.45)}Z`;
}
