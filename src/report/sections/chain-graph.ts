import { formatCount } from '../../lib/text.ts';
import { type ChainGraph, type GraphInput, type GraphInputNode, layoutChain } from '../charts/chain-graph.ts';
import type { Report, ReportDiagnosis } from '../model.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { findingAnchor } from './anchors.ts';
import { capital } from './words.ts';

/** The chain as a picture; the list of its arrows says the same in words. */
export interface ChainPicture extends ChainGraph {
  readonly title: string;
  /** Too wide to stand beside the list of arrows, which is then below it. */
  readonly isWide: boolean;
}

/** Fewer arrows are told by the list alone; more would be no picture. */
const MIN_EDGES = 2;
const MAX_EDGES = 40;
/** Pixels that leave the list a readable column on a page of 1280. */
const MAX_BESIDE = 740;

export function chainPicture(report: Report, diagnosis: ReportDiagnosis, anchor: string): ChainPicture | undefined {
  const { chain } = diagnosis;
  if (chain.length < MIN_EDGES || chain.length > MAX_EDGES) return undefined;
  const graph = layoutChain(inputOf(report, diagnosis, anchor));
  const isDashed = chain.some((edge) => edge.status === 'possible');
  return {
    ...graph,
    isWide: graph.width > MAX_BESIDE,
    title: capital(wordsOf(report).cause.arrows(chain.length, isDashed)),
  };
}

function inputOf(report: Report, diagnosis: ReportDiagnosis, anchor: string): GraphInput {
  const titles = new Map([[diagnosis.id, diagnosis.title]]);
  for (const edge of diagnosis.chain) {
    titles.set(edge.from, edge.fromTitle);
    titles.set(edge.to, edge.toTitle);
  }
  const words = wordsOf(report);
  const listed = new Set(report.findings.map((f) => f.id));
  return {
    nodes: [...titles].map(([id, title]) => {
      const role = roleOf(report, diagnosis, id);
      return {
        id,
        title,
        role,
        kicker: words.cause.part[role],
        note: noteOf(diagnosis, id, words),
        href: listed.has(id) ? `#${findingAnchor(id)}` : undefined,
      };
    }),
    edges: diagnosis.chain.map((edge, index) => ({
      from: edge.from,
      to: edge.to,
      number: index + 1,
      href: `#${linkAnchor(anchor, index)}`,
      possible: edge.status === 'possible',
      title: words.cause.arrow(index + 1, edge.fromTitle, edge.toTitle, edge.status === 'possible'),
    })),
  };
}

export function linkAnchor(anchor: string, index: number): string {
  return `${anchor}-link-${index + 1}`;
}

function roleOf(report: Report, diagnosis: ReportDiagnosis, id: string): GraphInputNode['role'] {
  if (id === diagnosis.id) return 'cause';
  const kind = report.findings.find((f) => f.id === id)?.kind;
  return kind === 'symptom' ? 'symptom' : 'effect';
}

/** How much of a symptom is explained, where there is more than one of it. */
function noteOf({ explains }: ReportDiagnosis, id: string, { cause, terms }: Words): string | undefined {
  const share = explains.find((e) => e.id === id);
  return share === undefined || share.total < 2
    ? undefined
    : cause.shareExplained(terms.ofTotal(formatCount(share.explained), formatCount(share.total)));
}
