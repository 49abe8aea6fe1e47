import { createGunzip } from 'node:zlib';
import { plural } from '../lib/text.ts';
import type { ArchiveFormat, EntrySink } from './archive.ts';
import type { Delivery } from './delivery.ts';
import { detectContent, unreadable } from './file-format.ts';
import { type InflateResult, inflate } from './inflate.ts';
import { type ByteSource, CHUNK, HEAD, type PackedInput, rangeSource } from './packed-input.ts';
import { entryNameOf, SingleFile } from './single-file.ts';
import { TarReader } from './tar.ts';

/** zlib drops what it had unpacked of a piece in which it met damage, so a damaged place is passed in small pieces. */
const FINE_STEP = 64;

/** Reads a gzip stream of any number of members: a tar archive, or one file whose entry path loses `.gz`. */
export async function readGzip(input: PackedInput, delivery: Delivery): Promise<ArchiveFormat> {
  const content = new UnpackedContent(delivery);
  const result = await inflate(createGunzip({ chunkSize: CHUNK }), input, (chunk) => {
    content.write(chunk);
    delivery.checkRatio(content.bytes, input.bytes);
  });
  await input.drain();
  if (result.fault !== undefined && !isTrailing(result.fault.message)) {
    if (result.fault.code === 'Z_DATA_ERROR' && input.file !== undefined) await recover(input, result, content);
    content.end(false);
    delivery.breakOff(describeFault(result.fault), content.bytes);
  } else {
    const trailing = input.bytes - result.used;
    if (trailing > 0) delivery.problem(`${plural(trailing, 'byte')} after the end of the gzip data were ignored`);
    content.end(true);
  }
  return content.format;
}

/** Only a member after the first can lack the magic: the first was recognised by it. */
function isTrailing(message: string): boolean {
  return message === 'incorrect header check';
}

function describeFault(fault: { readonly code: string; readonly message: string }): string {
  if (fault.code === 'Z_BUF_ERROR') return 'the gzip data is cut off';
  if (fault.message === 'incorrect data check') return 'the gzip checksum (CRC) does not match';
  if (fault.message === 'incorrect length check') return 'the gzip length does not match';
  return `the gzip data is damaged (${fault.message})`;
}

/** Inflates the file again up to the damage and delivers what the first pass had to drop of its last piece. */
async function recover(input: PackedInput, first: InflateResult, content: UnpackedContent): Promise<void> {
  const { file } = input;
  if (file === undefined) return;
  let known = content.bytes;
  const end = Math.min(input.bytes, first.used + CHUNK);
  const source = chain(rangeSource(file, 0, first.used), rangeSource(file, first.used, end, FINE_STEP));
  await inflate(createGunzip({ chunkSize: CHUNK }), source, (chunk) => {
    const skip = Math.min(known, chunk.length);
    known -= skip;
    if (skip < chunk.length) content.write(chunk.subarray(skip));
  });
}

function chain(first: ByteSource, second: ByteSource): ByteSource {
  let current = first;
  return {
    async read() {
      const chunk = await current.read();
      if (chunk !== undefined || current === second) return chunk;
      current = second;
      return second.read();
    },
  };
}

/** Holds back the first 64 KiB until they show whether a tar archive or a single file was packed. */
class UnpackedContent implements EntrySink {
  bytes = 0;
  format: ArchiveFormat = 'gzip';
  #head: Buffer[] = [];
  #sink: EntrySink | undefined;

  constructor(private readonly delivery: Delivery) {}

  write(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.delivery.checkBytes(this.bytes);
    if (this.#sink !== undefined) this.#sink.write(chunk);
    else {
      this.#head.push(chunk);
      if (this.bytes >= HEAD) this.#decide();
    }
  }

  end(complete: boolean): void {
    if (this.#sink === undefined && this.bytes > 0) this.#decide();
    if (this.#sink === undefined && complete) throw unreadable(this.delivery.source, 'the gzip file is empty inside');
    this.#sink?.end(complete);
  }

  #decide(): void {
    const { source } = this.delivery;
    const head = this.#head.length === 1 && this.#head[0] ? this.#head[0] : Buffer.concat(this.#head);
    this.#head = [];
    const kind = detectContent(head.subarray(0, HEAD), source);
    if (kind === 'zip' || kind === 'gzip') {
      throw unreadable(source, `it is a ${kind} file inside a gzip file`, 'unpack the outer layer with gzip -dc first');
    }
    if (kind === 'tar') this.format = 'tgz';
    this.#sink = kind === 'tar' ? new TarReader(this.delivery) : this.#singleFile(source);
    this.#sink.write(head);
  }

  #singleFile(source: string): SingleFile {
    return new SingleFile(this.delivery, entryNameOf(source).replace(/(?<=.)\.gz$/i, ''), undefined);
  }
}
