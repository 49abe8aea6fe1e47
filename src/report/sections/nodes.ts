import { append } from '../../lib/group-by.ts';
import { formatCount } from '../../lib/text.ts';
import type { Report, ReportNode } from '../model.ts';
import { type Row, row } from './rows.ts';
import { someOf, VERDICT_WORDS } from './words.ts';

/** One row of the table of nodes, in words. */
export interface NodeEntry {
  readonly name: string;
  readonly folder: string;
  readonly severity: ReportNode['severity'];
  /** The severity as a word; a healthy node has none. */
  readonly badge: string;
  readonly verdict: string;
  readonly cause: string;
  readonly causeId: string | undefined;
  readonly worst: string;
  readonly complete: string;
}

/** Empty for a bundle of one node. */
export function nodeEntries({ nodes = [] }: Report): NodeEntry[] {
  return nodes.map((node) => ({
    name: node.name,
    folder: node.folder,
    severity: node.severity,
    badge: node.status === 'healthy' ? 'ok' : node.severity,
    verdict: VERDICT_WORDS[node.status],
    cause: node.cause?.title ?? '',
    causeId: node.cause?.id,
    worst: node.worst?.message ?? '',
    complete: completeness(node),
  }));
}

function completeness({ complete, cut, judged, rules }: ReportNode): string {
  const whole = complete ? '' : `CUT${cut === undefined ? '' : `: ${cut}`}; `;
  return `${whole}${formatCount(judged)} of ${formatCount(rules)} rules judged`;
}

const MAX_KINDS = 5;

/** Which nodes are how, on the first screen: a line for each cause, then for each other verdict. */
export function nodesRow({ nodes }: Report): Row[] {
  if (nodes === undefined) return [];
  const kinds = new Map<string, string[]>();
  for (const node of nodes) {
    const kind = node.cause === undefined ? VERDICT_WORDS[node.status] : `${node.severity}, ${node.cause.title}`;
    append(kinds, kind, node.name);
  }
  const items = [...kinds].map(([kind, names]) => `${formatCount(names.length)} × ${kind}: ${someOf(names, 6)}`);
  const beyond = items.length - MAX_KINDS;
  const cut = nodes.filter((node) => !node.complete).map((node) => node.name);
  return row('what', 'Nodes', {
    items: [
      ...items.slice(0, MAX_KINDS),
      ...(beyond > 0 ? [`and ${beyond} more verdicts`] : []),
      ...(cut.length === 0 ? [] : [`cut: ${someOf(cut, 6)}`]),
    ],
  });
}
