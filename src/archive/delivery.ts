import { cut, formatCount, plural, visible } from '../lib/text.ts';
import type { ArchiveLimits, EntryHeader, OpenEntry } from './archive.ts';
import { Budget } from './budget.ts';
import { normalisePath, type ResolvedPath, resolveSymlink } from './entry-path.ts';
import { EntryProbe, type UnpackInner } from './entry-probe.ts';
import { Ledger } from './ledger.ts';
import { entryNameOf } from './single-file.ts';

/** An entry as the archive describes it: nothing in it has been checked. */
export interface RawEntry {
  readonly path: string;
  readonly kind: EntryHeader['kind'];
  readonly linkTarget?: string;
  readonly size?: number;
}

/** Undefined when the bytes were taken at once; else the reader waits before it goes on, as an inner archive is busy. */
export type Pending = Promise<void> | undefined;

/** Takes the bytes of a stream on their way to the sinks. */
export interface ByteTaker {
  write(chunk: Buffer): Pending;
  end(complete: boolean): Pending;
}

/** Where an archive lies: nowhere for the bundle itself, else at a path in it, inside the archives of `within`. */
export interface ArchivePlace {
  readonly path: string | undefined;
  readonly within: readonly string[];
  /** How often bytes were unpacked to get here, a file that was packed alone included; 0 for the bundle. */
  readonly depth: number;
}

/**
 * Stands between the readers of one archive and the sinks: checks every path, counts against the limits, finds archives
 * inside and unpacks them. The readers deliver one entry at a time: `open`, then `write` for its bytes, then `close`.
 */
export class Delivery {
  /** Entries of this archive that were accepted. */
  entries = 0;
  /** Bytes of the entries of this archive, delivered or skipped. */
  unpackedBytes = 0;
  /** The entry that was seen last, for saying where an archive breaks off. */
  lastPath: string | undefined;
  #entryBytes = 0;
  #taker: EntryProbe | undefined;

  private constructor(
    /** The path of the bundle as the user wrote it, or of an inner archive in it. */
    readonly source: string,
    readonly place: ArchivePlace,
    readonly budget: Budget,
    readonly ledger: Ledger,
    private readonly openEntry: OpenEntry,
    private readonly unpack: UnpackInner,
  ) {}

  static ofBundle(source: string, limits: ArchiveLimits, openEntry: OpenEntry, unpack: UnpackInner): Delivery {
    const place = { path: undefined, within: [], depth: 0 };
    return new Delivery(source, place, new Budget(source, limits), new Ledger(), openEntry, unpack);
  }

  /** For the archive that an entry of this one turned out to be. */
  inside(header: EntryHeader): Delivery {
    const place = { path: header.path, within: header.within ?? [], depth: this.place.depth + 1 };
    return new Delivery(header.path, place, this.budget.inner(), this.ledger, this.openEntry, this.unpack);
  }

  get isInner(): boolean {
    return this.place.path !== undefined;
  }

  get limits(): ArchiveLimits {
    return this.budget.limits;
  }

  /** Starts an entry; what cannot be accepted is recorded and its bytes are only counted. */
  open(raw: RawEntry): void {
    this.#start(this.#check(raw));
  }

  /**
   * Starts the only entry of what is no archive: a file by itself, or one that was packed alone, whose name loses what
   * `ending` matches unless that is taken.
   */
  openAlone(ending: RegExp | undefined, size: number | undefined): void {
    const { path: outer, within } = this.place;
    const name = outer ?? entryNameOf(this.source);
    const plain = ending === undefined ? name : name.replace(ending, '');
    const path = outer !== undefined && plain !== outer && this.ledger.has(plain) ? outer : plain;
    if (path !== outer) this.#noteDuplicate(path);
    this.#start({
      path,
      kind: 'file',
      ...(size === undefined ? {} : { size }),
      ...(within.length > 0 ? { within } : {}),
      ...(this.isInner ? {} : { alone: true }),
    });
  }

  #start(header: EntryHeader | undefined): void {
    this.#entryBytes = 0;
    this.#taker = undefined;
    this.budget.countEntry();
    if (header === undefined) return;
    this.entries++;
    this.lastPath = header.path;
    this.#taker = new EntryProbe(this, header, this.unpack);
  }

  /** Called by the probe for what is no archive itself. */
  handOver(header: EntryHeader): ReturnType<OpenEntry> {
    this.ledger.entries++;
    return this.openEntry(header);
  }

  write(chunk: Buffer): Pending {
    this.#entryBytes += chunk.length;
    this.unpackedBytes += chunk.length;
    this.budget.checkEntryBytes(this.#entryBytes, this.lastPath ?? '');
    this.budget.checkBytes(this.unpackedBytes);
    if (this.#taker !== undefined) return this.#taker.write(chunk);
    this.ledger.unpackedBytes += chunk.length;
    return undefined;
  }

  close(complete: boolean): Pending {
    const taker = this.#taker;
    this.#taker = undefined;
    return taker?.end(complete);
  }

  /** Tells open sinks that no more comes because an error stops the reading, which is the error that is shown. */
  async abort(): Promise<void> {
    const taker = this.#taker;
    this.#taker = undefined;
    try {
      await taker?.abort();
    } catch {
      // The sink may be what failed in the first place.
    }
  }

  /** Counts an entry that is not delivered, such as a folder. */
  countEntry(): void {
    this.budget.countEntry();
  }

  /** Records what is wrong with an entry of this archive, or with the archive itself. */
  problem(message: string, path?: string): void {
    const { path: outer } = this.place;
    if (outer === undefined) this.ledger.problem(message, path);
    else
      this.ledger.problem(
        message,
        path === undefined || path.startsWith(`${outer}/`) ? (path ?? outer) : `${outer}/${path}`,
      );
  }

  /** Records that the archive cannot be read beyond a point: what it is, and the offset in unpacked bytes. */
  breakOff(what: string, offset: number): void {
    this.ledger.complete = false;
    const { lastPath } = this;
    const after =
      lastPath === undefined ? 'before the first entry' : `the last entry is ${visible(cut(lastPath, 200))}`;
    this.ledger.problem(
      `${what} at byte ${formatCount(offset)} of the unpacked stream; ${after}`,
      lastPath ?? this.place.path,
    );
  }

  #check(raw: RawEntry): EntryHeader | undefined {
    const { maxPathLength } = this.limits;
    const length = Math.max(this.#placed(raw.path).length, raw.linkTarget?.length ?? 0);
    if (length > maxPathLength) {
      return this.#refuse(raw, `its path is longer than ${plural(maxPathLength, 'character')}`);
    }
    const resolved = normalisePath(raw.path);
    if ('fault' in resolved) return this.#refuse(raw, `its path ${resolved.fault}`);
    // `./` is how many tools record the folder they started in.
    if (resolved.path === '') return undefined;
    const target = linkTarget(raw, resolved.path);
    if (target !== undefined && 'fault' in target) return this.#refuse(raw, `its link target ${target.fault}`);
    const path = this.#placed(resolved.path);
    this.#noteDuplicate(path);
    const { path: archive, within } = this.place;
    return {
      path,
      kind: raw.kind,
      ...(target === undefined ? {} : { linkTarget: this.#placed(target.path) }),
      ...(raw.size === undefined ? {} : { size: raw.size }),
      ...(archive === undefined ? {} : { within: [...within, archive] }),
    };
  }

  #placed(path: string): string {
    return this.place.path === undefined ? path : `${this.place.path}/${path}`;
  }

  #refuse(raw: RawEntry, why: string): undefined {
    this.problem(`${why}: the entry was skipped`, raw.path);
    return undefined;
  }

  #noteDuplicate(path: string): void {
    if (!this.ledger.note(path))
      this.ledger.problem('the archive holds this path more than once; the last one counts', path);
  }
}

/** Hard links name a path from the root of the archive, symbolic links one from their own folder. */
function linkTarget(raw: RawEntry, path: string): ResolvedPath | undefined {
  if (raw.kind === 'file') return undefined;
  const target = raw.linkTarget ?? '';
  return raw.kind === 'hardlink' ? normalisePath(target) : resolveSymlink(path, target);
}
