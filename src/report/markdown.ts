import type { Report } from './model.ts';
import { viewOf } from './sections/view.ts';
import { fillMarkdown } from './templates.ts';

/** The report as Markdown (GitHub flavour) for a ticket system, which may strip or block an HTML file. */
export function renderMarkdown(report: Report): string {
  // Blocks that are absent leave blank lines; one between blocks is enough, and code keeps its own.
  return `${squeeze(fillMarkdown(viewOf(report)))}\n`;
}

function squeeze(text: string): string {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of text.split('\n')) {
    const mark = /^`{3,}/.exec(line)?.[0];
    if (fence === undefined && mark !== undefined) fence = mark;
    else if (fence !== undefined && line === fence) fence = undefined;
    else if (fence === undefined && line.trim() === '' && (lines.at(-1) ?? '') === '') continue;
    lines.push(fence === undefined && mark === undefined ? line.trimEnd() : line);
  }
  return lines.join('\n').trim();
}
