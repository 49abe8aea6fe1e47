import { DEFAULT_MAX_CHARS, fitSections } from './markdown-fit.ts';
import type { Report } from './model.ts';
import { viewOf } from './sections/view.ts';
import { fillMarkdown } from './templates.ts';
import { wordsOf } from './words/words.ts';

/**
 * The report as Markdown (GitHub flavour) for a ticket system, which may strip or block an HTML file; at most `maxChars`
 * characters, with what had to be left out named behind the first screen, which is always whole.
 */
export function renderMarkdown(report: Report, maxChars: number = DEFAULT_MAX_CHARS): string {
  // Blocks that are absent leave blank lines; one between blocks is enough, and code keeps its own.
  return fitSections(`${squeeze(fillMarkdown(viewOf(report)))}\n`, maxChars, wordsOf(report));
}

function squeeze(text: string): string {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of text.split('\n')) {
    const mark = /^`{3,}/.exec(line)?.[0];
    if (fence === undefined && mark !== undefined) fence = mark;
    else if (fence !== undefined && line === fence) fence = undefined;
    else if (fence === undefined && line.trim() === '' && isBlankNeedless(lines)) continue;
    if (fence === undefined && isNextItem(lines, line)) lines.pop();
    lines.push(fence === undefined && mark === undefined ? line.trimEnd() : line);
  }
  return lines.join('\n').trim();
}

const isBlankNeedless = (lines: readonly string[]): boolean => (lines.at(-1) ?? '') === '';

/** Items of one list stand together, so that the first screen is short. */
const isNextItem = (lines: readonly string[], line: string): boolean =>
  line.startsWith('- **') && lines.at(-1) === '' && (lines.at(-2) ?? '').startsWith('- **');
