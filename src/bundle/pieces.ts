import type { EntrySink } from '../archive/archive.ts';
import type { SourceMatch } from './layout.ts';
import type { SourceReader } from './reader.ts';

/** Several members of the archive that are one source: `x.log.part-0001`, `x.log.part-0002`, ... */
export interface Pieces {
  sink(match: SourceMatch, path: string, number: number): EntrySink | undefined;
  /** Hands over what is still waiting and ends every source. */
  end(): void;
}

interface Joined {
  readonly sink: EntrySink | undefined;
  next: number;
  complete: boolean;
  /** Pieces that came before their turn. */
  readonly early: Map<number, Buffer[]>;
}

/** Joins pieces by their number. In order, as collectors write them, nothing is held back. */
export function createPieces(sources: SourceReader): Pieces {
  const open = new Map<string, Joined>();
  return {
    sink(match, path, number) {
      const joined = open.get(path) ?? {
        sink: sources.open(match, path),
        next: 1,
        complete: true,
        early: new Map<number, Buffer[]>(),
      };
      open.set(path, joined);
      return joined.sink === undefined ? undefined : pieceSink(joined, joined.sink, number);
    },
    end() {
      for (const joined of open.values()) {
        // A piece is missing for good: what comes after it is still worth reading, but the source is not whole.
        if (joined.early.size > 0) joined.complete = false;
        for (const number of [...joined.early.keys()].sort((a, b) => a - b)) {
          for (const chunk of joined.early.get(number) ?? []) joined.sink?.write(chunk);
        }
        joined.sink?.end(joined.complete);
      }
      open.clear();
    },
  };
}

function pieceSink(joined: Joined, sink: EntrySink, number: number): EntrySink {
  const held: Buffer[] = [];
  const inTurn = number <= joined.next;
  return {
    write(chunk) {
      if (inTurn) sink.write(chunk);
      else held.push(Buffer.from(chunk));
    },
    end(complete) {
      joined.complete &&= complete;
      if (!inTurn) joined.early.set(number, held);
      else joined.next = Math.max(joined.next, number + 1);
      for (let chunks = joined.early.get(joined.next); chunks !== undefined; chunks = joined.early.get(joined.next)) {
        for (const chunk of chunks) sink.write(chunk);
        joined.early.delete(joined.next++);
      }
    },
  };
}
