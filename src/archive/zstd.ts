import type { Pending } from './delivery.ts';
import type { PackedInput } from './packed-input.ts';
import type { StreamEnd } from './packed-stream.ts';
import { type FramePart, ZstdFrames } from './zstd-frames.ts';

/**
 * fzstd moves its whole window for each block, so blocks of one byte behind a window of megabytes cost hours. Level 19
 * of zstd moves 64 bytes for each byte it unpacks.
 */
const FREE_WORK = 2 ** 32;
const MAX_WORK_PER_BYTE = 300;
const SMALL_BLOCKS =
  'the zstd data has blocks far too small for its window: unpack it with zstd -dc and pass the result';

/** What is handed over at once: four bytes can unpack to 128 KiB, and all that comes out is kept until it is consumed. */
const PORTION = 1 << 11;

/** Unpacks a zstd file of any number of frames (RFC 8878); checksums are not verified. */
export async function unzstd(input: PackedInput, consume: (chunk: Buffer) => Pending): Promise<StreamEnd> {
  const frames = new ZstdFrames();
  const unpack = await openUnpacker();
  let total = 0;
  for (let chunk = await input.read(); chunk !== undefined; chunk = await input.read()) {
    for (const portion of portionsOf(chunk)) {
      const { pieces, fault } = unpack(frames.split(portion));
      for (const piece of pieces) {
        total += piece.length;
        const busy = consume(piece);
        if (busy !== undefined) await busy;
      }
      if (fault !== undefined) return { fault };
      if (frames.fault !== undefined) return { fault: frames.fault };
      if (frames.isTrailing) return { trailing: true };
      if (frames.work > FREE_WORK + MAX_WORK_PER_BYTE * total) return { fault: SMALL_BLOCKS };
    }
  }
  if (frames.isWhole) return {};
  return frames.hasTail ? { trailing: true } : { fault: 'the zstd data is cut off' };
}

/** What came out of a portion; with a fault, what came out before it. */
type UnpackFrames = (parts: Iterable<FramePart>) => { readonly pieces: readonly Buffer[]; readonly fault?: string };

/** One decompressor for each frame, so that none meets bytes that are no frame. */
async function openUnpacker(): Promise<UnpackFrames> {
  const { Decompress } = await import('fzstd');
  let pieces: Buffer[] = [];
  const collect = (bytes: Uint8Array): void => {
    if (bytes.length > 0) pieces.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  };
  let frame = new Decompress(collect);
  return (parts) => {
    pieces = [];
    for (const { bytes, isLast } of parts) {
      try {
        frame.push(bytes, isLast);
      } catch (error) {
        return {
          pieces,
          fault: `the zstd data is damaged (${error instanceof Error ? error.message : String(error)})`,
        };
      }
      if (isLast) frame = new Decompress(collect);
    }
    return { pieces };
  };
}

function* portionsOf(chunk: Buffer): Generator<Buffer> {
  // Copied, because fzstd keeps what it was given until a block is complete.
  for (let at = 0; at < chunk.length; at += PORTION) yield Buffer.from(chunk.subarray(at, at + PORTION));
}
