import { InquestError } from '../errors.ts';
import type { Delivery } from './delivery.ts';
import type { UnpackInner } from './entry-probe.ts';
import { type ByteSource, PackedInput } from './packed-input.ts';

/**
 * An archive that is an entry of another. Its reader asks for bytes, the outer reader brings them: `write` resolves when
 * more is asked for, so that at any moment one of the two works and nothing piles up.
 */
export class InnerArchive {
  readonly #channel = new Channel();
  readonly #reading: Promise<void>;

  constructor(delivery: Delivery, unpack: UnpackInner) {
    const input = PackedInput.fromEntry(delivery.source, this.#channel);
    this.#reading = read(input, delivery, unpack).then(
      () => this.#channel.close(),
      (error: unknown) => this.#channel.close({ error }),
    );
  }

  write(chunk: Buffer): Promise<void> {
    // The outer reader may use its buffer again while zlib still works on this.
    return this.#channel.give(Buffer.from(chunk));
  }

  async end(): Promise<void> {
    await this.#channel.give(undefined);
    await this.#reading;
    this.#channel.check();
  }

  async abort(): Promise<void> {
    this.#channel.fail(new Aborted());
    await this.#reading;
  }
}

/** The outer reading ended by an error that is shown; this one only ends the inner reading. */
class Aborted extends Error {}

/** Limits and faults of sinks end the reading of the bundle; what is wrong with this archive is only recorded. */
async function read(input: PackedInput, delivery: Delivery, unpack: UnpackInner): Promise<void> {
  try {
    await unpack(input, delivery);
  } catch (error) {
    await delivery.abort();
    if (error instanceof Aborted) return;
    if (!(error instanceof InquestError) || error.code === 'ARCHIVE_LIMIT') throw error;
    const { reason, method } = error.parameters;
    delivery.problem(`it was not unpacked: ${reason ?? `it is encrypted (${method ?? 'unknown method'})`}`);
    await input.drain();
  } finally {
    delivery.budget.finish();
  }
}

/** Hands chunks from a writer to a reader, one at a time. */
class Channel implements ByteSource {
  #give: ((chunk: Buffer | undefined) => void) | undefined;
  #refuse: ((error: unknown) => void) | undefined;
  #asked: (() => void) | undefined;
  #ended = false;
  #closed: { readonly error?: unknown } | undefined;
  #failure: unknown;

  /** Called by the reader, never twice at the same time. */
  read(): Promise<Buffer | undefined> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#ended) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#give = resolve;
      this.#refuse = reject;
      this.#wake();
    });
  }

  /** Gives a chunk, or the end, and resolves when the reader asks again or has stopped; rejects with its error. */
  async give(chunk: Buffer | undefined): Promise<void> {
    await this.#idle();
    const give = this.#give;
    if (give === undefined) return;
    this.#give = undefined;
    this.#ended = chunk === undefined;
    give(chunk);
    if (!this.#ended) await this.#idle();
  }

  /** The reader has stopped. */
  close(outcome: { readonly error?: unknown } = {}): void {
    this.#closed = outcome;
    this.#wake();
  }

  /** The reader's next, or present, call fails. */
  fail(error: unknown): void {
    this.#failure = error;
    this.#give = undefined;
    this.#refuse?.(error);
  }

  async #idle(): Promise<void> {
    if (this.#give === undefined && this.#closed === undefined && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#asked = resolve;
      });
    }
    this.check();
  }

  /** Throws the error with which the reader has stopped. */
  check(): void {
    if (this.#closed !== undefined && 'error' in this.#closed) throw this.#closed.error;
  }

  #wake(): void {
    this.#asked?.();
    this.#asked = undefined;
  }
}
