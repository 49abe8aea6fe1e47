import type { Report } from './model.ts';
import type { Span } from './prose.ts';
import { firstScreen, leadingDiagnosis, type FirstScreen } from './sections/first-screen.ts';
import { bylineOf } from './sections/about.ts';
import type { Row } from './sections/rows.ts';
import type { Step } from './sections/step.ts';
import { printable, wrapAtMost } from './wrap.ts';

/** Paints text for a terminal; without it, the text is plain. */
export interface Colors {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

export interface TextOptions {
  readonly colors?: Colors;
  /** Where the full report lies. */
  readonly reportPath?: string;
}

const same = (text: string): string => text;
const NO_COLORS: Colors = { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same };

const WIDTH = 100;
const LABEL = 11;
/** A ticket is read at a glance; what does not fit is in the full report. */
const MAX_LINES = 40;
const MAX_COMMAND_LINES = 4;
const MAX_COMMAND_COLUMNS = 400;

/** The report as a ticket of at most 40 lines for the terminal. */
export function renderText(report: Report, options: TextOptions = {}): string {
  const colors = options.colors ?? NO_COLORS;
  const screen = firstScreen(report);
  const tail = options.reportPath === undefined ? [] : ['', ...labelled('Report', [options.reportPath], colors, 3)];
  const head = heading(report, screen, colors);
  const blocks = [
    ...screen.rows.map((row) => ({ rank: RANKS[row.key], lines: rowLines(row, colors) })),
    { rank: 3, lines: chainLines(report, colors) },
    { rank: 7, lines: ruledOutLines(report, colors) },
    { rank: 8, lines: uncheckedLines(report, screen, colors) },
  ];
  const body = fit(blocks, MAX_LINES - head.length - tail.length - 1);
  return `${[...head, ...body, ...tail].join('\n')}\n`;
}

/** What gives way first when there is not enough room: the highest number. */
const RANKS: Readonly<Record<Row['key'], number>> = { what: 0, do: 0, ask: 1, hit: 1, dont: 2, since: 2, sure: 4, reboot: 4, owner: 6, limits: 5, more: 6 };

/** Keeps the order of the blocks and leaves out whole blocks, the least important first, until the rest fits. */
function fit(blocks: readonly { readonly rank: number; readonly lines: readonly string[] }[], room: number): string[] {
  const kept = new Set(blocks);
  const size = (): number => [...kept].reduce((sum, block) => sum + block.lines.length, 0);
  while (size() > room && kept.size > 0) {
    const least = [...kept].reduce((worst, block) => (block.rank >= worst.rank ? block : worst));
    kept.delete(least);
  }
  return blocks.filter((block) => kept.has(block)).flatMap((block) => block.lines);
}

function heading(report: Report, screen: FirstScreen, colors: Colors): string[] {
  const paint = { critical: colors.red, high: colors.red, medium: colors.yellow, low: colors.cyan, info: colors.green }[screen.severity];
  const severity = screen.status === 'healthy' ? 'OK' : screen.severity.toUpperCase();
  return [
    `${paint(colors.bold(severity))}  ${printable(screen.tags.join(', '))}`,
    ...wrapAtMost(screen.headline, WIDTH, 3).map(colors.bold),
    ...wrapAtMost(bylineOf(report).join(' · '), WIDTH, 2).map(colors.dim),
    ...(screen.summary === undefined ? [] : wrapAtMost(screen.summary, WIDTH, 3)),
    '',
  ];
}

function rowLines(row: Row, colors: Colors): string[] {
  const texts = [...row.paragraphs.map(spansText), ...row.items.slice(0, 3).map(spansText)];
  const lines = labelled(row.label, texts, colors, 4);
  for (const step of row.steps) {
    lines.push(...labelled(lines.length === 0 ? row.label : '', [taskText(step)], colors, 2), ...stepLines(step, colors));
  }
  if (row.command !== undefined) lines.push(...commandLines(row.command, colors));
  return lines;
}

function taskText(step: Step): string {
  const how = [step.classWord, step.where, ...(step.duration === undefined ? [] : [step.duration])].join(', ');
  return `${spansText(step.task)} (${how})`;
}

function stepLines(step: Step, colors: Colors): string[] {
  const indent = ' '.repeat(LABEL);
  const lines: string[] = [];
  if (step.command !== undefined) lines.push(...commandLines(step.command, colors));
  if (step.impact !== undefined) lines.push(...wrapAtMost(`effect: ${spansText(step.impact)}`, WIDTH - LABEL, 2).map((l) => indent + l));
  const verify = step.verify ?? '';
  if (verify !== '') lines.push(`${indent}verify:`, ...commandLines(verify, colors));
  if (step.expect !== undefined) lines.push(...wrapAtMost(`expect: ${step.expect}`, WIDTH - LABEL, 2).map((l) => indent + l));
  if (step.undo !== undefined) lines.push(`${indent}undo:`, ...commandLines(step.undo, colors));
  return lines;
}

/** Commands are not wrapped, so that they can be copied; one that is too long to read here is left to the report. */
function commandLines(command: string, colors: Colors): string[] {
  const indent = ' '.repeat(LABEL + 2);
  const lines = command.split('\n');
  if (lines.length > MAX_COMMAND_LINES || lines.some((line) => line.length > MAX_COMMAND_COLUMNS)) {
    return [`${indent}${colors.dim('(the command is long: see the report)')}`];
  }
  return lines.map((line) => `${indent}${colors.cyan(printable(line))}`);
}

function chainLines(report: Report, colors: Colors): string[] {
  const leading = leadingDiagnosis(report);
  if (leading === undefined || leading.chain.length === 0) return [];
  const links = leading.chain.slice(0, 4).map((edge) => `${edge.status === 'possible' ? '→ possibly ' : '→ '}${edge.toTitle}${edge.message === '' ? '' : `: ${edge.message}`}`);
  return labelled('Leads to', links, colors, 2);
}

function ruledOutLines(report: Report, colors: Colors): string[] {
  const suspected = report.ruledOut.filter((r) => r.suspected);
  const titles = (suspected.length > 0 ? suspected : report.ruledOut).slice(0, 6).map((r) => {
    const value = r.because[0]?.values[0];
    return value === undefined ? r.title : `${r.title} (${value.path} = ${value.value})`;
  });
  return titles.length === 0 ? [] : labelled('Ruled out', [titles.join('; ')], colors, 3);
}

function uncheckedLines(report: Report, screen: FirstScreen, colors: Colors): string[] {
  if (report.unknown.length === 0) return [];
  const sources = [...new Set(report.unknown.flatMap((u) => u.missing.map((m) => `${m.source} (${m.reason})`)))];
  const text = `${report.unknown.length} of ${report.coverage.rules.total} rules: ${sources.slice(0, 4).join(', ')}${sources.length > 4 ? ', …' : ''}`;
  return labelled(screen.status === 'insufficient-data' ? 'Missing' : 'Not checked', [text], colors, 2);
}

/** A label in its column and the texts beside it, each at most `max` lines. */
function labelled(label: string, texts: readonly string[], colors: Colors, max: number): string[] {
  const lines = texts.flatMap((text) => wrapAtMost(text, WIDTH - LABEL - 1, max));
  return lines.map((line, index) => `${index === 0 ? colors.bold(label.padEnd(LABEL)) : ' '.repeat(LABEL)} ${line}`);
}

function spansText(spans: readonly Span[]): string {
  return spans.map((span) => (span.code ? `\`${span.text}\`` : span.text)).join('');
}
