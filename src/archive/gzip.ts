import { createGunzip, type Gunzip } from 'node:zlib';
import type { ArchiveFormat, EntrySink } from './archive.ts';
import type { Delivery } from './delivery.ts';
import { detectContent, unreadable } from './file-format.ts';
import { inflate } from './inflate.ts';
import { CHUNK, HEAD, type PackedInput } from './packed-input.ts';
import { recover } from './recover.ts';
import { entryNameOf, SingleFile } from './single-file.ts';
import { TarReader } from './tar.ts';

/** Reads a gzip stream of any number of members: a tar archive, or one file whose entry path loses `.gz`. */
export async function readGzip(input: PackedInput, delivery: Delivery): Promise<ArchiveFormat> {
  const content = new UnpackedContent(delivery);
  const result = await inflate(gunzip(), input, (chunk) => {
    content.write(chunk);
    delivery.checkRatio(content.bytes, input.bytes);
  });
  await input.drain();
  const { fault } = result;
  const missed = fault?.code === 'Z_DATA_ERROR' && !(await recoverGzip(input, result.used, content));
  if (fault !== undefined && !isTrailing(fault.message)) {
    content.end(false);
    delivery.breakOff(describeFault(fault), content.bytes);
  } else {
    if (fault !== undefined || result.used < input.bytes) {
      delivery.problem('bytes after the end of the gzip data were ignored');
    }
    content.end(!missed);
  }
  if (missed) {
    delivery.complete = false;
    delivery.problem('up to 1 MiB before the fault was lost: save the stream to a file and pass that to get all of it');
  }
  return content.format;
}

function gunzip(): Gunzip {
  return createGunzip({ chunkSize: CHUNK });
}

function recoverGzip(input: PackedInput, used: number, content: UnpackedContent): Promise<boolean> {
  const replay = input.replay.bind(input);
  const stream = { engine: gunzip, replay, packedSize: input.bytes, used, consumed: content.bytes };
  return recover(stream, (chunk) => content.write(chunk));
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
