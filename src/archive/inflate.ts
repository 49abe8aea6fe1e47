import type { Gunzip, InflateRaw } from 'node:zlib';
import type { Pending } from './delivery.ts';
import type { ByteSource } from './packed-input.ts';

export interface InflateResult {
  /** Packed bytes that were used; what follows them is not part of the stream. */
  readonly used: number;
  /** The complaint of zlib when the stream is damaged or cut off. */
  readonly fault?: { readonly code: string; readonly message: string };
}

/**
 * Inflates everything from `source` through `engine` and hands each chunk to `consume`. Errors of the source and of
 * `consume` are thrown, damage is returned. While `consume` works on one chunk, zlib's thread fills the next and the
 * source is read ahead, which is where the speed comes from: reading through the iterator asks for more before it hands over.
 */
export async function inflate(
  engine: Gunzip | InflateRaw,
  source: ByteSource,
  consume: (chunk: Buffer) => Pending,
): Promise<InflateResult> {
  let fault: InflateResult['fault'];
  const feeding = feed(engine, source).then(
    () => undefined,
    (error: unknown) => {
      engine.destroy();
      return { error };
    },
  );
  try {
    for await (const chunk of engine) {
      const busy = consume(chunk);
      if (busy !== undefined) await busy;
    }
  } catch (error) {
    if (!isZlibError(error)) {
      const failed = await stopFeeding(engine, feeding);
      throw failed === undefined ? error : failed.error;
    }
    fault = { code: error.code, message: error.message };
  }
  const used = engine.bytesWritten;
  const failed = await stopFeeding(engine, feeding);
  if (failed !== undefined) throw failed.error;
  return fault === undefined ? { used } : { used, fault };
}

async function stopFeeding<T>(engine: Gunzip | InflateRaw, feeding: Promise<T>): Promise<T> {
  engine.destroy();
  return feeding;
}

/** One chunk is with zlib while the next is read; the end is only told when all is inflated, or a cut would cost a chunk. */
async function feed(engine: Gunzip | InflateRaw, source: ByteSource): Promise<void> {
  let next = source.read();
  for (;;) {
    const chunk = await next;
    if (chunk === undefined) break;
    next = source.read();
    // Its error is met by the next turn of the loop, which may come late.
    next.catch(() => undefined);
    if (!(await written(engine, chunk))) {
      await next;
      return;
    }
  }
  engine.end();
}

/** Whether zlib took the whole chunk; false when it failed, was stopped, or had reached its end before. */
function written(engine: Gunzip | InflateRaw, chunk: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    // On damage zlib closes without answering the write that met it.
    const closed = () => resolve(false);
    engine.once('close', closed);
    engine.write(chunk, (error) => {
      engine.off('close', closed);
      resolve(error === undefined || error === null);
    });
  });
}

function isZlibError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}
