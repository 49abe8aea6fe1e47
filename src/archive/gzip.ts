import { createGunzip } from 'node:zlib';
import type { Pending } from './delivery.ts';
import { inflate } from './inflate.ts';
import { CHUNK, type PackedInput } from './packed-input.ts';
import type { StreamEnd } from './packed-stream.ts';
import { recover } from './recover.ts';

/** Packed logs in a bundle are many and small, and each would take a whole chunk of memory. */
const SMALL_CHUNK = 1 << 16;

/** Unpacks a gzip stream of any number of members (RFC 1952). */
export async function gunzip(input: PackedInput, consume: (chunk: Buffer) => Pending): Promise<StreamEnd> {
  let consumed = 0;
  const count = (chunk: Buffer): Pending => {
    consumed += chunk.length;
    return consume(chunk);
  };
  const createEngine = () => createGunzip({ chunkSize: input.isEntry ? SMALL_CHUNK : CHUNK });
  const { fault, used } = await inflate(createEngine(), input, count);
  await input.drain();
  const replay = input.replay.bind(input);
  const stream = { engine: createEngine, replay, packedSize: input.bytes, used, consumed };
  const lost = fault?.code === 'Z_DATA_ERROR' && !(await recover(stream, count));
  const isCut = fault !== undefined && !isTrailing(fault.message);
  return {
    ...(isCut ? { fault: describeFault(fault) } : {}),
    trailing: !isCut && (fault !== undefined || used < input.bytes),
    lost,
  };
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
