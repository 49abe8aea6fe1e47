import { closeSync, openSync, readSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { InquestError, reasonOf } from '../errors.ts';

/** Places where a rename would put a file in the place of a device: `/dev/stdout`, `/dev/null`. */
const DEVICE_PATH = /^\/(?:dev|proc)\//;

/**
 * Writes under a temporary name and renames, so that nothing half-written is ever seen. Devices and pipes are written
 * to directly; of a link, the file it leads to is replaced and not the link.
 */
export function writeWhole(file: string, content: string): void {
  const target = replaceable(file);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    if (target === undefined) writeFileSync(file, content);
    else {
      writeFileSync(temporary, content, { flag: 'wx', mode: 0o644 });
      renameSync(temporary, target);
    }
  } catch (error) {
    // Who reads a pipe and closes it has what it wanted, as with standard output.
    if (target === undefined && hasCode(error, 'EPIPE')) return;
    if (target !== undefined && !hasCode(error, 'EEXIST')) rmSync(temporary, { force: true });
    throw new InquestError('OUTPUT_UNWRITABLE', { path: file, reason: reasonOf(error) }, { cause: error });
  }
}

/** The path that a rename may replace, or undefined where the place is no regular file. */
function replaceable(file: string): string | undefined {
  if (DEVICE_PATH.test(file)) return undefined;
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return file;
  return stat.isFile() ? realpathSync(file) : undefined;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** More than any report has; a larger file is not read to find out whose it is. */
const MAX_REPORT_BYTES = 64 * 1024 * 1024;

/** A file of that name that is not a report of ours stays: the bundle itself, notes, a folder. Empty files may go. */
export function refuseForeign(file: string): void {
  if (DEVICE_PATH.test(file)) return;
  const reason = foreignReason(file);
  if (reason !== undefined) throw new InquestError('OUTPUT_UNWRITABLE', { path: file, reason });
}

function foreignReason(file: string): string | undefined {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined || stat.size === 0)
      return stat?.isDirectory() === true ? 'a folder is in the way' : undefined;
    if (stat.isDirectory()) return 'a folder is in the way';
    const isOurs = stat.size <= MAX_REPORT_BYTES && namesThisProgram(readBytes(file, stat.size));
    return isOurs ? undefined : 'a file that is not a report is in the way';
  } catch (error) {
    return reasonOf(error);
  }
}

/** Every format names the program; archives and other binary files may do so by chance. */
function namesThisProgram(content: Buffer): boolean {
  return content.includes('inquest') && !content.includes(0);
}

function readBytes(file: string, size: number): Buffer {
  const content = Buffer.alloc(size);
  const descriptor = openSync(file, 'r');
  try {
    return content.subarray(0, readSync(descriptor, content, 0, size, 0));
  } finally {
    closeSync(descriptor);
  }
}
