import { renderMarkdown } from '../report/markdown.ts';
import type { Report } from '../report/model.ts';
import { type Colors, renderText } from '../report/text.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Format } from './options.ts';
import { VERSION } from './resources.ts';

/** One report in one format. What draws pictures is loaded when a page is asked for: it takes longer than the other forms. */
export async function render(
  format: Format,
  report: Report,
  snapshot: Snapshot,
  colors?: Colors,
  written: readonly string[] = [],
): Promise<string> {
  switch (format) {
    case 'html':
      return (await import('../report/html.ts')).renderHtml(report);
    case 'md':
      return renderMarkdown(report);
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'snapshot':
      return `${JSON.stringify({ inquest: VERSION, ...snapshot }, snapshotValue, 2)}\n`;
    case 'text':
      return renderText(report, {
        ...(colors === undefined ? {} : { colors }),
        ...(written.length === 0 ? {} : { reportPath: written.join(', ') }),
      });
  }
}

/** The same for a file, in which every format names the program: that is how a report is told from a foreign file. */
export async function renderFile(format: Format, report: Report, snapshot: Snapshot): Promise<string> {
  const text = await render(format, report, snapshot);
  return format === 'text' ? `${text}\nReport by inquest ${VERSION}\n` : text;
}

/** Columns of numbers print as plain lists. */
function snapshotValue(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as unknown as ArrayLike<number>)
    : value;
}
