import type { ArchiveFormat } from './archive.ts';
import { unbzip2 } from './bzip2.ts';
import type { ByteTaker, Delivery, Pending } from './delivery.ts';
import { detectContent, unreadable } from './file-format.ts';
import { gunzip } from './gzip.ts';
import type { StreamKind } from './magic.ts';
import { HEAD, type PackedInput } from './packed-input.ts';
import { SingleFile } from './single-file.ts';
import { TarReader } from './tar.ts';
import { unxz } from './xz.ts';
import { unzstd } from './zstd.ts';

/** How a compressed stream ended. */
export interface StreamEnd {
  /** What is wrong with it, when it is damaged or cut off; all that could be unpacked was consumed. */
  readonly fault?: string;
  /** Bytes that are no part of it follow. */
  readonly trailing?: boolean;
  /** Some of what lies before the fault could not be had again. */
  readonly lost?: boolean;
}

/** Unpacks one kind of stream, of any number of members or frames, and hands on what comes out in pieces. */
export type Unpack = (input: PackedInput, consume: (chunk: Buffer) => Pending) => Promise<StreamEnd>;

interface Stream {
  readonly unpack: Unpack;
  readonly ending: RegExp;
  readonly tar: ArchiveFormat;
}

const STREAMS: Readonly<Record<StreamKind, Stream>> = {
  gzip: { unpack: gunzip, ending: /(?<=.)\.gz$/i, tar: 'tgz' },
  xz: { unpack: unxz, ending: /(?<=.)\.xz$/i, tar: 'tar.xz' },
  zstd: { unpack: unzstd, ending: /(?<=.)\.zstd?$/i, tar: 'tar.zst' },
  bzip2: { unpack: unbzip2, ending: /(?<=.)\.bz2$/i, tar: 'tar.bz2' },
};

/** Reads a compressed stream: a tar archive, or one file whose entry path loses the ending such as `.gz`. */
export async function readPacked(kind: StreamKind, input: PackedInput, delivery: Delivery): Promise<ArchiveFormat> {
  const content = new UnpackedContent(delivery, kind);
  const { fault, trailing, lost } = await STREAMS[kind].unpack(input, (chunk) => {
    const busy = content.write(chunk);
    delivery.budget.checkRatio(content.bytes, input.bytes);
    return busy;
  });
  await input.drain();
  await content.end(fault === undefined && lost !== true);
  if (fault !== undefined) content.breakOff(fault);
  if (trailing === true) delivery.problem(`bytes after the end of the ${kind} data were ignored`);
  if (lost === true) {
    delivery.ledger.complete = false;
    delivery.problem('up to 1 MiB before the fault was lost: save the stream to a file and pass that to get all of it');
  }
  return content.format;
}

/** Holds back the first 64 KiB until they show whether a tar archive or a single file was packed. */
class UnpackedContent implements ByteTaker {
  bytes = 0;
  format: ArchiveFormat;
  #head: Buffer[] = [];
  #taker: ByteTaker | undefined;

  constructor(
    private readonly delivery: Delivery,
    private readonly kind: StreamKind,
  ) {
    this.format = kind;
  }

  write(chunk: Buffer): Pending {
    this.bytes += chunk.length;
    this.delivery.budget.checkBytes(this.bytes);
    if (this.#taker !== undefined) return this.#taker.write(chunk);
    this.#head.push(chunk);
    return this.bytes >= HEAD ? this.#decide() : undefined;
  }

  async end(complete: boolean): Promise<void> {
    if (this.#taker === undefined && (this.bytes > 0 || (this.delivery.isInner && complete))) await this.#decide();
    if (this.#taker === undefined && complete)
      throw unreadable(this.delivery.source, `the ${this.kind} file is empty inside`);
    await this.#taker?.end(complete);
  }

  /** Of an archive the rest of the entries is lost; a file that was packed alone is only itself cut. */
  breakOff(fault: string): void {
    const isFile = this.delivery.isInner && this.#taker instanceof SingleFile;
    if (isFile) this.delivery.problem(fault);
    else this.delivery.breakOff(fault, this.bytes);
  }

  #decide(): Pending {
    const head = this.#head.length === 1 && this.#head[0] ? this.#head[0] : Buffer.concat(this.#head);
    this.#head = [];
    const { tar, ending } = STREAMS[this.kind];
    const isTar = detectContent(head.subarray(0, HEAD), this.delivery.source, this.delivery.isInner) === 'tar';
    if (isTar) this.format = tar;
    this.#taker = isTar ? new TarReader(this.delivery) : new SingleFile(this.delivery, ending, undefined);
    return head.length === 0 ? undefined : this.#taker.write(head);
  }
}
