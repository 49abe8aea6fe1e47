import type { Report } from './model.ts';
import { bylineOf } from './sections/about.ts';
import { answeredDiagnosis, type FirstScreen, firstScreen } from './sections/first-screen.ts';
import { suspectedFirst, valuesText } from './sections/ruled-out.ts';
import { someOf } from './sections/words.ts';
import { fitBlocks, labelled, type TextBlock } from './text-block.ts';
import { rowBlocks } from './text-rows.ts';
import { type Colors, NO_COLORS, WIDTH } from './text-style.ts';
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
  const colors = options.colors ?? NO_COLORS;
  const screen = firstScreen(report);
  const head = heading(report, screen, colors);
  const blocks = [
    ...screen.rows.filter((row) => row.key !== 'excluded').flatMap((row) => rowBlocks(row, colors)),
    optional('Leads to', 5, chainText(report), colors),
    optional('Prevent', 4, preventText(report), colors),
    optional('Ruled out', 4, ruledOutText(report), colors),
    optional('Not checked', 7, uncheckedText(report), colors),
    optional('Bundle', 6, bundleText(report), colors),
  ];
  const path = options.reportPath === undefined ? [] : labelled('Report', [options.reportPath], colors, 1);
  const { lines } = fitBlocks(
    blocks.filter((block) => block.lines(false).length > 0),
    MAX_LINES - head.length - path.length,
  );
  return `${[...head, ...lines, ...path].slice(0, MAX_LINES).join('\n')}\n`;
}

function optional(label: string, rank: number, text: string, colors: Colors): TextBlock {
  return {
    label,
    rank,
    needed: false,
    lines: (brief) => (text === '' ? [] : labelled(label, [text], colors, brief ? 1 : 2)),
  };
}

function heading(report: Report, screen: FirstScreen, colors: Colors): string[] {
  const paint = { critical: colors.red, high: colors.red, medium: colors.yellow, low: colors.cyan, info: colors.green }[
    screen.severity
  ];
  const headline = wrapAtMost(screen.headline, WIDTH, 3);
  return [
    `${paint(colors.bold(screen.badge.toUpperCase()))}  ${printable(screen.tags.join(', '))}`,
    ...headline.map(colors.bold),
    ...wrapAtMost(bylineOf(report).slice(0, 2).join(' · '), WIDTH, 1).map(colors.dim),
    ...(screen.summary === undefined || headline.length > 2 ? [] : wrapAtMost(screen.summary, WIDTH, 1)),
  ];
}

/** From cause to symptom, by their names. */
function chainText(report: Report): string {
  const chain = answeredDiagnosis(report)?.chain ?? [];
  return [...new Set(chain.map((edge) => `${edge.status === 'possible' ? 'possibly ' : ''}${edge.toTitle}`))]
    .slice(0, 3)
    .map((title) => `→ ${title}`)
    .join(' ');
}

/** The first step that keeps it from coming back. */
const preventText = (report: Report): string =>
  answeredDiagnosis(report)?.remediation.find((r) => r.stage === 'permanent')?.do ?? '';

function ruledOutText(report: Report): string {
  return suspectedFirst(report)
    .slice(0, 4)
    .map((r) => {
      const value = valuesText(r.because[0]?.values.slice(0, 1) ?? []);
      return value === '' ? r.title : `${r.title} (${value})`;
    })
    .join('; ');
}

function uncheckedText({ unknown, coverage, verdict }: Report): string {
  if (unknown.length === 0 || verdict.status === 'healthy') return '';
  const sources = [...new Set(unknown.flatMap((u) => u.missing.map((m) => m.source)))];
  return `${unknown.length} of ${coverage.rules.total} rules, for want of ${someOf(sources, 4)}`;
}

/** Which file this is about, so that nobody answers from another one. */
function bundleText(report: Report): string {
  const { sha256 } = report.bundle;
  const [file = report.bundle.path] = bylineOf(report).slice(2);
  return sha256 === undefined ? file : `${file}, SHA-256 ${sha256.slice(0, HASH_LENGTH)}…`;
}
