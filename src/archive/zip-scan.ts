import type { Delivery } from './delivery.ts';
import type { ZipBytes } from './zip-bytes.ts';
import { closeBroken, DEFLATED, methodName, STORED, unpackZipEntry } from './zip-entry.ts';
import { afterDescriptor, type LocalHeader, readLocalHeader } from './zip-local-header.ts';

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
  const { path, method, contentStart, isOpenEnded, encrypted } = header;
  const after = isOpenEnded ? undefined : contentStart + header.packedSize;
  if (path.endsWith('/')) {
    delivery.countEntry();
    return isOpenEnded ? afterDescriptor(bytes, contentStart) : after;
  }
  if (encrypted || (method !== DEFLATED && (method !== STORED || isOpenEnded))) {
    delivery.countEntry();
    tally.encrypted ||= encrypted;
    delivery.problem(
      `${encrypted ? 'it is encrypted' : `it is stored by ${methodName(method)}`}: the entry was skipped`,
      path,
    );
    return after;
  }
  delivery.open({ path, kind: 'file', ...(isOpenEnded ? {} : { size: header.size }) });
  const end = after === undefined ? bytes.size : Math.min(after, bytes.size);
  const range = { start: contentStart, end, method, size: header.size, isOpenEnded };
  const content = await unpackZipEntry(bytes, range, (chunk) => {
    const busy = delivery.write(chunk);
    delivery.budget.checkRatio(delivery.unpackedBytes, bytes.size);
    return busy;
  });
  const isShort = !isOpenEnded && content.size !== header.size;
  if (content.fault === undefined && !isShort) {
    await delivery.close(true);
    return after ?? afterDescriptor(bytes, contentStart + content.used);
  }
  await closeBroken(delivery, path, content.fault ?? 'its content is cut off');
  return after;
}
