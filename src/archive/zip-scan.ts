import type { Delivery } from './delivery.ts';
import type { ZipBytes } from './zip-bytes.ts';
import { closeBroken, DEFLATED, methodName, STORED, unpackZipEntry, zipPath } from './zip-entry.ts';

const LOCAL_HEADER = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const HAS_DESCRIPTOR = 8;
const ENCRYPTED = 1;
const UTF8 = 0x800;

interface LocalHeader {
  readonly flags: number;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly path: string;
  readonly contentStart: number;
}

/**
 * Reads the entries of a zip archive that lost its central directory, by the local headers in front of each content
 * (APPNOTE.TXT section 4.3.7). Stops at the first place where no header follows. Kinds and modes are in the lost part,
 * so links come out as small files.
 */
export async function scanZip(bytes: ZipBytes, delivery: Delivery, tally: { encrypted: boolean }): Promise<void> {
  let next: number | undefined = 0;
  while (next !== undefined) {
    const header: LocalHeader | undefined = await readLocalHeader(bytes, next);
    if (header === undefined) return;
    next = await scanEntry(bytes, header, delivery, tally);
  }
}

/** Delivers one entry and returns where the next header starts, undefined when that is not known. */
async function scanEntry(
  bytes: ZipBytes,
  header: LocalHeader,
  delivery: Delivery,
  tally: { encrypted: boolean },
): Promise<number | undefined> {
  const { path, method, contentStart } = header;
  const isOpenEnded = (header.flags & HAS_DESCRIPTOR) !== 0;
  const after = isOpenEnded ? undefined : contentStart + header.packed;
  if (path.endsWith('/')) {
    delivery.countEntry();
    return isOpenEnded ? afterDescriptor(bytes, contentStart) : after;
  }
  const isEncrypted = (header.flags & ENCRYPTED) !== 0;
  if (isEncrypted || (method !== DEFLATED && (method !== STORED || isOpenEnded))) {
    delivery.countEntry();
    tally.encrypted ||= isEncrypted;
    delivery.problem(
      `${isEncrypted ? 'it is encrypted' : `it is stored by ${methodName(method)}`}: the entry was skipped`,
      path,
    );
    return after;
  }
  delivery.open({ path, kind: 'file', ...(isOpenEnded ? {} : { size: header.size }) });
  const end = after === undefined ? bytes.size : Math.min(after, bytes.size);
  const content = await unpackZipEntry(bytes.range(contentStart, end), method, header.size, (chunk) => {
    delivery.write(chunk);
    delivery.checkRatio(delivery.unpackedBytes, bytes.size);
  });
  const isShort = !isOpenEnded && content.size !== header.size;
  if (content.fault === undefined && !isShort) {
    delivery.close(true);
    return after ?? afterDescriptor(bytes, contentStart + content.used);
  }
  closeBroken(delivery, path, content.fault ?? 'its content is cut off');
  return after;
}

async function readLocalHeader(bytes: ZipBytes, at: number): Promise<LocalHeader | undefined> {
  const fixed = await readFully(bytes, at, 30);
  if (fixed?.readUInt32LE(0) !== LOCAL_HEADER) return undefined;
  const nameLength = fixed.readUInt16LE(26);
  const extraLength = fixed.readUInt16LE(28);
  const names = await readFully(bytes, at + 30, nameLength + extraLength);
  if (names === undefined) return undefined;
  const flags = fixed.readUInt16LE(6);
  const name = names.toString((flags & UTF8) !== 0 ? 'utf8' : 'latin1', 0, nameLength);
  return {
    flags,
    method: fixed.readUInt16LE(8),
    packed: fixed.readUInt32LE(18),
    size: fixed.readUInt32LE(22),
    // The host system is in the lost part; a backslash between words is how Windows writes a path.
    path: zipPath(name, name.includes('/')),
    contentStart: at + 30 + nameLength + extraLength,
  };
}

/** A data descriptor is CRC and two sizes of 4 or 8 bytes, with or without a signature; a header or the end follows it. */
async function afterDescriptor(bytes: ZipBytes, at: number): Promise<number | undefined> {
  const window = Buffer.alloc(28);
  const count = await bytes.read(window, at);
  const lengths = window.readUInt32LE(0) === DESCRIPTOR ? [16, 24] : [12, 20];
  const length = lengths.find((l) => l + 4 <= count && window.readUInt32LE(l) === LOCAL_HEADER);
  return length === undefined ? undefined : at + length;
}

async function readFully(bytes: ZipBytes, at: number, length: number): Promise<Buffer | undefined> {
  const buffer = Buffer.alloc(length);
  if (length === 0) return buffer;
  if (at + length > bytes.size) return undefined;
  return (await bytes.read(buffer, at)) === length ? buffer : undefined;
}
