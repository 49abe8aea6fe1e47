import type { EntrySink } from '../archive/archive.ts';
import type { Classifier } from './classify.ts';
import type { OutcomeFile } from './layout.ts';
import type { SourceReader } from './reader.ts';

/** The record of a tool on its own commands has a few megabytes; of what is larger the rest is not read. */
const MAX_BYTES = 16 << 20;

/** Reads what a tool says of its commands, and passes on what is about a source. */
export function createOutcomeSink(
  file: OutcomeFile,
  path: string,
  classifier: Classifier,
  sources: SourceReader,
): EntrySink {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return {
    write(chunk) {
      if (bytes < MAX_BYTES) chunks.push(Buffer.from(chunk.subarray(0, MAX_BYTES - bytes)));
      bytes += chunk.length;
    },
    end() {
      for (const { failure, line } of file.read(Buffer.concat(chunks).toString('utf8'))) {
        const found = classifier.ofTitle({ command: failure.command });
        if (found === undefined || found === 'ignored') continue;
        sources.fail?.(found, failure, line === undefined ? { path } : { path, line });
      }
    },
  };
}
