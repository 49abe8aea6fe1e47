import type { Gunzip, InflateRaw } from 'node:zlib';
import type { Pending } from './delivery.ts';
import { inflate } from './inflate.ts';
import { type ByteSource, CHUNK } from './packed-input.ts';

/**
 * zlib drops what it had unpacked of a piece in which it met a fault: a megabyte of log for a wrong checksum. So the
 * last piece is unpacked again in pieces of these sizes, until the fault stands alone.
 */
const FINER_STEPS = [1 << 10, 1];

/** What is known of a stream in which zlib met a fault. */
export interface FaultyStream {
  readonly engine: () => Gunzip | InflateRaw;
  /** Reads packed bytes again in pieces of at most `step`; undefined when they are gone. */
  readonly replay: (start: number, end: number, step: number) => ByteSource | undefined;
  readonly packedSize: number;
  /** Packed bytes that were inflated without a fault. */
  readonly used: number;
  /** Unpacked bytes that were consumed. */
  readonly consumed: number;
}

/** Inflates a stream again up to its fault and hands over what the first pass dropped; false when it cannot. */
export async function recover(stream: FaultyStream, consume: (chunk: Buffer) => Pending): Promise<boolean> {
  let { used, consumed } = stream;
  for (const [i, step] of FINER_STEPS.entries()) {
    const end = Math.min(stream.packedSize, used + (FINER_STEPS[i - 1] ?? CHUNK));
    const sound = stream.replay(0, used, CHUNK);
    const suspect = stream.replay(used, end, step);
    if (sound === undefined || suspect === undefined) return false;
    let known = consumed;
    const result = await inflate(stream.engine(), chain(sound, suspect), (chunk) => {
      const skip = Math.min(known, chunk.length);
      known -= skip;
      if (skip === chunk.length) return undefined;
      consumed += chunk.length - skip;
      return consume(chunk.subarray(skip));
    });
    used = result.used;
  }
  return true;
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
