import type { EntryHeader, EntrySink } from './archive.ts';
import type { Delivery, Pending } from './delivery.ts';
import { encryptionOf } from './foreign-formats.ts';
import { InnerArchive } from './inner-archive.ts';
import { INNER_HEAD, innerKind } from './magic.ts';
import type { PackedInput } from './packed-input.ts';

/** Reads an archive inside another and delivers its entries. */
export type UnpackInner = (input: PackedInput, delivery: Delivery) => Promise<void>;

/** How deep archives inside archives are read: a zip can hold itself. */
const MAX_DEPTH = 3;

/** Holds back the first bytes of an entry until they show whether it is an archive itself, then passes everything on. */
export class EntryProbe {
  #head: Buffer | undefined;
  #decided = false;
  #sink: EntrySink | undefined;
  #inner: InnerArchive | undefined;

  constructor(
    private readonly delivery: Delivery,
    private readonly header: EntryHeader,
    private readonly unpack: UnpackInner,
  ) {
    if (header.kind !== 'file' || header.size === 0) this.#handOver();
  }

  write(chunk: Buffer): Pending {
    if (this.#decided) return this.#pass(chunk);
    const head = this.#head === undefined ? chunk : Buffer.concat([this.#head, chunk]);
    if (head.length < INNER_HEAD && head.length < (this.header.size ?? Number.POSITIVE_INFINITY)) {
      this.#head = Buffer.from(head);
      return undefined;
    }
    this.#decide(head);
    return this.#pass(head);
  }

  end(complete: boolean): Pending {
    if (!this.#decided && this.#head === undefined) this.#handOver();
    if (this.#decided) return this.#finish(complete);
    const head = this.#head ?? Buffer.alloc(0);
    this.#decide(head);
    const busy = this.#pass(head);
    return busy === undefined ? this.#finish(complete) : busy.then(() => this.#finish(complete));
  }

  async abort(): Promise<void> {
    this.#sink?.end(false);
    await this.#inner?.abort();
  }

  #decide(head: Buffer): void {
    this.#decided = true;
    this.#head = undefined;
    const { delivery, header } = this;
    const kind = innerKind(head);
    if (kind !== undefined && delivery.place.depth < MAX_DEPTH) {
      this.#inner = new InnerArchive(delivery.inside(header), this.unpack);
      return;
    }
    const why = kind === undefined ? encryptionOf(head) : `an archive inside ${MAX_DEPTH} others, deeper than is read`;
    if (why === undefined) this.#handOver();
    else delivery.ledger.problem(`it is ${why}: the entry was skipped`, header.path);
  }

  #handOver(): void {
    this.#decided = true;
    this.#sink = this.delivery.handOver(this.header);
  }

  #pass(chunk: Buffer): Pending {
    if (this.#inner !== undefined) return this.#inner.write(chunk);
    this.delivery.ledger.unpackedBytes += chunk.length;
    this.#sink?.write(chunk);
    return undefined;
  }

  #finish(complete: boolean): Pending {
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.end(complete);
    return this.#inner?.end();
  }
}
