import type { EntrySink } from '../archive/archive.ts';
import { type EntryReading, readEntries, stopReading } from '../bundle-entries.ts';
import { InquestError } from '../errors.ts';
import { plural, quote, visible } from '../lib/text.ts';
import { type ByteOutput, openByteOutput } from './byte-output.ts';
import { type EntryPlace, parsePlace } from './entry-place.ts';
import { createNearPaths, type NearPaths } from './near-paths.ts';
import { limitsOf, type ReadLimits } from './options.ts';
import type { Terminal } from './terminal.ts';

/** Links that lead to links: more than a bundle of good will has. */
const MAX_LINKS = 8;

/** Prints one entry of a bundle, or some lines of it, as it is there; reading stops behind it. Returns the exit code. */
export async function catCommand(
  bundle: string,
  placeText: string,
  options: ReadLimits,
  terminal: Terminal,
): Promise<number> {
  const place = parsePlace(placeText);
  const reading = { limits: limitsOf(options), stdin: terminal.stdin };
  let wanted = [place.path];
  for (let links = 0; links <= MAX_LINKS; links++) {
    const near = createNearPaths(bundle, place.path);
    const found = await printEntry(bundle, wanted, place, reading, near, terminal);
    if (found.kind === 'printed') return 0;
    const next = found.target ?? onlyOne(near.endings);
    // Standard input is gone; of a file, what a link or a shorter path leads to is read in another pass.
    if (next === undefined || wanted.includes(next) || bundle === '-') throw notThere(near);
    terminal.err(`analyze: ${visible(wanted[0] ?? '')} is ${visible(next)}\n`);
    wanted = [next];
  }
  throw new InquestError('USAGE', { message: `too many links lead on from ${quote(place.path)}` });
}

const onlyOne = (paths: readonly string[]): string | undefined => (paths.length === 1 ? paths[0] : undefined);
const notThere = (near: NearPaths): InquestError => new InquestError('USAGE', near.describe());

type Found = { readonly kind: 'printed' } | { readonly kind: 'absent'; readonly target?: string };

/** One pass: prints the first entry of that path, the one below the only top folder included, and tells what else was met. */
async function printEntry(
  bundle: string,
  wanted: readonly string[],
  place: EntryPlace,
  reading: EntryReading,
  near: NearPaths,
  terminal: Terminal,
): Promise<Found> {
  const output = openByteOutput(terminal);
  let top: string | undefined;
  let target: string | undefined;
  let printer: EntryPrinter | undefined;
  let hasMore = false;
  await readEntries(bundle, reading, ({ path, kind, linkTarget, inPieces }) => {
    if (printer !== undefined) return hasMore ? undefined : stopReading();
    top ??= path.slice(0, path.indexOf('/') + 1);
    near.note(path);
    // Reports leave the folder out in which a tool packs everything.
    if (!wanted.some((own) => path === own || (top !== '' && path === `${top}${own}`))) return undefined;
    if (kind !== 'file') {
      target = linkTarget;
      return undefined;
    }
    hasMore = inPieces === true;
    printer = printLines(place, output);
    return printer;
  });
  if (printer === undefined) return { kind: 'absent', ...(target === undefined ? {} : { target }) };
  output.end();
  const { lines, complete } = printer;
  if (place.from !== undefined && lines < place.from)
    throw new InquestError('USAGE', {
      message: `${quote(place.path)} has no line ${place.from}, it ends after ${plural(lines, 'line')}`,
    });
  if (!complete) terminal.err('analyze: the bundle breaks off inside this entry, what is shown is its beginning\n');
  return { kind: 'printed' };
}

interface EntryPrinter extends EntrySink {
  /** Lines seen so far; the last one may have no end. */
  readonly lines: number;
  readonly complete: boolean;
}

const LF = 10;

/** Passes the bytes of the wanted lines on and stops the reading behind them; nothing is held. */
function printLines({ from = 1, to = Number.POSITIVE_INFINITY }: EntryPlace, output: ByteOutput): EntryPrinter {
  let ended = 0;
  let isInLine = false;
  let complete = true;
  let isDone = false;
  return {
    get lines() {
      return ended + (isInLine ? 1 : 0);
    },
    get complete() {
      return complete;
    },
    write(chunk) {
      if (isDone) return;
      let start = ended + 1 >= from ? 0 : chunk.length;
      let at = 0;
      for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, at)) {
        at = end + 1;
        ended++;
        if (ended + 1 === from) start = at;
        if (ended < to) continue;
        output.write(chunk.subarray(start, at));
        isInLine = false;
        isDone = true;
        stopReading();
      }
      isInLine = at < chunk.length;
      if (start < chunk.length) output.write(chunk.subarray(start));
    },
    end(whole) {
      if (!isDone) complete = whole;
      isDone = true;
    },
  };
}
