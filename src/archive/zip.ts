import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { InquestError } from '../errors.ts';
import { formatCount } from '../lib/text.ts';
import type { Delivery } from './delivery.ts';
import type { PackedInput } from './packed-input.ts';
import { readAhead, type ZipBytes, ZipReader, zipBytes } from './zip-bytes.ts';
import {
  closeBroken,
  DEFLATED,
  kindOfMode,
  linkCollector,
  methodName,
  STORED,
  unpackZipEntry,
  zipPath,
} from './zip-entry.ts';
import { readLocalHeader } from './zip-local-header.ts';
import { scanZip } from './zip-scan.ts';

/** The host system that APPNOTE.TXT section 4.4.2 numbers 3: its names and modes are those of Unix. */
const UNIX = 3;

/** Reads a zip archive by its central directory, or entry by entry from the front when that is lost. */
export async function readZip(input: PackedInput, delivery: Delivery): Promise<void> {
  const all = await zipBytes(input, delivery.ledger);
  try {
    await readAll(all, delivery);
  } finally {
    all.release();
  }
}

async function readAll(all: ZipBytes, delivery: Delivery): Promise<void> {
  const bytes = readAhead(all);
  const tally: Tally = { packed: 0, encrypted: false };
  let zip: ZipFile;
  try {
    zip = await fromRandomAccessReaderPromise(new ZipReader(readAhead(all)), all.size, {
      decodeStrings: false,
      validateEntrySizes: false,
      autoClose: false,
    });
  } catch {
    await scanZip(bytes, delivery, tally);
    const what = 'the list of entries at the end of the zip is missing, so it was read from the front; it breaks off';
    delivery.breakOff(what, delivery.unpackedBytes);
    return refuseEncrypted(tally, delivery);
  }
  await readEntries(zip, bytes, delivery, tally);
  refuseEncrypted(tally, delivery);
}

/** What has been met in the archive so far. */
export interface Tally {
  /** Packed bytes of all entries; more than the file has means that they overlap. */
  packed: number;
  encrypted: boolean;
}

function refuseEncrypted(tally: Tally, delivery: Delivery): void {
  if (!tally.encrypted || delivery.entries > 0) return;
  throw new InquestError('ARCHIVE_ENCRYPTED', { path: delivery.source, method: 'zip with a password' });
}

async function readEntries(zip: ZipFile, bytes: ZipBytes, delivery: Delivery, tally: Tally): Promise<void> {
  const entries = zip.eachEntry();
  for (;;) {
    let entry: Entry;
    try {
      const next = await entries.next();
      if (next.done === true) return;
      entry = next.value;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason.includes('encryption')) tally.encrypted = true;
      return delivery.breakOff(`the list of entries is damaged (${reason}), seen`, delivery.unpackedBytes);
    }
    tally.packed += entry.compressedSize;
    if (tally.packed > bytes.size) {
      return delivery.breakOff(
        'entries of the zip archive overlap, so it is hostile or damaged; stopped',
        delivery.unpackedBytes,
      );
    }
    await readEntry(bytes, entry, delivery, tally);
  }
}

async function readEntry(bytes: ZipBytes, entry: Entry, delivery: Delivery, tally: Tally): Promise<void> {
  const madeOnUnix = entry.versionMadeBy >> 8 === UNIX;
  const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
  const path = zipPath(name, madeOnUnix);
  const kind = madeOnUnix ? kindOfMode(entry.externalFileAttributes >>> 16) : 'file';
  if (path.endsWith('/') || kind === 'directory' || kind === 'other') return delivery.countEntry();
  const refusal = refusalOf(entry);
  if (refusal !== undefined) {
    delivery.countEntry();
    tally.encrypted ||= entry.isEncrypted();
    return delivery.problem(`${refusal}: the entry was skipped`, path);
  }
  const start = await contentStart(bytes, entry);
  if (start === undefined) {
    delivery.countEntry();
    delivery.ledger.complete = false;
    return delivery.problem('its local header is damaged or lies outside the file: the entry was skipped', path);
  }
  await deliverContent({ bytes, entry, start, path, kind, delivery, packed: tally.packed });
}

function refusalOf(entry: Entry): string | undefined {
  if (entry.isEncrypted()) return 'it is encrypted';
  const { compressionMethod: method } = entry;
  return method === STORED || method === DEFLATED
    ? undefined
    : `its compression method (${methodName(method)}) is not supported`;
}

async function contentStart(bytes: ZipBytes, entry: Entry): Promise<number | undefined> {
  const start = (await readLocalHeader(bytes, entry.relativeOffsetOfLocalHeader))?.contentStart;
  return start === undefined || start + entry.compressedSize > bytes.size ? undefined : start;
}

interface Content {
  readonly bytes: ZipBytes;
  readonly entry: Entry;
  readonly start: number;
  readonly path: string;
  readonly kind: 'file' | 'symlink';
  readonly delivery: Delivery;
  readonly packed: number;
}

async function deliverContent({ bytes, entry, start, path, kind, delivery, packed }: Content): Promise<void> {
  const size = entry.uncompressedSize;
  const range = { start, end: start + entry.compressedSize, method: entry.compressionMethod, size };
  const link = kind === 'symlink' ? linkCollector(delivery, path) : undefined;
  if (link === undefined) delivery.open({ path, kind: 'file', size });
  const content = await unpackZipEntry(bytes, range, (chunk) => {
    if (link !== undefined) link.add(chunk);
    const busy = link === undefined ? delivery.write(chunk) : undefined;
    delivery.budget.checkRatio(delivery.unpackedBytes, packed);
    return busy;
  });
  const fault = content.fault ?? mismatch(entry, content);
  if (fault !== undefined) return closeBroken(delivery, path, fault);
  if (link === undefined) await delivery.close(true);
  else link.deliver();
}

function mismatch(entry: Entry, content: { readonly size: number; readonly crc: number }): string | undefined {
  if (content.size !== entry.uncompressedSize) {
    return `it unpacks to ${formatCount(content.size)} bytes where the archive says ${formatCount(entry.uncompressedSize)}`;
  }
  return content.crc === entry.crc32 ? undefined : 'its checksum (CRC-32) does not match';
}
