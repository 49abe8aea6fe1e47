import { createHash } from 'node:crypto';
import { InquestError } from '../errors.ts';
import { formatBytes } from '../lib/bytes.ts';
import { cut, formatCount, plural, visible } from '../lib/text.ts';
import type { ArchiveLimits, ArchiveProblem, EntryHeader, EntrySink, OpenEntry } from './archive.ts';
import { normalisePath, type ResolvedPath, resolveSymlink } from './entry-path.ts';

/** An entry as the archive describes it: nothing in it has been checked. */
export interface RawEntry {
  readonly path: string;
  readonly kind: EntryHeader['kind'];
  readonly linkTarget?: string;
  readonly size?: number;
  readonly alone?: boolean;
}

/** A hostile archive can be wrong half a million times; the rest is counted. */
const MAX_PROBLEMS = 1_000;

/**
 * Stands between the readers and the sinks: checks every path, counts against the limits, and keeps the problems. The
 * readers deliver one entry at a time: `open`, then `write` for its bytes, then `close`.
 */
export class Delivery {
  /** Entries handed to `open`. */
  entries = 0;
  /** Bytes of entries, delivered or skipped. */
  unpackedBytes = 0;
  complete = true;
  /** The entry that was seen last, for saying where an archive breaks off. */
  lastPath: string | undefined;
  readonly #problems: ArchiveProblem[] = [];
  readonly #paths = new Set<string>();
  #unlisted = 0;
  #seen = 0;
  #entryBytes = 0;
  #sink: EntrySink | undefined;

  constructor(
    /** The bundle's path as the user wrote it, for error messages. */
    readonly source: string,
    readonly limits: ArchiveLimits,
    private readonly openEntry: OpenEntry,
  ) {}

  /** Starts an entry; what cannot be accepted is recorded and its bytes are only counted. */
  open(raw: RawEntry): void {
    this.#entryBytes = 0;
    this.#sink = undefined;
    this.countEntry();
    const header = this.#check(raw);
    if (header === undefined) return;
    this.entries++;
    this.lastPath = header.path;
    this.#sink = this.openEntry(header);
  }

  write(chunk: Buffer): void {
    this.#entryBytes += chunk.length;
    this.unpackedBytes += chunk.length;
    const { maxEntryBytes } = this.limits;
    if (this.#entryBytes > maxEntryBytes) {
      this.stop(`the size of the entry ${this.lastPath ?? ''}`, formatBytes(maxEntryBytes), '--max-bytes');
    }
    this.checkBytes(this.unpackedBytes);
    this.#sink?.write(chunk);
  }

  close(complete: boolean): void {
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.end(complete);
  }

  /** Tells an open sink that no more comes because an error stops the reading, which is the error that is shown. */
  abort(): void {
    try {
      this.close(false);
    } catch {
      // The sink may be what failed in the first place.
    }
  }

  /** Counts an entry that is not delivered, such as a folder, so that millions of them are noticed too. */
  countEntry(): void {
    this.checkEntries(++this.#seen);
  }

  /** Checks a number of entries that are known before they are read. */
  checkEntries(count: number): void {
    const { maxEntries } = this.limits;
    if (count > maxEntries) this.stop('the number of entries', formatCount(maxEntries), '--max-entries');
  }

  /** Checks the unpacked bytes so far, headers and padding included. */
  checkBytes(unpacked: number): void {
    const { maxBytes } = this.limits;
    if (unpacked > maxBytes) this.stop('the unpacked size', formatBytes(maxBytes), '--max-bytes');
  }

  checkRatio(unpacked: number, packed: number): void {
    const { maxRatio, ratioFromBytes } = this.limits;
    if (unpacked > ratioFromBytes && unpacked > maxRatio * packed) {
      this.stop('the compression ratio', `${formatCount(maxRatio)}:1`, '--max-ratio');
    }
  }

  problem(message: string, path?: string): void {
    if (this.#problems.length >= MAX_PROBLEMS) this.#unlisted++;
    else this.#problems.push(path === undefined ? { message } : { path: cut(path, 200), message });
  }

  /** Records that the archive cannot be read beyond a point: what it is, and the offset in unpacked bytes. */
  breakOff(what: string, offset: number): void {
    this.complete = false;
    const after = this.lastPath === undefined ? 'before the first entry' : `the last entry is ${named(this.lastPath)}`;
    this.problem(`${what} at byte ${formatCount(offset)} of the unpacked stream; ${after}`, this.lastPath);
  }

  problems(): ArchiveProblem[] {
    if (this.#unlisted === 0) return [...this.#problems];
    return [...this.#problems, { message: `${plural(this.#unlisted, 'more problem')} of this kind not listed` }];
  }

  /** Throws the error of an exceeded limit. */
  stop(what: string, limit: string, option: string): never {
    throw new InquestError('ARCHIVE_LIMIT', { path: this.source, what: visible(cut(what, 200)), limit, option });
  }

  #check(raw: RawEntry): EntryHeader | undefined {
    const { maxPathLength } = this.limits;
    if (raw.path.length > maxPathLength || (raw.linkTarget?.length ?? 0) > maxPathLength) {
      return this.#refuse(raw, `its path is longer than ${plural(maxPathLength, 'character')}`);
    }
    const resolved = normalisePath(raw.path);
    if ('fault' in resolved) return this.#refuse(raw, `its path ${resolved.fault}`);
    const { path } = resolved;
    // `./` is how many tools record the folder they started in.
    if (path === '') return undefined;
    const target = linkTarget(raw, path);
    if (target !== undefined && 'fault' in target) return this.#refuse(raw, `its link target ${target.fault}`);
    this.#noteDuplicate(path);
    return {
      path,
      kind: raw.kind,
      ...(target === undefined ? {} : { linkTarget: target.path }),
      ...(raw.size === undefined ? {} : { size: raw.size }),
      ...(raw.alone === true ? { alone: true } : {}),
    };
  }

  #refuse(raw: RawEntry, why: string): undefined {
    this.problem(`${why}: the entry was skipped`, raw.path);
    return undefined;
  }

  #noteDuplicate(path: string): void {
    // Long paths are kept as a digest: half a million of 4 KiB each would be 2 GiB.
    const key = path.length <= 128 ? path : createHash('sha256').update(path).digest('base64');
    if (this.#paths.has(key)) this.problem('the archive holds this path more than once; the last one counts', path);
    else this.#paths.add(key);
  }
}

/** Hard links name a path from the root of the archive, symbolic links one from their own folder. */
function linkTarget(raw: RawEntry, path: string): ResolvedPath | undefined {
  if (raw.kind === 'file') return undefined;
  const target = raw.linkTarget ?? '';
  return raw.kind === 'hardlink' ? normalisePath(target) : resolveSymlink(path, target);
}

function named(path: string): string {
  return visible(cut(path, 200));
}
