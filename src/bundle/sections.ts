import type { EntrySink } from '../archive/archive.ts';
import type { SectionFormat, SectionTitle } from './layout.ts';

const LF = 10;
/** A title is looked for in the beginning of a line; the rest of a long line is content. */
const TITLE_BYTES = 512;

/** Opens what takes the bytes of one section; `firstLine` is the number of its first line in the file. */
export type OpenSection = (title: SectionTitle, firstLine: number) => EntrySink | undefined;

/**
 * Cuts one file into the outputs of several commands. What stands before the first title and behind the end of a section
 * belongs to nobody. Memory is bounded by the head of one line.
 */
export function createSectionSink(format: SectionFormat, open: OpenSection): EntrySink {
  let section: EntrySink | undefined;
  let number = 1;
  let before = '';
  let head = Buffer.alloc(0);
  /** The rest of a line whose head has been handed over already. */
  let inside = false;

  const startLine = (bytes: Buffer): void => {
    const line = bytes
      .subarray(0, TITLE_BYTES)
      .toString('utf8')
      .replace(/\r?\n?$/, '');
    const title = format.title(line, before);
    before = line;
    if (title !== undefined) {
      section?.end(true);
      section = open(title, number + 1);
    } else if (format.end?.test(line) === true) {
      section?.end(true);
      section = undefined;
    } else section?.write(bytes);
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
      section?.end(complete);
    },
  };
}
