import type { EntrySink } from '../archive/archive.ts';
import type { SourceRef } from '../lib/source-ref.ts';
import type { CommandFailure, Description } from './layout.ts';

/** Brings together the outputs of commands and the files that name those commands, in whichever order they come. */
export interface DescribedOutputs {
  /** Takes an output; `stem` is what its path has in common with its description. */
  output(stem: string, path: string): EntrySink;
  description(stem: string, path: string, read: (text: string) => Description | undefined): EntrySink;
  /** Hands over what nothing described, and reports commands that failed and brought nothing. */
  finish(): void;
}

/** What becomes of an output whose command is known, or will never be. */
export interface DescribedTargets {
  open(path: string, command: string | undefined): EntrySink | undefined;
  fail(failure: CommandFailure, place: SourceRef): void;
}

/** Outputs of unknown commands that wait for their description; what is more than that is told by its content. */
const MAX_HELD_BYTES = 32 << 20;
const MAX_DESCRIPTION_BYTES = 1 << 20;
/** Each costs an object; a bundle has some dozens. */
const MAX_DESCRIPTIONS = 10_000;

interface Held {
  readonly path: string;
  readonly chunks: Buffer[];
  /** Whether the entry came to its end; undefined while it is being read. */
  complete?: boolean;
}

/** Memory is bounded by what is held back, of all outputs together. */
export function createDescribedOutputs(targets: DescribedTargets): DescribedOutputs {
  const descriptions = new Map<string, { readonly told: Description; readonly place: SourceRef }>();
  const held = new Map<string, Held>();
  const filled = new Set<string>();
  let heldBytes = 0;

  const release = (stem: string, waiting: Held): EntrySink | undefined => {
    held.delete(stem);
    const sink = targets.open(waiting.path, descriptions.get(stem)?.told.command);
    for (const chunk of waiting.chunks.splice(0)) {
      heldBytes -= chunk.length;
      sink?.write(chunk);
    }
    return sink;
  };

  return {
    output(stem, path) {
      const isTold = descriptions.has(stem);
      const waiting: Held | undefined = isTold ? undefined : { path, chunks: [] };
      if (waiting !== undefined) held.set(stem, waiting);
      let sink = isTold ? targets.open(path, descriptions.get(stem)?.told.command) : undefined;
      let isHeld = waiting !== undefined;
      return {
        write(chunk) {
          if (chunk.length > 0 && filled.size < MAX_DESCRIPTIONS) filled.add(stem);
          if (!isHeld || waiting === undefined) return sink?.write(chunk);
          waiting.chunks.push(Buffer.from(chunk));
          heldBytes += chunk.length;
          if (heldBytes <= MAX_HELD_BYTES) return;
          isHeld = false;
          sink = release(stem, waiting);
        },
        end(complete) {
          if (isHeld && waiting !== undefined) waiting.complete = complete;
          else sink?.end(complete);
        },
      };
    },
    description(stem, path, read) {
      const chunks: Buffer[] = [];
      let bytes = 0;
      return {
        write(chunk) {
          bytes += chunk.length;
          if (bytes <= MAX_DESCRIPTION_BYTES) chunks.push(Buffer.from(chunk));
        },
        end() {
          const told = bytes > MAX_DESCRIPTION_BYTES ? undefined : read(Buffer.concat(chunks).toString('utf8'));
          if (told === undefined || descriptions.size >= MAX_DESCRIPTIONS) return;
          descriptions.set(stem, { told, place: { path } });
          const waiting = held.get(stem);
          if (waiting?.complete !== undefined) release(stem, waiting)?.end(waiting.complete);
        },
      };
    },
    finish() {
      for (const [stem, waiting] of [...held]) release(stem, waiting)?.end(waiting.complete ?? false);
      for (const [stem, { told, place }] of descriptions) {
        if (told.failure !== undefined && !filled.has(stem)) targets.fail(told.failure, place);
      }
    },
  };
}
