import { createHash } from 'node:crypto';
import { cut, plural } from '../lib/text.ts';
import type { ArchiveProblem } from './archive.ts';

/** A hostile archive can be wrong half a million times; the rest is counted. */
const MAX_PROBLEMS = 1_000;

/** What a bundle and all archives inside it add up to: counts, problems, and the paths that were seen. */
export class Ledger {
  /** Entries handed to `open`; an archive that was unpacked is none. */
  entries = 0;
  /** Bytes of those entries, delivered or skipped. */
  unpackedBytes = 0;
  complete = true;
  /** Bytes that archives without random access hold in memory at the moment. */
  held = 0;
  readonly #problems: ArchiveProblem[] = [];
  readonly #paths = new Set<string>();
  #unlisted = 0;

  problem(message: string, path?: string): void {
    if (this.#problems.length >= MAX_PROBLEMS) this.#unlisted++;
    else this.#problems.push(path === undefined ? { message } : { path: cut(path, 200), message });
  }

  problems(): ArchiveProblem[] {
    if (this.#unlisted === 0) return [...this.#problems];
    return [...this.#problems, { message: `${plural(this.#unlisted, 'more problem')} of this kind not listed` }];
  }

  has(path: string): boolean {
    return this.#paths.has(keyOf(path));
  }

  /** Remembers a path; false when it was there already. */
  note(path: string): boolean {
    const before = this.#paths.size;
    return this.#paths.add(keyOf(path)).size > before;
  }
}

/** Long paths are kept as a digest: half a million of 4 KiB each would be 2 GiB. */
function keyOf(path: string): string {
  return path.length <= 128 ? path : createHash('sha256').update(path).digest('base64');
}
