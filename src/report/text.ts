import type { Report } from './model.ts';
import { bylineOf } from './sections/about.ts';
import { answeredDiagnosis, type FirstScreen, firstScreen } from './sections/first-screen.ts';
import { suspectedFirst, valuesText } from './sections/ruled-out.ts';
import { fitBlocks, labelled, type TextBlock, type TextLook } from './text-block.ts';
import { rowBlocks } from './text-rows.ts';
import { type Colors, NO_COLORS, WIDTH } from './text-style.ts';
import { wordsOf } from './words/words.ts';
import { printable, wrapAtMost } from './wrap.ts';

export interface TextOptions {
  readonly colors?: Colors;
  /** Where the full report lies. */
  readonly reportPath?: string;
}

/** A ticket is read at a glance and pasted; what does not fit is in the full report. */
export const MAX_LINES = 25;
/** So much of a SHA-256 tells two files apart. */
const HASH_LENGTH = 16;

/** The report as a ticket of at most 25 lines, for the terminal and to paste. */
export function renderText(report: Report, options: TextOptions = {}): string {
  const look: TextLook = { colors: options.colors ?? NO_COLORS, words: wordsOf(report) };
  const { ticket } = look.words;
  const screen = firstScreen(report);
  const head = heading(report, screen, look);
  const blocks = [
    ...screen.rows.filter((row) => row.key !== 'excluded').flatMap((row) => rowBlocks(row, look)),
    optional(ticket.leadsTo, 5, chainText(report), look),
    optional(ticket.prevent, 4, preventText(report), look),
    optional(ticket.ruledOut, 4, ruledOutText(report), look),
    optional(ticket.notChecked, 7, uncheckedText(report), look),
    optional(ticket.bundle, 6, bundleText(report), look),
  ];
  const path = options.reportPath === undefined ? [] : labelled(ticket.report, [options.reportPath], look.colors, 1);
  const { lines } = fitBlocks(
    blocks.filter((block) => block.lines(false).length > 0),
    MAX_LINES - head.length - path.length,
  );
  return `${[...head, ...lines, ...path].slice(0, MAX_LINES).join('\n')}\n`;
}

function optional(label: string, rank: number, text: string, { colors }: TextLook): TextBlock {
  return {
    label,
    rank,
    needed: false,
    lines: (brief) => (text === '' ? [] : labelled(label, [text], colors, brief ? 1 : 2)),
  };
}

function heading(report: Report, screen: FirstScreen, { colors, words }: TextLook): string[] {
  const paint = { critical: colors.red, high: colors.red, medium: colors.yellow, low: colors.cyan, info: colors.green }[
    screen.severity
  ];
  const headline = wrapAtMost(screen.headline, WIDTH, 3);
  return [
    `${paint(colors.bold(screen.badge.toUpperCase()))}  ${printable(screen.tags.join(words.terms.comma))}`,
    ...headline.map(colors.bold),
    ...wrapAtMost(bylineOf(report).slice(0, 2).join(' · '), WIDTH, 1).map(colors.dim),
    ...(screen.summary === undefined || headline.length > 2 ? [] : wrapAtMost(screen.summary, WIDTH, 1)),
  ];
}

/** From cause to symptom, by their names. */
function chainText(report: Report): string {
  const chain = answeredDiagnosis(report)?.chain ?? [];
  const { possibly } = wordsOf(report).ticket;
  return [...new Set(chain.map((edge) => (edge.status === 'possible' ? possibly(edge.toTitle) : edge.toTitle)))]
    .slice(0, 3)
    .map((title) => `→ ${title}`)
    .join(' ');
}

/** The first step that keeps it from coming back. */
const preventText = (report: Report): string =>
  answeredDiagnosis(report)?.remediation.find((r) => r.stage === 'permanent')?.do ?? '';

function ruledOutText(report: Report): string {
  const { terms, ticket } = wordsOf(report);
  return suspectedFirst(report)
    .slice(0, 4)
    .map((r) => {
      const value = valuesText(r.because[0]?.values.slice(0, 1) ?? [], wordsOf(report));
      return value === '' ? r.title : ticket.value(r.title, value);
    })
    .join(terms.semicolon);
}

function uncheckedText(report: Report): string {
  const { unknown, coverage, verdict } = report;
  const { terms, ticket } = wordsOf(report);
  if (unknown.length === 0 || verdict.status === 'healthy') return '';
  const sources = [...new Set(unknown.flatMap((u) => u.missing.map((m) => m.source)))];
  return ticket.unchecked(unknown.length, coverage.rules.total, terms.someOf(sources, 4));
}

/** Which file this is about, so that nobody answers from another one. */
function bundleText(report: Report): string {
  const { sha256 } = report.bundle;
  const [file = report.bundle.path] = bylineOf(report).slice(2);
  return sha256 === undefined ? file : wordsOf(report).ticket.hash(file, sha256.slice(0, HASH_LENGTH));
}
