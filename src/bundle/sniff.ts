import type { EntrySink } from '../archive/archive.ts';
import { sectionPath } from '../lib/source-ref.ts';
import { recognised } from './classify.ts';
import { createJournalExportSink, isJournalExport } from './journal-export.ts';
import type { SectionFormat, SourceMatch } from './layout.ts';
import type { SourceReader } from './reader.ts';
import { supportconfigFile } from './supportconfig-sections.ts';
import { terminalSession } from './terminal.ts';

/** How much of an entry is looked at before it is given to a source or dropped. */
const HEAD_BYTES = 64 << 10;
/** A prompt stands in the first lines. */
const PROMPT_BYTES = 8 << 10;
/** A name that people give the log of a part of the node, `kubelet.log`, `journalctl-docker.txt`: its lines may lack any prefix. */
const NAMED_LOG =
  /(?:^|\/)(?:kubelet|dockerd?|containerd|crio|kernel|dmesg|journal(?:ctl)?|messages|syslog)(?:[-_.][\w.-]{0,60})?\.(?:log|txt|out)$/;

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
  let bytesSeen = 0;
  let isLeft = false;
  let decided = false;
  let sink: EntrySink | undefined;
  const decide = (): void => {
    decided = true;
    const bytes = Buffer.concat(head);
    if (isJournalExport(bytes)) {
      const log = sources.open({ source: 'log', params: { emitter: 'any' }, by: { way: 'content' } }, path);
      sink = log === undefined ? undefined : createJournalExportSink(log);
      sink?.write(bytes);
      head = [];
      return;
    }
    const format = options.cut === undefined ? undefined : formatOf(bytes.toString('utf8', 0, PROMPT_BYTES));
    if (format !== undefined) {
      sink = options.cut?.(format);
      sink?.write(bytes);
      head = [];
      return;
    }
    const match = bytes.length === 0 ? [] : sources.recognise(bytes, options.alone || NAMED_LOG.test(path));
    if (match.length === 0) {
      isLeft = true;
      // Small entries stay whole for links; of larger ones only the head would be left, which helps nobody.
      if (bytes.length < HEAD_BYTES) options.keep(bytes);
    } else {
      sink = openAll(match, path, sources);
      sink?.write(bytes);
    }
    head = [];
  };
  return {
    write(chunk) {
      bytesSeen += chunk.length;
      if (decided) return sink?.write(chunk);
      head.push(Buffer.from(chunk));
      if (bytesSeen >= HEAD_BYTES) decide();
    },
    end(complete) {
      if (!decided) decide();
      if (isLeft) sources.leave?.({ path, why: 'unrecognised', bytes: bytesSeen });
      sink?.end(complete);
    },
  };
}

/** A text that people put together goes to each source it holds; every one takes the lines that are its own. */
function openAll(matches: readonly SourceMatch[], path: string, sources: SourceReader): EntrySink | undefined {
  // What is read has one place each; that of the second names its source.
  const place = (i: number, source: string): string => (i === 0 ? path : sectionPath(path, 1, source));
  const sinks = matches.flatMap(
    (match, i) => sources.open(recognised(match, { way: 'content' }), place(i, match.source)) ?? [],
  );
  if (sinks.length < 2) return sinks[0];
  return {
    write(chunk) {
      for (const sink of sinks) sink.write(chunk);
    },
    end(complete) {
      for (const sink of sinks) sink.end(complete);
    },
  };
}

/** How a text that holds several outputs is cut, if it is one. */
function formatOf(head: string): SectionFormat | undefined {
  return supportconfigFile(head) ?? terminalSession(head);
}
