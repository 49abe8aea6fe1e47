import type { EntrySink } from '../archive/archive.ts';
import { createJournalExportSink, isJournalExport } from './journal-export.ts';
import type { SectionFormat } from './layout.ts';
import type { SourceReader } from './reader.ts';
import { terminalSession } from './terminal.ts';

/** How much of an entry is looked at before it is given to a source or dropped. */
const HEAD_BYTES = 64 << 10;
/** A prompt stands in the first lines. */
const PROMPT_BYTES = 8 << 10;

interface SniffOptions {
  /** The entry is all there is: a file the user named, which may then be any log. */
  readonly alone: boolean;
  readonly keep: (bytes: Buffer) => void;
  /** Takes a text that holds several outputs; absent for what is such an output itself. */
  readonly cut?: (format: SectionFormat) => EntrySink;
}

/** Holds back the head of an entry until its content tells the source, then passes everything on. */
export function createSniffingSink(path: string, sources: SourceReader, options: SniffOptions): EntrySink {
  let head: Buffer[] = [];
  let headBytes = 0;
  let decided = false;
  let sink: EntrySink | undefined;
  const decide = (): void => {
    decided = true;
    const bytes = Buffer.concat(head);
    if (isJournalExport(bytes)) {
      const log = sources.open({ source: 'log', params: { emitter: 'any' } }, path);
      sink = log === undefined ? undefined : createJournalExportSink(log);
      sink?.write(bytes);
      head = [];
      return;
    }
    const session = options.cut === undefined ? undefined : terminalSession(bytes.toString('utf8', 0, PROMPT_BYTES));
    if (session !== undefined) {
      sink = options.cut?.(session);
      sink?.write(bytes);
      head = [];
      return;
    }
    const match = bytes.length === 0 ? undefined : sources.recognise(bytes, options.alone);
    if (match === undefined) {
      // Small entries stay whole for links; of larger ones only the head would be left, which helps nobody.
      if (bytes.length < HEAD_BYTES) options.keep(bytes);
    } else {
      sink = sources.open(match, path);
      sink?.write(bytes);
    }
    head = [];
  };
  return {
    write(chunk) {
      if (decided) return sink?.write(chunk);
      head.push(Buffer.from(chunk));
      headBytes += chunk.length;
      if (headBytes >= HEAD_BYTES) decide();
    },
    end(complete) {
      if (!decided) decide();
      sink?.end(complete);
    },
  };
}
