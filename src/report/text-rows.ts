import type { LabelledStep, Row } from './sections/rows.ts';
import type { Step } from './sections/step.ts';
import { commandLine, labelled, type TextBlock, type TextLook } from './text-block.ts';
import { NO_COLORS, spansText } from './text-style.ts';

/** Lines of an answer when there is room, and when there is not; a command has one more. */
const SIZES: Readonly<Record<Row['key'], readonly [number, number]>> = {
  what: [4, 2],
  hit: [2, 1],
  do: [2, 1],
  dont: [4, 2],
  reboot: [2, 1],
  sure: [3, 2],
  since: [2, 1],
  owner: [1, 1],
  ask: [2, 1],
  excluded: [1, 1],
  limits: [2, 1],
  more: [2, 1],
};

/** What is made short or left out first: the highest number. */
const RANKS: Readonly<Record<Row['key'], number>> = {
  what: 0,
  do: 0,
  ask: 1,
  hit: 1,
  dont: 3,
  reboot: 5,
  sure: 6,
  since: 5,
  owner: 1,
  limits: 8,
  more: 2,
  excluded: 7,
};

/** The blocks of one answer: one, or one for each step. */
export function rowBlocks(row: Row, look: TextLook): TextBlock[] {
  const needed = row.key !== 'more' && row.key !== 'excluded';
  if (row.steps.length > 0) return row.steps.map((step) => stepBlock(row, step, look));
  // One further cause is named, and told in the report.
  const [most, least] = row.key === 'more' && row.items.length === 0 ? [1, 1] : SIZES[row.key];
  return [
    {
      label: row.label,
      rank: RANKS[row.key],
      needed,
      lines: (brief) => [
        ...textLines(brief ? shortOf(row) : row, brief ? least : most, look),
        ...(row.command === undefined ? [] : [commandLine('  ', row.command, look)]),
      ],
    },
  ];
}

/** What came before and which names are hit gives way to the answer itself. */
function shortOf(row: Row): Row {
  const isFirstEnough = row.key === 'since' || row.key === 'dont';
  return isFirstEnough ? { ...row, paragraphs: row.paragraphs.slice(0, 1) } : row;
}

/** A list is told item by item where each has a line, else as one sentence. */
function textLines(row: Row, max: number, look: TextLook): string[] {
  const texts = [...row.paragraphs, ...row.items].map(spansText);
  const apart = texts.flatMap((text) => labelled('', [text], look.colors, max + 1));
  if (row.key !== 'hit' && apart.length <= max && texts.length > 1) return labelled(row.label, texts, look.colors, max);
  const { terms } = look.words;
  const joined = row.items.length > 0 ? texts.map(terms.withoutEnd).join(terms.semicolon) : texts.join(terms.gap);
  return labelled(row.label, [row.key === 'reboot' ? wholeSentences(joined, max) : joined], look.colors, max);
}

/** As many whole sentences as there is room for; only a first that is too long by itself is cut. */
function wholeSentences(text: string, max: number): string {
  const sentences = text.split(/(?<=\.) (?=[A-Z])|(?<=。)/);
  for (let count = sentences.length; count > 1; count--) {
    const kept = sentences.slice(0, count).join(text.includes('。') ? '' : ' ');
    if (labelled('', [kept], NO_COLORS, max + 1).length <= max) return kept;
  }
  return sentences[0] ?? text;
}

function stepBlock(row: Row, step: LabelledStep, look: TextLook): TextBlock {
  const isExtra = step.label !== row.label;
  return {
    label: step.label,
    rank: isExtra ? 1 : RANKS.do,
    needed: !isExtra,
    lines: (brief) => stepLines(step, brief, look),
  };
}

function stepLines(step: LabelledStep, brief: boolean, look: TextLook): string[] {
  const { label, command, verify, expect, undo } = step;
  const { ticket } = look.words;
  const check = verify === undefined ? '' : `${verify}${expect === undefined ? '' : ` → ${expect}`}`;
  return [
    ...labelled(label, [taskText(step, look)], look.colors, brief ? 2 : 3),
    ...(command === undefined ? [] : [commandLine('  ', command, look)]),
    ...(check !== '' && !brief ? [commandLine(ticket.check, check, look)] : []),
    ...(verify === undefined && expect !== undefined ? labelled('', [ticket.expect(expect)], look.colors, 1) : []),
    ...(undo === undefined ? [] : [commandLine(ticket.undo, undo, look)]),
  ];
}

function taskText({ task, classWord, impact, where, duration }: Step, { words }: TextLook): string {
  const { terms, ticket } = words;
  // The effect comes last: it is the longest, and what is cut.
  const how = [classWord, where, ...(duration === undefined ? [] : [duration])];
  const effect = impact === undefined ? [] : [spansText(impact)];
  return ticket.task(spansText(task), [[how.join(terms.comma), ...effect].join(terms.colon)]);
}
