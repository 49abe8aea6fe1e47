import { constants, type Dirent } from 'node:fs';
import { type FileHandle, open, opendir, readlink } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { InquestError, reasonOf } from '../errors.ts';
import type { Delivery } from './delivery.ts';
import { CHUNK } from './packed-input.ts';

/**
 * Delivers the regular files of a folder and everything below it, sorted by name in each folder. No link is followed and
 * nothing else is opened, so a FIFO or a device cannot hang or harm; what cannot be read is recorded. Resolves to the
 * number of bytes read.
 */
export async function readDirectory(root: string, delivery: Delivery, onRead: (read: number) => void): Promise<number> {
  let bytes = 0;
  const buffer = Buffer.allocUnsafeSlow(CHUNK);
  for await (const { path, entry } of walk(root, '', delivery)) {
    if (entry.isSymbolicLink()) await deliverLink(root, path, delivery);
    else if (entry.isFile()) {
      bytes += await deliverFile(root, path, delivery, buffer);
      onRead(bytes);
    } else delivery.problem('only regular files are read, and this is a device, FIFO or socket', shown(path));
  }
  return bytes;
}

async function* walk(
  root: string,
  folder: string,
  delivery: Delivery,
): AsyncGenerator<{ readonly path: string; readonly entry: Dirent }> {
  for (const entry of await listFolder(root, folder, delivery)) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) yield { path, entry };
    else if (path.length > delivery.limits.maxPathLength)
      delivery.problem('its path is too long: the folder was skipped', shown(path));
    else yield* walk(root, path, delivery);
  }
}

/** Names sorted by code unit, which is the same everywhere; a folder that cannot be listed is recorded as empty. */
async function listFolder(root: string, folder: string, delivery: Delivery): Promise<Dirent[]> {
  const entries: Dirent[] = [];
  try {
    for await (const entry of await opendir(onDisk(root, folder), { encoding: 'latin1' })) {
      entries.push(entry);
      delivery.budget.checkEntries(entries.length);
    }
  } catch (error) {
    if (error instanceof InquestError) throw error;
    if (folder === '')
      throw new InquestError('INPUT_MISSING', { path: root, reason: reasonOf(error) }, { cause: error });
    delivery.problem(`cannot list the folder: ${reasonOf(error)}`, shown(folder));
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

async function deliverLink(root: string, path: string, delivery: Delivery): Promise<void> {
  let target: string;
  try {
    target = await readlink(onDisk(root, path));
  } catch (error) {
    return delivery.problem(`cannot read the link: ${reasonOf(error)}`, shown(path));
  }
  // A link to a place below the root, written with the root's own path, means that place.
  const inside = target.startsWith('/') ? relative(resolve(root), target).split(sep).join('/') : target;
  const isBelow = target.startsWith('/') && !inside.startsWith('..');
  delivery.open({ path: shown(path), kind: 'symlink', linkTarget: isBelow ? `/${inside}` : target });
  await delivery.close(true);
}

async function deliverFile(root: string, path: string, delivery: Delivery, buffer: Buffer): Promise<number> {
  let file: FileHandle;
  let size: number;
  try {
    file = await openRegular(onDisk(root, path));
  } catch (error) {
    delivery.problem(`cannot read the file: ${reasonOf(error)}`, shown(path));
    return 0;
  }
  try {
    size = (await file.stat()).size;
    // /proc files say 0 and are not empty.
    delivery.open({ path: shown(path), kind: 'file', ...(size > 0 ? { size } : {}) });
    const { bytes, error } = await copyTo(file, delivery, buffer);
    await delivery.close(error === undefined);
    if (error !== undefined) delivery.problem(`reading stopped after ${bytes} bytes: ${reasonOf(error)}`, shown(path));
    return bytes;
  } finally {
    await file.close();
  }
}

/** The check and the opening are two steps; the flags keep a file that was swapped in between from doing harm. */
async function openRegular(path: Buffer): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new Error('it is no longer a regular file');
}

async function copyTo(
  file: FileHandle,
  delivery: Delivery,
  buffer: Buffer,
): Promise<{ readonly bytes: number; readonly error?: unknown }> {
  let bytes = 0;
  for (;;) {
    let count: number;
    try {
      count = (await file.read(buffer, 0, buffer.length, null)).bytesRead;
    } catch (error) {
      return { bytes, error };
    }
    if (count === 0) return { bytes };
    bytes += count;
    const busy = delivery.write(buffer.subarray(0, count));
    if (busy !== undefined) await busy;
  }
}

/** Names are bytes; as Latin-1 none is lost on the way from the listing to the opening. */
const onDisk = (root: string, path: string): Buffer =>
  Buffer.concat([Buffer.from(`${root}${sep}`, 'utf8'), Buffer.from(path, 'latin1')]);

/** As people read it; bytes that are not UTF-8 become the replacement character. */
const shown = (path: string): string => Buffer.from(path, 'latin1').toString('utf8');
