import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { InquestError, reasonOf } from '../errors.ts';
import { quote } from '../lib/text.ts';
import type { Format } from './options.ts';
import { refuseForeign } from './output.ts';

/** One report of one bundle: what it is and where it goes. */
export interface Target {
  readonly format: Format;
  readonly path: string;
}

/** Where everything goes: one format to standard output, or files for each bundle, in the order of the bundles. */
export interface OutputPlan {
  readonly toStdout?: Format;
  readonly files: readonly (readonly Target[])[];
  /** What the user should know about the places, one sentence each. */
  readonly notices: readonly string[];
}

export interface OutputRequest {
  readonly format: readonly Format[];
  readonly output?: string;
}

const EXTENSIONS: Readonly<Record<Format, string>> = {
  html: 'report.html',
  md: 'report.md',
  json: 'report.json',
  ticket: 'report.txt',
  snapshot: 'snapshot.json',
};
const DEFAULT_FORMATS: readonly Format[] = ['md', 'html'];
const BY_ENDING: Readonly<Record<string, Format>> = {
  '.html': 'html',
  '.htm': 'html',
  '.md': 'md',
  '.json': 'json',
  '.txt': 'ticket',
};

/** Decides where reports go, before anything is read: what cannot be written should not cost an analysis. */
export function planOutput(bundles: readonly string[], request: OutputRequest): OutputPlan {
  const plan = placeReports(bundles, request);
  for (const { path: file } of plan.files.flat()) refuseForeign(file);
  return plan;
}

function placeReports(bundles: readonly string[], { format, output }: OutputRequest): OutputPlan {
  const formats = format.length === 0 ? DEFAULT_FORMATS : [...new Set(format)];
  const [only] = formats;
  if (output === undefined) {
    if (formats.length === 1 && only === 'ticket') return { toStdout: only, files: [], notices: [] };
    return besideBundles(bundles, formats);
  }
  if (output === '-') {
    if (format.length > 0 && formats.length > 1) {
      throw new InquestError('USAGE', {
        message: 'only one format can go to standard output',
        hint: 'give one -f, or name a folder with -o',
      });
    }
    return { toStdout: format[0] ?? 'ticket', files: [], notices: [] };
  }
  const isFolder = statSync(output, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder || output.endsWith('/') || bundles.length > 1) {
    if (!isFolder) throw new InquestError('OUTPUT_UNWRITABLE', { path: output, reason: 'no such folder' });
    return { files: nameReports(bundles, formats, () => output), notices: [] };
  }
  return { files: [[{ format: formatOf(output, format), path: output }]], notices: [] };
}

/** The format of one named file: as asked for, else by the end of its name. */
function formatOf(file: string, format: readonly Format[]): Format {
  const formats = [...new Set(format)];
  if (formats.length > 1) {
    throw new InquestError('USAGE', {
      message: `cannot write ${formats.length} formats into one file ${quote(file)}`,
      hint: 'give one -f, or name a folder with -o',
    });
  }
  const found = formats[0] ?? BY_ENDING[path.extname(file).toLowerCase()];
  if (found !== undefined) return found;
  throw new InquestError('USAGE', {
    message: `cannot tell the format of ${quote(file)}`,
    hint: 'give one format with -f, or end the name in .html, .md, .json or .txt',
  });
}

function besideBundles(bundles: readonly string[], formats: readonly Format[]): OutputPlan {
  const notices: string[] = [];
  const files = nameReports(bundles, formats, (bundle) => {
    const { folder, notice } = folderBeside(bundle);
    if (notice !== undefined) notices.push(notice);
    return folder;
  });
  return { files, notices };
}

/** The folder of the bundle when it can be written, else the current one. Files below /proc are no place for reports. */
function folderBeside(bundle: string): { readonly folder: string; readonly notice?: string } {
  if (bundle === '-') return { folder: '.' };
  const folder = path.dirname(path.resolve(bundle));
  if (/^\/(?:proc|sys|dev)(?:\/|$)/.test(folder)) return { folder: '.' };
  try {
    accessSync(folder, constants.W_OK);
    return { folder: path.relative('.', folder) || '.' };
  } catch (error) {
    // A folder that is not there is a bundle that is not there, which the reading reports.
    const notice = `cannot write beside the bundle ${quote(bundle)}: ${reasonOf(error)}; the reports go to the current folder`;
    return { folder: '.', ...(isMissing(error) ? {} : { notice }) };
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** Bundles of one name get numbered reports, so that none overwrites that of another. */
function nameReports(
  bundles: readonly string[],
  formats: readonly Format[],
  folderOf: (bundle: string) => string,
): Target[][] {
  const taken = new Set<string>();
  return bundles.map((bundle) => {
    const base = path.join(folderOf(bundle), reportName(bundle));
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base}-${n}`;
    taken.add(name);
    return formats.map((format) => ({ format, path: `${name}.${EXTENSIONS[format]}` }));
  });
}

const SUFFIXES = /\.(?:tar(?:\.(?:gz|xz|zst|bz2))?|tgz|txz|tzst|tbz2?|zip|gz|xz|zst|bz2|log|txt)$/i;

/** `bundle` for `dir/bundle.tgz`; `stdin` for `-`. */
function reportName(bundle: string): string {
  if (bundle === '-') return 'stdin';
  const base = path.basename(path.resolve(bundle));
  return base.replace(SUFFIXES, '') || 'bundle';
}
