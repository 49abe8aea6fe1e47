import type { EntrySink } from '../archive/archive.ts';
import type { CommandFailure, SectionFormat, SectionTitle } from './layout.ts';

const LF = 10;
const EMPTY_LINE = Buffer.from('\n');
/** A title is looked for in the beginning of a line; the rest of a long line is content. */
const TITLE_BYTES = 512;

/** A file of a tool has some dozens; each costs a document, so a hostile one must not have millions. */
const MAX_SECTIONS = 20_000;
const TOO_MANY = {
  status: 'skipped',
  reason: `only the first ${MAX_SECTIONS} outputs in the file were read`,
} as const;

/** The command that prints what a title names. */
export const commandOf = (title: SectionTitle): string => ('command' in title ? title.command : `cat ${title.file}`);

/** Hears that a command failed, with the line of the file that says so. */
export type FailSection = (failure: CommandFailure, line: number) => void;

/** Opens what takes the bytes of one section; `firstLine` is the number of its first line in the file. */
export type OpenSection = (title: SectionTitle, firstLine: number) => EntrySink | undefined;

/**
 * Cuts one file into the outputs of several commands. What stands before the first title and behind the end of a section
 * belongs to nobody. Memory is bounded by the head of one line.
 */
export function createSectionSink(format: SectionFormat, open: OpenSection, fail: FailSection = () => {}): EntrySink {
  let untitled = format.untitled;
  let opened = 0;
  let section: EntrySink | undefined;
  let current: SectionTitle | undefined;
  /** A whole line that is the title if the next one underlines it. */
  let held: Buffer | undefined;
  let number = 1;
  let before = '';
  let head = Buffer.alloc(0);
  /** The rest of a line whose head has been handed over already. */
  let inside = false;

  const release = (): void => {
    if (held !== undefined) section?.write(held);
    held = undefined;
  };

  const startLine = (bytes: Buffer): void => {
    const line = bytes
      .subarray(0, TITLE_BYTES)
      .toString('utf8')
      .replace(/\r?\n?$/, '');
    const title = format.title(line, before);
    before = line;
    if (title !== undefined) {
      held = undefined;
      section?.end(true);
      current = title;
      section = ++opened > MAX_SECTIONS ? undefined : open(title, number + 1);
      if (opened === MAX_SECTIONS + 1) fail({ ...TOO_MANY, command: commandOf(title) }, number);
      untitled = undefined;
      return;
    }
    release();
    const failure = format.failure?.(line, current);
    if (failure !== undefined) {
      // An empty line in its place keeps the numbers of the lines behind it.
      section?.write(EMPTY_LINE);
      fail(failure, number);
      return;
    }
    if (untitled !== undefined && line.trim() !== '') {
      section = open(untitled, number);
      untitled = undefined;
    }
    if (format.end?.test(line) === true) {
      section?.end(true);
      section = undefined;
      current = undefined;
    } else if (format.underlined === true && bytes.at(-1) === LF) held = bytes;
    else section?.write(bytes);
  };

  return {
    write(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const lineEnd = chunk.indexOf(LF, at);
        const stop = lineEnd === -1 ? chunk.length : lineEnd + 1;
        const part = chunk.subarray(at, stop);
        if (inside) section?.write(part);
        else {
          head = head.length === 0 ? Buffer.from(part) : Buffer.concat([head, part]);
          inside = lineEnd !== -1 || head.length >= TITLE_BYTES;
          if (inside) {
            startLine(head);
            head = Buffer.alloc(0);
          }
        }
        if (lineEnd !== -1) {
          inside = false;
          number++;
        }
        at = stop;
      }
    },
    end(complete) {
      if (head.length > 0) startLine(head);
      release();
      section?.end(complete);
    },
  };
}
