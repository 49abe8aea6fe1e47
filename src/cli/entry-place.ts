import { InquestError } from '../errors.ts';
import { quote } from '../lib/text.ts';

/** A place as a report prints it: the path of an entry and, where they are named, its first and last line, from 1. */
export interface EntryPlace {
  readonly path: string;
  readonly from?: number;
  readonly to?: number;
}

const LINES = /^(?<path>.+?):(?<from>\d{1,15})(?:-(?<to>\d{1,15}))?$/s;

/** Reads `PATH`, `PATH:FROM` (that line) or `PATH:FROM-TO`; throws USAGE for lines that cannot be. */
export function parsePlace(text: string): EntryPlace {
  const { path, from = '', to } = LINES.exec(text)?.groups ?? {};
  if (path === undefined) return { path: withoutStart(text) };
  const place = { path: withoutStart(path), from: Number(from), to: Number(to ?? from) };
  if (place.from >= 1 && place.to >= place.from) return place;
  throw new InquestError('USAGE', {
    message: `cannot use ${quote(text)} as a place`,
    hint: 'lines count from 1: PATH:48123 or PATH:48100-48130',
  });
}

/** Entries are named from the top of the bundle, whether they are asked for as `proc/stat`, `./proc/stat` or `/proc/stat`. */
const withoutStart = (path: string): string => path.replace(/^(?:\.?\/)+/, '');
