import { InquestError } from '../errors.ts';
import { formatBytes } from '../lib/bytes.ts';
import { cut, formatCount, visible } from '../lib/text.ts';
import type { ArchiveLimits } from './archive.ts';

/**
 * Counts one stream against the limits of the whole bundle. An archive inside another has a budget of its own that goes
 * on where the outer one stands, so that a bomb may not start again at each level.
 */
export class Budget {
  /** Unpacked bytes of archives inside this one that are done, and all of the outer ones at the start of this. */
  #before: number;
  #reached: number;
  readonly #start: number;
  #entries = 0;
  #packed: number | undefined;

  constructor(
    /** The bundle's path as the user wrote it, for error messages. */
    readonly bundle: string,
    readonly limits: ArchiveLimits,
    private readonly outer?: Budget,
  ) {
    this.#start = outer === undefined ? 0 : outer.#reached;
    this.#before = this.#start;
    this.#reached = this.#start;
  }

  /** A budget for an archive inside this one. */
  inner(): Budget {
    return new Budget(this.bundle, this.limits, this);
  }

  /** Hands what this archive used to the one around it. */
  finish(): void {
    if (this.outer === undefined) return;
    const used = this.#reached - this.#start;
    this.outer.#before += used;
    this.outer.#reached += used;
  }

  /** Counts an entry, delivered or not, so that millions of folders are noticed too. */
  countEntry(): void {
    if (this.outer !== undefined) this.outer.countEntry();
    else this.checkEntries(++this.#entries);
  }

  /** Checks a number of entries that are known before they are read. */
  checkEntries(count: number): void {
    const { maxEntries } = this.limits;
    if (count > maxEntries) this.stop('the number of entries', formatCount(maxEntries), '--max-entries');
  }

  /** Checks the unpacked bytes of this stream so far, headers and padding included. */
  checkBytes(unpacked: number): void {
    const { maxBytes } = this.limits;
    const total = this.#before + unpacked;
    if (total > maxBytes) this.stop('the unpacked size', formatBytes(maxBytes), '--max-bytes');
    if (total > this.#reached) this.#reached = total;
  }

  checkEntryBytes(bytes: number, path: string): void {
    const { maxEntryBytes } = this.limits;
    if (bytes > maxEntryBytes) this.stop(`the size of the entry ${path}`, formatBytes(maxEntryBytes), '--max-bytes');
  }

  /** Checks this stream by itself, then all that came out of the streams around it so far. */
  checkRatio(unpacked: number, packed: number): void {
    this.#packed = packed;
    this.#compare(Math.max(unpacked, this.#reached - this.#start), packed);
    for (let outer = this.outer; outer !== undefined; outer = outer.outer) {
      if (outer.#packed !== undefined) outer.#compare(this.#reached - outer.#start, outer.#packed);
    }
  }

  #compare(unpacked: number, packed: number): void {
    const { maxRatio, ratioFromBytes } = this.limits;
    if (unpacked > ratioFromBytes && unpacked > maxRatio * packed) {
      this.stop('the compression ratio', `${formatCount(maxRatio)}:1`, '--max-ratio');
    }
  }

  /** Throws the error of an exceeded limit. */
  stop(what: string, limit: string, option: string): never {
    throw new InquestError('ARCHIVE_LIMIT', { path: this.bundle, what: visible(cut(what, 200)), limit, option });
  }
}
