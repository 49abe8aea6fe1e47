import type { ReportDiagnosis } from '../model.ts';

/** A picture of more arrows than this is no help. */
const MAX_ARROWS = 12;
const MAX_LABEL = 90;

/**
 * The chain as a Mermaid flowchart (`flowchart TD`), which GitHub and GitLab draw; dotted arrows are possible only.
 * Undefined for a chain of one arrow, which a sentence tells better.
 */
export function chainDiagram({ chain }: ReportDiagnosis): string | undefined {
  if (chain.length < 2) return undefined;
  const names = new Map<string, string>();
  const nodeOf = (id: string, title: string): string => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const name = `n${names.size}`;
    names.set(id, name);
    return `${name}["${labelOf(title)}"]`;
  };
  const arrows = chain.slice(0, MAX_ARROWS).map(({ from, fromTitle, to, toTitle, status }) => {
    const start = nodeOf(from, fromTitle);
    return `  ${start} ${status === 'possible' ? '-.->' : '-->'} ${nodeOf(to, toTitle)}`;
  });
  return ['flowchart TD', ...arrows].join('\n');
}

/** Only letters, digits and plain punctuation: nothing that the language of diagrams could read as its own. */
function labelOf(title: string): string {
  const text = title
    .replace(/[^\p{L}\p{N} .,:()/%'+-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > MAX_LABEL ? `${text.slice(0, MAX_LABEL - 1)}…` : text;
}
