import type { Report } from './model.ts';
import type { Span } from './prose.ts';
import { bylineOf } from './sections/about.ts';
import { type FirstScreen, firstScreen, leadingDiagnosis } from './sections/first-screen.ts';
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
const INDENT = ' '.repeat(LABEL + 1);
/** A ticket is read at a glance; what does not fit is in the full report. */
const MAX_LINES = 40;
/** Lines of one answer, commands not counted. */
const MAX_ROW_LINES = 7;
const MAX_COMMAND_LINES = 4;
const MAX_COMMAND_COLUMNS = 400;

/** The report as a ticket of at most 40 lines for the terminal. */
export function renderText(report: Report, options: TextOptions = {}): string {
  const colors = options.colors ?? NO_COLORS;
  const screen = firstScreen(report);
  const blocks = [
    // What is excluded stands below with its values.
    ...screen.rows
      .filter((row) => row.key !== 'excluded')
      .map((row) => ({ label: row.label, rank: RANKS[row.key], lines: rowLines(row, colors) })),
    { label: 'Leads to', rank: 3, lines: chainLines(report, colors) },
    { label: 'Prevent', rank: 5, lines: preventLines(report, colors) },
    { label: 'Ruled out', rank: 2, lines: ruledOutLines(report, colors) },
    { label: 'Not checked', rank: 3, lines: uncheckedLines(report, colors) },
    { label: 'Bundle', rank: 9, lines: bundleLines(report, colors) },
  ].filter((block) => block.lines.length > 0);
  const head = heading(report, screen, colors);
  const path = options.reportPath === undefined ? [] : labelled('Report', [options.reportPath], colors, 3);
  // One line is kept for what had to give way, and one stands empty above the path.
  const kept = keepWhatFits(blocks, MAX_LINES - head.length - path.length - 2);
  const dropped = blocks.filter((block) => !kept.has(block)).map((block) => block.label);
  const left = dropped.length === 0 ? [] : labelled('Left out', [`${dropped.join(', ')}: see the report`], colors, 1);
  const body = blocks.filter((block) => kept.has(block)).flatMap((block) => block.lines);
  return `${[...head, ...body, ...left, ...(path.length === 0 ? [] : ['', ...path])].join('\n')}\n`;
}

interface TextBlock {
  readonly label: string;
  /** What gives way first when there is not enough room: the highest number. */
  readonly rank: number;
  readonly lines: readonly string[];
}

const RANKS: Readonly<Record<Row['key'], number>> = {
  what: 0,
  do: 0,
  ask: 1,
  hit: 1,
  dont: 2,
  since: 2,
  sure: 4,
  reboot: 4,
  owner: 6,
  limits: 5,
  more: 6,
  excluded: 7,
};

/** The blocks that fit; whole blocks give way, the least important first. */
function keepWhatFits(blocks: readonly TextBlock[], room: number): ReadonlySet<TextBlock> {
  const kept = new Set(blocks);
  const size = (): number => [...kept].reduce((sum, block) => sum + block.lines.length, 0);
  while (size() > room) kept.delete([...kept].reduce((least, block) => (block.rank >= least.rank ? block : least)));
  return kept;
}

function heading(report: Report, screen: FirstScreen, colors: Colors): string[] {
  const paint = { critical: colors.red, high: colors.red, medium: colors.yellow, low: colors.cyan, info: colors.green }[
    screen.severity
  ];
  return [
    `${paint(colors.bold(screen.badge.toUpperCase()))}  ${printable(screen.tags.join(', '))}`,
    ...wrapAtMost(screen.headline, WIDTH, 3).map(colors.bold),
    ...wrapAtMost(bylineOf(report).slice(0, 2).join(' · '), WIDTH, 2).map(colors.dim),
    ...(screen.summary === undefined ? [] : wrapAtMost(screen.summary, WIDTH, 3)),
    '',
  ];
}

function rowLines(row: Row, colors: Colors): string[] {
  const sentences = row.paragraphs.map(spansText);
  const texts = [...(row.key === 'hit' ? [sentences.join(' ')] : sentences), ...row.items.map(spansText)];
  const lines = labelled(row.label, texts, colors, 4);
  // A long list gives way to the other answers, not they to it.
  if (lines.length > MAX_ROW_LINES) lines.splice(MAX_ROW_LINES - 1, Infinity, `${INDENT}… more in the report`);
  for (const step of row.steps) {
    lines.push(
      ...labelled(lines.length === 0 ? row.label : '', [taskText(step)], colors, 2),
      ...stepLines(step, colors),
    );
  }
  if (row.command !== undefined) lines.push(...commandLines('', row.command, colors));
  return lines;
}

function taskText(step: Step): string {
  const how = [step.classWord, step.where, ...(step.duration === undefined ? [] : [step.duration])].join(', ');
  return `${spansText(step.task)} (${how})`;
}

function stepLines(step: Step, colors: Colors): string[] {
  const lines: string[] = [];
  if (step.command !== undefined) lines.push(...commandLines('', step.command, colors));
  if (step.impact !== undefined) lines.push(...labelled('', [`effect: ${spansText(step.impact)}`], colors, 2));
  if (step.verify !== undefined) lines.push(...commandLines('verify: ', step.verify, colors));
  if (step.expect !== undefined) lines.push(...labelled('', [`expect: ${step.expect}`], colors, 2));
  if (step.undo !== undefined) lines.push(...commandLines('undo:   ', step.undo, colors));
  return lines;
}

/** Commands are not wrapped, so that they can be copied; one that is too long to read here is left to the report. */
function commandLines(name: string, command: string, colors: Colors): string[] {
  const lines = command.split('\n').map(printable);
  if (lines.length > MAX_COMMAND_LINES || lines.some((line) => line.length > MAX_COMMAND_COLUMNS)) {
    return [`${INDENT}${name}${colors.dim('(the command is long: see the report)')}`];
  }
  return lines.map(
    (line, index) =>
      `${INDENT}${index === 0 ? name : ' '.repeat(name.length)}${name === '' ? '  ' : ''}${colors.cyan(line)}`,
  );
}

function chainLines(report: Report, colors: Colors): string[] {
  const leading = leadingDiagnosis(report);
  if (leading === undefined || leading.chain.length === 0) return [];
  const links = leading.chain
    .slice(0, 4)
    .map(
      (edge) =>
        `${edge.status === 'possible' ? '→ possibly ' : '→ '}${edge.toTitle}${edge.message === '' ? '' : `: ${edge.message}`}`,
    );
  return labelled('Leads to', links, colors, 1);
}

/** The first step that keeps it from coming back. */
function preventLines(report: Report, colors: Colors): string[] {
  const step = leadingDiagnosis(report)?.remediation.find((r) => r.stage === 'permanent');
  return step === undefined ? [] : labelled('Prevent', [step.do], colors, 2);
}

function ruledOutLines(report: Report, colors: Colors): string[] {
  const suspected = report.ruledOut.filter((r) => r.suspected);
  const titles = (suspected.length > 0 ? suspected : report.ruledOut).slice(0, 6).map((r) => {
    const value = r.because[0]?.values[0];
    return value === undefined ? r.title : `${r.title} (${value.path} = ${value.value})`;
  });
  return titles.length === 0 ? [] : labelled('Ruled out', [titles.join('; ')], colors, 2);
}

function uncheckedLines(report: Report, colors: Colors): string[] {
  if (report.unknown.length === 0) return [];
  const sources = [...new Set(report.unknown.flatMap((u) => u.missing.map((m) => `${m.source} (${m.reason})`)))];
  const text = `${report.unknown.length} of ${report.coverage.rules.total} rules: ${sources.slice(0, 4).join(', ')}${sources.length > 4 ? ', …' : ''}`;
  return labelled('Not checked', [text], colors, 2);
}

/** Which file this is about, so that nobody answers from another one. */
function bundleLines(report: Report, colors: Colors): string[] {
  const { sha256 } = report.bundle;
  const [file = report.bundle.path] = bylineOf(report).slice(2);
  return labelled('Bundle', [file, ...(sha256 === undefined ? [] : [`sha256 ${sha256}`])], colors, 1);
}

/** A label in its column and the texts beside it, each at most `max` lines. */
function labelled(label: string, texts: readonly string[], colors: Colors, max: number): string[] {
  const lines = texts.flatMap((text) => wrapAtMost(text, WIDTH - LABEL - 1, max));
  return lines.map((line, index) => `${index === 0 ? colors.bold(label.padEnd(LABEL)) : ' '.repeat(LABEL)} ${line}`);
}

function spansText(spans: readonly Span[]): string {
  return spans.map((span) => (span.code ? `\`${span.text}\`` : span.text)).join('');
}
