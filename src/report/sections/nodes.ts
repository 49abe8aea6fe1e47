import { append } from '../../lib/group-by.ts';
import { formatCount } from '../../lib/text.ts';
import type { Report, ReportNode } from '../model.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { type Row, row } from './rows.ts';

/** One row of the table of nodes, in words. */
export interface NodeEntry {
  readonly name: string;
  readonly folder: string;
  readonly severity: ReportNode['severity'];
  /** The severity, and that as a word; a healthy node has none. */
  readonly level: ReportNode['severity'] | 'ok';
  readonly badge: string;
  readonly verdict: string;
  readonly cause: string;
  readonly causeId: string | undefined;
  readonly worst: string;
  readonly complete: string;
}

/** Empty for a bundle of one node. */
export function nodeEntries(report: Report): NodeEntry[] {
  const words = wordsOf(report);
  return (report.nodes ?? []).map((node) => ({
    name: node.name,
    folder: node.folder,
    severity: node.severity,
    level: levelOf(node),
    badge: words.terms.badge[levelOf(node)],
    verdict: words.terms.verdict[node.status],
    cause: node.cause?.title ?? '',
    causeId: node.cause?.id,
    worst: node.worst?.message ?? '',
    complete: completeness(node, words),
  }));
}

const levelOf = ({ status, severity }: ReportNode): NodeEntry['level'] => (status === 'healthy' ? 'ok' : severity);

function completeness({ complete, cut, judged, rules }: ReportNode, { tables, terms }: Words): string {
  return `${complete ? '' : tables.cutNode(cut === undefined ? undefined : terms.reason(cut))}${tables.judged(formatCount(judged), formatCount(rules))}`;
}

const MAX_KINDS = 5;

/** Which nodes are how, on the first screen: a line for each cause, then for each other verdict. */
export function nodesRow(report: Report): Row[] {
  const { nodes } = report;
  const { screen, terms } = wordsOf(report);
  if (nodes === undefined) return [];
  const kinds = new Map<string, string[]>();
  for (const node of nodes) {
    const kind =
      node.cause === undefined
        ? terms.verdict[node.status]
        : `${terms.badge[node.severity]}${terms.comma}${node.cause.title}`;
    append(kinds, kind, node.name);
  }
  const items = [...kinds].map(([kind, names]) => screen.nodesOfKind(names.length, kind, terms.someOf(names, 6)));
  const beyond = items.length - MAX_KINDS;
  const cut = nodes.filter((node) => !node.complete).map((node) => node.name);
  return row('what', screen.label.nodes, {
    items: [
      ...items.slice(0, MAX_KINDS),
      ...(beyond > 0 ? [screen.moreVerdicts(beyond)] : []),
      ...(cut.length === 0 ? [] : [screen.cutNodes(terms.someOf(cut, 6))]),
    ],
  });
}
