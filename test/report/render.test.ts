import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderText } from '../../src/report/text.ts';
import { healthyNode, insufficientBundle, mountIncident, twoCauses, unexplainedFindings } from './fixture.ts';

const GOLDEN = path.join(import.meta.dirname, 'golden');
const REPORTS = {
  'mount-incident': mountIncident(),
  healthy: healthyNode(),
  'insufficient-data': insufficientBundle(),
  'two-causes': twoCauses(),
  findings: unexplainedFindings(),
};

describe.each(Object.entries(REPORTS))('%s', (name, report) => {
  test.each([
    ['html', renderHtml(report)],
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
