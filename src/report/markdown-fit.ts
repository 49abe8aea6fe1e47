import { formatCount } from '../lib/text.ts';
import type { Words } from './words/words.ts';

/** Below GitHub's limit of 65,536 characters for a comment, with room for a few words around it. */
export const DEFAULT_MAX_CHARS = 60_000;

/** A heading with what stands below it. */
interface Section {
  readonly level: number;
  readonly title: string;
  readonly text: string;
}

/** What is left out first, by the keys of its titles; a section of another title is left out after them, the last one first. */
const LEAST_NEEDED: readonly (keyof Words['page'])[] = [
  'findings',
  'coverage',
  'judged',
  'headroom',
  'notChecked',
  'risks',
  'timeline',
  'bundleProblems',
  'nodes',
  'changes',
  'vendorNote',
  'unexplained',
  'ruledOut',
  'evidence',
  'why',
  'references',
  'customerNote',
  'nodeAndBundle',
  'otherNodes',
  'chain',
];

/** Leaves out whole sections until the text has at most `max` characters, and says which. What stands above the first stays. */
export function fitSections(markdown: string, max: number, words: Words): string {
  if (markdown.length <= max) return markdown;
  const [head, ...sections] = split(markdown);
  const left = new Set<Section>();
  for (const section of inOrderOfNeed(sections, words)) {
    for (const gone of [section, ...below(section, sections)]) left.add(gone);
    const text = join(head?.text ?? '', sections, left, noteOf(left, max, words));
    if (text.length <= max) return text;
  }
  return join(head?.text ?? '', sections, left, noteOf(left, max, words));
}

/** What was left out; of a cause, only that it was one. */
function noteOf(left: ReadonlySet<Section>, max: number, { markdown, page }: Words): string {
  const titles = [...new Set([...left].map(({ title }) => title.split(page.colon.trim())[0] ?? title))];
  return markdown.leftOut(formatCount(max), titles);
}

function join(head: string, sections: readonly Section[], left: ReadonlySet<Section>, note: string): string {
  return `${head}${note}\n\n${sections
    .filter((s) => !left.has(s))
    .map((s) => s.text)
    .join('')}`
    .trimEnd()
    .concat('\n');
}

function inOrderOfNeed(sections: readonly Section[], { page }: Words): Section[] {
  const rank = ({ title }: Section): number => {
    const found = LEAST_NEEDED.findIndex((key) => title === page[key]);
    return found === -1 ? LEAST_NEEDED.length : found;
  };
  return [...sections].reverse().sort((a, b) => rank(a) - rank(b));
}

/** The parts of a section, which go with it. */
function below(section: Section, sections: readonly Section[]): Section[] {
  const after = sections.slice(sections.indexOf(section) + 1);
  const end = after.findIndex((s) => s.level <= section.level);
  return end === -1 ? after : after.slice(0, end);
}

/** Splits at headings of the second and third level; a line in a code block is no heading. */
function split(markdown: string): Section[] {
  const sections: { level: number; title: string; text: string }[] = [{ level: 0, title: '', text: '' }];
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const mark = /^`{3,}/.exec(line)?.[0];
    if (fence === undefined && mark !== undefined) fence = mark;
    else if (fence !== undefined && line === fence) fence = undefined;
    const [, hashes, title] = (fence === undefined ? /^(#{2,3}) (.*)$/.exec(line) : null) ?? [];
    if (hashes !== undefined) sections.push({ level: hashes.length, title: title ?? '', text: '' });
    const last = sections.at(-1);
    if (last !== undefined) last.text += `${line}\n`;
  }
  return sections;
}
