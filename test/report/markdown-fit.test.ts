import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { fitSections } from '../../src/report/markdown-fit.ts';
import { ENGLISH } from '../../src/report/words/en.ts';
import { mountIncident, twoCauses } from './fixture.ts';

const headOf = (markdown: string): string => markdown.slice(0, markdown.indexOf('\n## '));

describe('a report that may not be as long as it is', () => {
  const whole = renderMarkdown(twoCauses(), Infinity);

  test.each([0.9, 0.7, 0.5, 0.3])('keeps its first screen, %d of its length', (share) => {
    const max = Math.floor(whole.length * share);
    const cut = renderMarkdown(twoCauses(), max);
    expect(cut.length).toBeLessThanOrEqual(max);
    expect(cut).toContain(headOf(whole));
    expect(cut).toMatch(/^\*\*Left out\*\* to stay below [\d,]+ characters: All findings/m);
    // Nothing is folded that is not unfolded again.
    expect(cut.match(/<details>/g)?.length).toBe(cut.match(/<\/details>/g)?.length);
    expect((cut.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
  });

  test('is whole where it may be', () => {
    expect(renderMarkdown(twoCauses(), whole.length)).toBe(whole);
    expect(whole).not.toContain('Left out');
  });

  test('the repair of the first cause is the last to go', () => {
    const budgets = Array.from({ length: 30 }, (_, i) => headOf(whole).length + 500 + i * 250);
    const cuts = budgets.map((max) => renderMarkdown(twoCauses(), max));
    expect(cuts.some((cut) => cut.includes('### Repair') && !cut.includes('## Cause 2'))).toBe(true);
    expect(cuts.filter((cut) => !cut.includes('### Repair') && cut.includes('## Cause 2'))).toEqual([]);
  });

  test('a heading inside of code is none', () => {
    const text = `head\n\n## A\n\n\`\`\`text\n## Coverage\n\`\`\`\n\n## Coverage\n\n${'x'.repeat(300)}\n`;
    expect(fitSections(text, 200, ENGLISH)).toContain('```text\n## Coverage\n```');
  });
});

test('the chain is drawn, and a hostile title is no part of the drawing', () => {
  const report = mountIncident();
  expect(renderMarkdown(report)).toContain(
    '```mermaid\nflowchart TD\n  n0["docker cp copies the whole mount tree of the node"] --> n1[',
  );
  report.diagnoses[0]!.chain[0]!.toTitle = 'x"] --> evil["<img src=x>"]; click n0 href "javascript:1"';
  const drawing = /```mermaid\n([\s\S]*?)\n```/.exec(renderMarkdown(report))?.[1] ?? '';
  expect(drawing.match(/-->|-\.->/g)?.length).toBe(3);
  expect(drawing).not.toMatch(/[<>;](?!\s*n\d)|img src=/);
});
