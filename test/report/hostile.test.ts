import { Marked, type Token } from 'marked';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderText } from '../../src/report/text.ts';
import { mountIncident } from './fixture.ts';
import { harmlessReport, hostileReports } from './hostile.ts';

const CONTROL =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\p{Surrogate}\u{e0000}-\u{e007f}]/u;

describe.each(hostileReports().map((report, index) => ({ report, index })))('hostile report $index', ({ report }) => {
  test('the HTML has no element and no attribute out of the data', () => {
    const html = renderHtml(report);
    const harmless = renderHtml(harmlessReport(report));
    const own = new Set([...tagsOf(harmless), ...tagsOf(renderHtml(mountIncident()))]);
    expect([...tagsOf(html)].filter((tag) => !own.has(tag))).toEqual([]);
    expect(html.match(/<img|javascript:[^<]*"/gi)).toBeNull();
    expect(countOf(html, '<script')).toBe(countOf(harmless, '<script'));
    expect(countOf(html, '<svg')).toBe(countOf(harmless, '<svg'));
    expect(html).not.toMatch(CONTROL);
  });

  test('the Markdown has no raw HTML, no image and no link out of the data', () => {
    const markdown = renderMarkdown(report, Infinity);
    const tokens = lex(markdown);
    expect(tokens.filter((t) => t.type === 'image' || (t.type === 'html' && !isFold(t.raw))).map((t) => t.raw)).toEqual(
      [],
    );
    expect(tokens.filter((t) => t.type === 'link').map((t) => ('href' in t ? t.href : ''))).toEqual(
      report.diagnoses.flatMap((d) => d.references.filter(isAddress)),
    );
    expect(new Marked().parse(markdown)).not.toMatch(/<(?:script|img|svg|style|div)/i);
    expect(markdown).not.toMatch(CONTROL);
  });

  test('the Markdown keeps its structure', () => {
    const shape = (text: string): string[] =>
      lex(text)
        .filter((t) => t.type === 'heading' || t.type === 'table' || t.type === 'hr' || t.type === 'blockquote')
        .map((t) =>
          t.type === 'table' && 'rows' in t && Array.isArray(t.rows)
            ? `table ${t.rows.length}`
            : t.type === 'heading' && 'depth' in t
              ? `heading ${t.depth}`
              : t.type,
        );
    expect(shape(renderMarkdown(report, Infinity))).toEqual(
      shape(renderMarkdown({ ...harmlessReport(report), unknown: report.unknown }, Infinity)),
    );
  });

  test('the text has no control characters, 25 lines, and 100 columns where it is not a command', () => {
    const text = renderText(report, { reportPath: 'bundle.report.html' });
    expect(text).not.toMatch(CONTROL);
    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(25);
    expect(lines.filter((line) => [...line].length > 100 && !/^ {12}(?: {2}|check: |undo: {2})/.test(line))).toEqual(
      [],
    );
  });
});

/** What the template itself folds away; its summary is one line of escaped text. */
const isFold = (raw: string): boolean =>
  /^(?:<details><summary>[^<>\n]*<\/summary>|<\/details>|<details>|<summary>|<\/summary>)\s*$/.test(raw);

const countOf = (text: string, part: string): number => text.split(part).length - 1;

/** `tag attribute attribute` of every tag; a value never is outside of quotes. */
function tagsOf(html: string): Set<string> {
  const tags = html.match(/<[^>]*>/g) ?? [];
  return new Set(
    tags.map((tag) =>
      tag
        .replace(/="[^"]*"/g, '')
        .replace(/[<>/]/g, '')
        .trim(),
    ),
  );
}

function lex(markdown: string): Token[] {
  const marked = new Marked({ gfm: true });
  const tokens: Token[] = [];
  marked.walkTokens(marked.lexer(markdown), (token) => {
    tokens.push(token);
  });
  return tokens;
}

/** Only what is an address and nothing else may become a link. */
function isAddress(url: string): boolean {
  return /^https:\/\/[a-z.]+\/[a-z/]*$/.test(url);
}
