import { renderMarkdown } from '../report/markdown.ts';
import type { Report } from '../report/model.ts';
import { renderText } from '../report/text.ts';
import type { Colors } from '../report/text-style.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Format } from './options.ts';
import { VERSION } from './resources.ts';

export interface RenderOptions {
  /** Most characters of Markdown. */
  readonly maxChars: number;
  readonly colors?: Colors;
  /** Files that hold the full report, for the ticket. */
  readonly written?: readonly string[];
}

/** One report in one format. What draws pictures is loaded when a page is asked for: it takes longer than the other forms. */
export async function render(
  format: Format,
  report: Report,
  snapshot: Snapshot,
  { maxChars, colors, written = [] }: RenderOptions,
): Promise<string> {
  switch (format) {
    case 'html':
      return (await import('../report/html.ts')).renderHtml(report);
    case 'md':
      return renderMarkdown(report, maxChars);
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'snapshot':
      return `${JSON.stringify({ inquest: VERSION, ...snapshot }, snapshotValue, 2)}\n`;
    case 'ticket':
      return renderText(report, {
        ...(colors === undefined ? {} : { colors }),
        ...(written.length === 0 ? {} : { reportPath: written.join(', ') }),
      });
  }
}

/** The same for a file, in which every format names the program: that is how a report is told from a foreign file. */
export async function renderFile(
  format: Format,
  report: Report,
  snapshot: Snapshot,
  options: RenderOptions,
): Promise<string> {
  const text = await render(format, report, snapshot, options);
  return format === 'ticket' ? `${text}\nReport by inquest ${VERSION}\n` : text;
}

/** Columns of numbers print as plain lists. */
function snapshotValue(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as unknown as ArrayLike<number>)
    : value;
}
