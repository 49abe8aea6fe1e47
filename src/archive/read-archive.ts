import { stat } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { InquestError, reasonOf } from '../errors.ts';
import type { ArchiveFormat, ArchiveSummary, ReadArchiveOptions } from './archive.ts';
import { Delivery } from './delivery.ts';
import { readDirectory } from './directory.ts';
import { detectContent, unreadable } from './file-format.ts';
import { PackedInput, type ReadObserver } from './packed-input.ts';
import { readPacked } from './packed-stream.ts';
import { SingleFile } from './single-file.ts';
import { TarReader } from './tar.ts';
import { readZip } from './zip.ts';

/**
 * Reads a bundle once from front to back and hands its entries to `options.open`: a tar, gzipped tar or zip archive, a
 * folder, or a single file, gzipped or not; `-` reads `options.stdin`. Damage is reported in the summary with what could
 * be read; throws InquestError when that is nothing, or when a limit is exceeded.
 */
export async function readArchive(path: string, options: ReadArchiveOptions): Promise<ArchiveSummary> {
  const delivery = Delivery.ofBundle(path, options.limits, options.open, unpackInner);
  const observe = throttled(options.progress, delivery);
  try {
    if (path !== '-' && (await isDirectory(path))) return await summariseDirectory(path, delivery, observe);
    const input = await openInput(path, options.stdin, observe);
    try {
      return await summariseInput(input, delivery);
    } finally {
      await input.close();
    }
  } catch (error) {
    await delivery.abort();
    throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw missing(path, error);
  }
}

async function openInput(
  path: string,
  stdin: NodeJS.ReadableStream | undefined,
  observe: ReadObserver,
): Promise<PackedInput> {
  if (path === '-') {
    if (stdin === undefined) throw missing(path, new Error('there is no standard input'));
    return PackedInput.fromStream(stdin, observe);
  }
  try {
    return await PackedInput.fromPath(path, observe);
  } catch (error) {
    throw missing(path, error);
  }
}

function missing(path: string, error: unknown): InquestError {
  return new InquestError('INPUT_MISSING', { path, reason: reasonOf(error) }, { cause: error });
}

async function summariseDirectory(path: string, delivery: Delivery, observe: ReadObserver): Promise<ArchiveSummary> {
  const bytes = await readDirectory(path, delivery, (read) => observe(read, undefined));
  return summary('directory', bytes, delivery);
}

async function summariseInput(input: PackedInput, delivery: Delivery): Promise<ArchiveSummary> {
  const format = await readContent(input, delivery);
  const isArchive = format !== 'file';
  if (isArchive && delivery.ledger.entries === 0) throw nothingIn(delivery);
  return { ...summary(format, input.bytes, delivery), sha256: input.sha256() };
}

function nothingIn(delivery: Delivery): InquestError {
  const [first] = delivery.ledger.problems();
  const reason = first === undefined ? 'the archive holds no entries' : `nothing in it can be read (${first.message})`;
  return unreadable(delivery.source, reason);
}

/** Reads an archive that is an entry of another; what comes out of it counts for the bundle. */
async function unpackInner(input: PackedInput, delivery: Delivery): Promise<void> {
  await readContent(input, delivery);
}

async function readContent(input: PackedInput, delivery: Delivery): Promise<ArchiveFormat> {
  const kind = detectContent(await input.head(), delivery.source, delivery.isInner);
  if (kind === 'zip') {
    await readZip(input, delivery);
    return 'zip';
  }
  if (kind !== 'tar' && kind !== 'text') return readPacked(kind, input, delivery);
  const taker = kind === 'tar' ? new TarReader(delivery) : new SingleFile(delivery, undefined, input.total);
  for (let chunk = await input.read(); chunk !== undefined; chunk = await input.read()) {
    const busy = taker.write(chunk);
    if (busy !== undefined) await busy;
  }
  await taker.end(true);
  return kind === 'tar' ? 'tar' : 'file';
}

function summary(format: ArchiveFormat, bytes: number, delivery: Delivery): ArchiveSummary {
  const { unpackedBytes, entries, complete } = delivery.ledger;
  return { format, bytes, unpackedBytes, entries, complete, problems: delivery.ledger.problems() };
}

/** Passes on at most 20 reports a second. */
function throttled(progress: ReadArchiveOptions['progress'], delivery: Delivery): ReadObserver {
  if (progress === undefined) return () => undefined;
  let last = Number.NEGATIVE_INFINITY;
  return (read, total) => {
    const now = performance.now();
    if (now - last < 50) return;
    last = now;
    const { lastPath: entry } = delivery;
    progress({ read, ...(total === undefined ? {} : { total }), ...(entry === undefined ? {} : { entry }) });
  };
}
