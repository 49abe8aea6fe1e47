import fc from 'fast-check';
import { Marked } from 'marked';
import { describe, expect, test } from 'vitest';
import {
  isLinkable,
  markdownCode,
  markdownFence,
  markdownLink,
  markdownText,
  showAll,
  shown,
  shownCommand,
} from '../../src/report/escape.ts';

const marked = new Marked({ gfm: true });

/** What a browser shows of rendered Markdown. */
function textOf(html: string): string {
  const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };
  return html
    .replace(/<\/?(?:p|code)>/g, '')
    .replace(/&(?:(lt|gt|amp|quot)|#(\d+));/g, (_, name?: string, number?: string) =>
      name === undefined ? String.fromCodePoint(Number(number)) : (named[name] ?? ''),
    )
    .replace(/\s+/g, ' ')
    .trim();
}

const awkward = fc.string({
  unit: fc.constantFrom(...'ab1 .:-+#>=<&|`*_~[]()!\\/@$"\'{}\n\t\u0000\u202e'),
  maxLength: 40,
});

describe('shown', () => {
  test('keeps line ends and tabs, and shows what is invisible', () => {
    expect(shown('a\nb\tc')).toBe('a\nb\tc');
    expect(shown('a\u001b[2Jb\r')).toBe('a\\u001b[2Jb\\u000d');
    expect(shown('\u061c\ud800\u{e0041}')).toBe('\\u061c\\ud800\\ue0041');
    expect(shown('héllo 日本 👍')).toBe('héllo 日本 👍');
  });

  test('counts what it cuts', () => {
    expect(shown('x'.repeat(5000))).toBe(`${'x'.repeat(4000)} … (1,000 more characters)`);
  });

  test('reaches every string of a value', () => {
    expect(showAll({ a: ['\u0007', { b: '\u0007' }], n: 1, u: undefined })).toEqual({
      a: ['\\u0007', { b: '\\u0007' }],
      n: 1,
      u: undefined,
    });
  });
});

test('a command is never shown in part', () => {
  expect(shownCommand('rm -rf /var/tmp/x\n')).toBe('rm -rf /var/tmp/x');
  expect(shownCommand(`rm -rf /${'x'.repeat(5000)}`)).toBe(
    '# a command of 5,008 characters is left out; the JSON report has it',
  );
});

describe('isLinkable', () => {
  test.each([
    'https://github.com/moby/moby/issues/45760',
    'https://docs.kernel.org/a_b.html?x=1#y',
    'https://example.org',
  ])('%s', (url) => {
    expect(isLinkable(url)).toBe(true);
    expect(markdownLink(url)).toBe(`<${url}>`);
  });
  test.each([
    'http://example.org',
    'javascript:alert(1)',
    ' https://example.org',
    'https://example.org/"x',
    'https://example.org/a b',
    'https://user@example.org',
    'https://',
    'data:text/html,x',
    'https://example.org/\u202e',
  ])('not %s', (url) => {
    expect(isLinkable(url)).toBe(false);
    expect(markdownLink(url)).not.toContain('<');
  });
});

describe('markdownText', () => {
  test('leaves field names and paths readable', () => {
    expect(markdownText('fs.mount-max of /var/lib/docker_x is 10.5%, not 1')).toBe(
      'fs.mount-max of /var/lib/docker_x is 10.5%, not 1',
    );
  });

  test('any text renders as one paragraph that shows exactly it', () => {
    fc.assert(
      fc.property(awkward, (text) => {
        const expected = shown(text).replace(/\s+/g, ' ').trim();
        fc.pre(expected !== '');
        const html = marked.parse(markdownText(text), { async: false });
        expect(html).toMatch(/^<p>[^<]*<\/p>\n$/);
        expect(textOf(html)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test('any text stays in its table cell', () => {
    fc.assert(
      fc.property(awkward, awkward, (left, right) => {
        const [table] = marked.lexer(`| a | b |\n|---|---|\n| x${markdownText(left)} | ${markdownCode(right)}x |\n`);
        expect(table).toMatchObject({
          type: 'table',
          rows: [[{ text: expect.stringMatching(/^x/) }, { text: expect.stringMatching(/x$/) }]],
        });
      }),
      { numRuns: 2000 },
    );
  });
});

test('inline code shows any text', () => {
  fc.assert(
    fc.property(awkward, (text) => {
      const expected = shown(text).replace(/\s+/g, ' ').trim();
      fc.pre(expected !== '');
      const html = marked.parse(`x ${markdownCode(text)} y`, { async: false });
      expect(textOf(html)).toBe(`x ${expected} y`);
    }),
    { numRuns: 2000 },
  );
});

test('a fence is longer than any run of backticks inside', () => {
  expect(markdownFence('a\n```\n````\nb\n', 'text')).toBe('`````text\na\n```\n````\nb\n`````');
  fc.assert(
    fc.property(awkward, (text) => {
      const tokens = marked.lexer(`${markdownFence(text, 'sh')}\nafter\n`);
      expect(tokens.map((t) => t.type)).toEqual(['code', 'paragraph']);
    }),
    { numRuns: 1000 },
  );
});
