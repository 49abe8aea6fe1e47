import { type Colors, INDENT, LABEL, WIDTH } from './text-style.ts';
import type { Words } from './words/words.ts';
import { columnsOf, printable, wrapAtMost } from './wrap.ts';

/** How a ticket looks: its colours, and its language. */
export interface TextLook {
  readonly colors: Colors;
  readonly words: Words;
}

/** One labelled answer of the ticket, of as many lines as there is room for. */
export interface TextBlock {
  readonly label: string;
  /** What gives way first when there is not enough room: the highest number. */
  readonly rank: number;
  /** Without it the ticket would leave a question open: it is made shorter, and never left out. */
  readonly needed: boolean;
  /** The lines, `brief` in as few as tell the least. */
  lines(brief: boolean): readonly string[];
}

/** The lines of the blocks that fit into `room` lines, and the labels of those that had to give way. */
export function fitBlocks(
  blocks: readonly TextBlock[],
  room: number,
): { readonly lines: readonly string[]; readonly left: readonly string[] } {
  const left = new Set<TextBlock>();
  const brief = new Set<TextBlock>();
  const lines = (): string[] => blocks.filter((b) => !left.has(b)).flatMap((b) => b.lines(brief.has(b)));
  const worstFirst = [...blocks].reverse().sort((a, b) => b.rank - a.rank);
  // What only adds goes first, then long answers become short, and at last goes what tells of another cause.
  const measures = [
    ...worstFirst.filter((b) => !b.needed && b.rank > LAST_TO_GO).map((b) => () => left.add(b)),
    ...worstFirst.map((b) => () => brief.add(b)),
    ...worstFirst.filter((b) => !b.needed).map((b) => () => left.add(b)),
  ];
  for (const measure of measures) {
    if (lines().length <= room) break;
    measure();
  }
  return { lines: lines(), left: blocks.filter((b) => left.has(b)).map((b) => b.label) };
}

/** Optional blocks up to this rank are left out after all answers were made short. */
const LAST_TO_GO = 2;

/** A label in its column and the texts beside it, each at most `max` lines. */
export function labelled(label: string, texts: readonly string[], colors: Colors, max: number): string[] {
  const lines = texts.flatMap((text) => wrapAtMost(text, WIDTH - LABEL - 1, max));
  return lines.map((line, index) => `${index === 0 ? colors.bold(padded(label)) : ' '.repeat(LABEL)} ${line}`);
}

function padded(label: string): string {
  return `${label}${' '.repeat(Math.max(0, LABEL - columnsOf(label)))}`;
}

/** Commands are not wrapped, so that they can be copied; one that is too long to read here is left to the report. */
export function commandLine(name: string, command: string, { colors, words }: TextLook): string {
  const line = command.trim();
  if (line.includes('\n') || line.length > MAX_COMMAND_COLUMNS)
    return `${INDENT}${name}${colors.dim(words.ticket.longCommand)}`;
  return `${INDENT}${name}${colors.cyan(printable(line))}`;
}

const MAX_COMMAND_COLUMNS = 400;
