import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderText } from '../../src/report/text.ts';
import { GOLDEN_REPORTS, withoutAssets } from './golden-reports.ts';

const GOLDEN = path.join(import.meta.dirname, 'golden');
describe.each(Object.entries(GOLDEN_REPORTS))('%s', (name, report) => {
  test.each([
    ['html', withoutAssets(renderHtml(report))],
    ['md', renderMarkdown(report)],
    ['txt', renderText(report, { reportPath: 'worker-17.report.html' })],
  ])('renders the golden %s', (extension, rendered) => {
    const file = path.join(GOLDEN, `${name}.${extension}`);
    if (process.env.UPDATE_GOLDEN === '1') {
      mkdirSync(GOLDEN, { recursive: true });
      writeFileSync(file, rendered);
    }
    expect(rendered).toBe(readFileSync(file, 'utf8'));
  });
});
