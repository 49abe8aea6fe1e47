import { type Report, reportSchema } from '../../src/report/model.ts';
import { twoCauses, unexplainedFindings } from './fixture.ts';

const BELL = '\u0007';
const ESCAPE = '\u001b';

/** What somebody could put into a file of a bundle to get at the reader of the report. */
export const HOSTILE_TEXTS: readonly string[] = [
  '<script>window.hacked = 1</script>',
  '"><img src=x onerror="window.hacked = 1">',
  "'><svg onload=window.hacked=1>",
  '{{constructor.constructor "return 1"}} {{{raw}}} {{> first-screen}}',
  '[click](javascript:window.hacked=1) ![i](https://evil.example/i.png) <javascript:alert(1)>',
  'javascript:window.hacked=1',
  'https://evil.example/"onmouseover="window.hacked=1',
  'https://evil.example/collect www.evil.example user@evil.example',
  `${ESCAPE}[2J${ESCAPE}[1;31mred${ESCAPE}[0m${ESCAPE}]8;;https://evil.example${BELL}link${ESCAPE}]8;;${BELL}\u009b31m`,
  'safe\u202egnp.exe\u202c \u2066isolate\u2069 zero\u200bwidth \u{e0041}tag',
  'nul\u0000 back\bspace return\rover vertical\u000btab form\ffeed \ud800 lone',
  `long ${'A'.repeat(100_000)}`,
  '| pipe | table |\n|---|---|\n| a | b |\n\n# heading\n\n- item\n\n> quote\n\n```\nfence\n```\n~~~\n<div>\n</div>\n---\n',
  'text\n```\n# heading out of a fence\n<div onclick="window.hacked=1">\n\n| a | b |\n|---|---|\n',
  '````` fence of five ````` `` and two `` ` one \\` \\| \\',
  '</style><style>body{display:none}</style></title></pre></textarea><!-- ]]>',
  '&lt;script&gt; &amp;#60; &#x3c;script&#x3e; &colon;',
  '[ref]: javascript:window.hacked=1\n[ref] [^1]\n\n[^1]: note',
  '*emphasis* __strong__ ~~gone~~ $x$ @everyone #1 1. one :+1: http://evil.example',
  '   \t leading blanks and a tab\t|',
  '',
];

/** A report in which every free text is hostile; the words of the schema and its times stay. */
export function hostileReports(): Report[] {
  return [twoCauses(), unexplainedFindings()].flatMap((report) =>
    [0, 4, 9, 13, 17].map((seed) => poison(report, seed)),
  );
}

/** The same shape with plain words for texts; what is empty stays empty. */
export function harmlessReport(report: Report): Report {
  return mapTexts(report, (old) => (old === '' ? '' : 'word'));
}

function poison(report: Report, seed: number): Report {
  let next = seed;
  return mapTexts(report, () => HOSTILE_TEXTS[next++ % HOSTILE_TEXTS.length] ?? '');
}

const CLOSED = new Set([
  'schemaVersion',
  'severity',
  'status',
  'word',
  'now',
  'quality',
  'outcome',
  'stage',
  'where',
  'class',
  'role',
  'kind',
  'state',
  'unit',
]);

function mapTexts(report: Report, text: (old: string) => string): Report {
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return CLOSED.has(key) || value === 'inquest' ? value : text(value);
    if (Array.isArray(value)) return value.map((inner) => walk(inner, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]));
  };
  return reportSchema.parse(walk(report, ''));
}
