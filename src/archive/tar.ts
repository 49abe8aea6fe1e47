import { formatCount } from '../lib/text.ts';
import type { ByteTaker, Delivery, Pending } from './delivery.ts';
import { type PaxRecords, parsePax } from './pax.ts';
import { BLOCK, decodeTarHeader, isZero, type TarHeader } from './tar-header.ts';

/** Extended headers hold names and attributes; real ones are a few KiB. */
const MAX_EXTENSION = 1 << 20;

/**
 * Takes the bytes of a tar archive and delivers its entries while they arrive, without copying their content. Understands
 * ustar, GNU long names, base-256 sizes, PAX and V7; after a damaged header it goes on at the next valid one.
 */
export class TarReader implements ByteTaker {
  #offset = 0;
  readonly #block = Buffer.alloc(BLOCK);
  #blockFill = 0;
  #blockStart = 0;
  /** Content of the open entry still to come. */
  #body = 0;
  #padding = 0;
  /** Bytes to pass over: skipped content with its padding. */
  #skip = 0;
  #extension: { readonly type: string; readonly bytes: Buffer; fill: number } | undefined;
  #pax: PaxRecords | undefined;
  #globalPax: PaxRecords = {};
  #longName: string | undefined;
  #longLink: string | undefined;
  #sparseMap = false;
  #sparseSize = 0;
  #zeroBlocks = 0;
  #ended = false;
  /** Damage was met and no valid header has been found since. */
  #lost = false;
  #trailing = false;
  /** An archive inside this one is busy with what it was given. */
  #busy: Pending;

  constructor(private readonly delivery: Delivery) {}

  write(chunk: Buffer): Pending {
    this.delivery.budget.checkBytes(this.#offset + chunk.length);
    for (let at = 0; at < chunk.length; ) {
      const taken = this.#take(at === 0 ? chunk : chunk.subarray(at));
      at += taken;
      this.#offset += taken;
      const busy = this.#busy;
      if (busy !== undefined) {
        this.#busy = undefined;
        return busy.then(() => this.write(chunk.subarray(at)));
      }
    }
    return undefined;
  }

  /** `complete` is false when the stream that carries the archive broke off; then its reader says why. */
  end(complete: boolean): Pending {
    const broken = this.#body > 0 ? this.delivery.close(false) : undefined;
    this.#judgeEnd(complete);
    return broken;
  }

  #judgeEnd(complete: boolean): void {
    const inside = this.#body > 0 || this.#skip > 0 || this.#extension !== undefined || this.#blockFill > 0;
    if (!complete || this.#trailing) return;
    if (inside) this.delivery.breakOff('the archive is cut off', this.#offset);
    else if (!this.#ended)
      this.delivery.breakOff('the archive has no end mark, so entries may be missing,', this.#offset);
  }

  /** Where the bytes given so far end, for saying where the archive breaks off. */
  get offset(): number {
    return this.#offset;
  }

  /** Consumes a first part of `bytes` and returns its length. */
  #take(bytes: Buffer): number {
    if (this.#body > 0) return this.#takeBody(bytes);
    if (this.#skip > 0) {
      const n = Math.min(this.#skip, bytes.length);
      this.#skip -= n;
      return n;
    }
    if (this.#extension !== undefined) return this.#takeExtension(bytes, this.#extension);
    if (this.#trailing) return bytes.length;
    if (this.#blockFill === 0) this.#blockStart = this.#offset;
    if (this.#blockFill === 0 && bytes.length >= BLOCK) {
      this.#takeBlock(bytes.subarray(0, BLOCK));
      return BLOCK;
    }
    const n = bytes.copy(this.#block, this.#blockFill, 0, Math.min(bytes.length, BLOCK - this.#blockFill));
    this.#blockFill += n;
    if (this.#blockFill === BLOCK) {
      this.#blockFill = 0;
      this.#takeBlock(this.#block);
    }
    return n;
  }

  #takeBody(bytes: Buffer): number {
    const n = Math.min(this.#body, bytes.length);
    this.#busy = this.delivery.write(n === bytes.length ? bytes : bytes.subarray(0, n));
    this.#body -= n;
    if (this.#body === 0) {
      const close = () => this.delivery.close(true);
      this.#busy = this.#busy === undefined ? close() : this.#busy.then(close);
      this.#skip = this.#padding;
    }
    return n;
  }

  #takeExtension(bytes: Buffer, extension: { readonly type: string; readonly bytes: Buffer; fill: number }): number {
    const n = bytes.copy(extension.bytes, extension.fill);
    extension.fill += n;
    if (extension.fill < extension.bytes.length) return n;
    this.#extension = undefined;
    this.#skip = paddingOf(extension.bytes.length);
    const { type } = extension;
    if (type === 'L') this.#longName = cString(extension.bytes);
    else if (type === 'K') this.#longLink = cString(extension.bytes);
    else if (type === 'g') this.#globalPax = { ...this.#globalPax, ...parsePax(extension.bytes) };
    else this.#pax = parsePax(extension.bytes);
    return n;
  }

  #takeBlock(block: Buffer): void {
    if (this.#sparseMap) {
      // Extension blocks of the old GNU sparse map are not part of the size; byte 504 says whether one more follows.
      this.#sparseMap = block[504] !== 0;
      if (!this.#sparseMap) this.#skip = padded(this.#sparseSize);
      return;
    }
    if (isZero(block)) {
      this.#zeroBlocks++;
      if (this.#zeroBlocks >= 2) this.#ended = true;
      return;
    }
    this.#zeroBlocks = 0;
    const header = decodeTarHeader(block);
    // While lost, an accidental checksum inside content must not count, so the magic is asked for too.
    if (header === undefined || (this.#lost && !header.magic)) this.#takeDamage();
    else {
      this.#lost = false;
      this.#ended = false;
      this.#takeHeader(header);
    }
  }

  #takeDamage(): void {
    if (this.#ended) {
      this.#trailing = true;
      this.delivery.problem(
        `bytes after the end of the archive were ignored, from byte ${formatCount(this.#blockStart)}`,
      );
    } else if (!this.#lost) {
      this.#lost = true;
      this.#forget();
      this.delivery.breakOff('a damaged header was met', this.#blockStart);
    }
  }

  #takeHeader(header: TarHeader): void {
    if ('LKxXg'.includes(header.type)) this.#startExtension(header);
    else this.#takeEntry(header);
  }

  #takeEntry(header: TarHeader): void {
    const records = { ...this.#globalPax, ...this.#pax };
    const entry = {
      path: records.path ?? this.#longName ?? header.name,
      linkTarget: records.linkpath ?? this.#longLink ?? header.linkName,
      size: records.size ?? header.size,
    };
    const hasPax = this.#pax !== undefined;
    this.#forget();
    if (header.type === 'S' || records.sparse === true) this.#skipSparse(entry.path, entry.size, header);
    else if (header.type === '1' || header.type === '2') {
      this.delivery.open({ ...entry, size: 0, kind: header.type === '1' ? 'hardlink' : 'symlink' });
      this.delivery.close(true);
      // Only PAX writers store content with a hard link; older ones repeat the size without it.
      if (header.type === '1' && hasPax) this.#skip = padded(entry.size);
    } else if (header.type === '0' || header.type === '7') this.#startFile(entry.path, entry.size);
    else this.#skipOther(header, entry);
  }

  #startExtension(header: TarHeader): void {
    if (header.size > MAX_EXTENSION) {
      this.delivery.problem('an extended header of more than 1 MiB was skipped', this.delivery.lastPath);
      this.#skip = padded(header.size);
    } else if (header.size > 0) {
      this.#extension = { type: header.type, bytes: Buffer.alloc(header.size), fill: 0 };
    }
  }

  #startFile(path: string, size: number): void {
    // V7 writers mark a folder only by its trailing slash.
    if (path.endsWith('/') && size === 0) {
      this.delivery.countEntry();
      return;
    }
    this.delivery.open({ path, kind: 'file', size });
    this.#body = size;
    this.#padding = paddingOf(size);
    if (size === 0) this.delivery.close(true);
  }

  #skipSparse(path: string, size: number, header: TarHeader): void {
    this.delivery.countEntry();
    this.delivery.problem('it is stored as a sparse file, which is not supported: the entry was skipped', path);
    if (header.sparseExtended) {
      this.#sparseMap = true;
      this.#sparseSize = size;
    } else this.#skip = padded(size);
  }

  /** Folders, devices and FIFOs have no content; whatever else there is gets named and skipped. */
  #skipOther(header: TarHeader, entry: { readonly path: string; readonly size: number }): void {
    this.delivery.countEntry();
    if ('3456'.includes(header.type)) return;
    this.#skip = padded(entry.size);
    // `V` names the volume, `D` lists a folder in incremental dumps.
    if (header.type === 'V' || header.type === 'D') return;
    this.delivery.problem(
      `entries of type ${JSON.stringify(header.type)} are not supported: it was skipped`,
      entry.path,
    );
  }

  #forget(): void {
    this.#pax = undefined;
    this.#longName = undefined;
    this.#longLink = undefined;
  }
}

function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function padded(size: number): number {
  return size + paddingOf(size);
}

function cString(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}
