import { accessSync, constants, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InquestError, reasonOf } from '../errors.ts';

/** Writes under a temporary name and renames, so that nothing half-written is ever seen. */
export function writeWhole(file: string, content: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content, { flag: 'wx', mode: 0o644 });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new InquestError('OUTPUT_UNWRITABLE', { path: file, reason: reasonOf(error) }, { cause: error });
  }
}

const SUFFIXES = /\.(?:tar\.gz|tgz|tar|zip|gz|log|txt)$/i;

/** `bundle` for `dir/bundle.tgz`; `stdin` for `-`. */
export function reportName(bundle: string): string {
  if (bundle === '-') return 'stdin';
  const base = path.basename(path.resolve(bundle));
  return base.replace(SUFFIXES, '') || 'bundle';
}

/** The folder of the bundle when it can be written, else the current one. Files below /proc are no place for reports. */
export function reportFolder(bundle: string): string {
  if (bundle === '-') return '.';
  const folder = path.dirname(path.resolve(bundle));
  if (/^\/(?:proc|sys|dev)(?:\/|$)/.test(folder)) return '.';
  try {
    accessSync(folder, constants.W_OK);
    return path.relative('.', folder) || '.';
  } catch {
    return '.';
  }
}
