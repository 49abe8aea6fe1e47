import { htmlViewOf } from './html-view.ts';
import type { Report } from './model.ts';
import { fillHtml } from './templates.ts';

/**
 * The report as one HTML file that needs nothing else: no script, no network, no other file. It can be searched and
 * printed whole. The same report gives the same bytes.
 */
export function renderHtml(report: Report): string {
  return fillHtml(htmlViewOf(report));
}
