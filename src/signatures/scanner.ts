import { type Catalog, compileCatalog } from './catalog.ts';
import { CutList } from './cuts.ts';
import { emitterOf, isQuotation } from './emitters.ts';
import { HitLines, MAX_LINE_BYTES } from './hit-lines.ts';
import { HostTallies } from './host-tallies.ts';
import { LogClock } from './log-clock.ts';
import { Quotes } from './quotes.ts';
import { type RecordLine, Records } from './records.ts';
import type { Cut, DecodeLine, Log, LogEmitter, LogFormat, LogTime, Signature, Surroundings } from './signature.ts';
import { type Budget, TALLY_BYTES } from './tally.ts';
import { Thinning } from './thinning.ts';

/** A log as the bundle names it; `emitter` is `any` where several programs write into it. */
export interface LogSource {
  readonly path: string;
  readonly emitter: LogEmitter;
  /** The log is of the boot before: its seconds since boot are not of this one. */
  readonly previousBoot?: boolean;
}

/** Takes the bytes of one log in chunks of any cut; a chunk is only read during the call. */
export interface LogScan {
  write(chunk: Buffer): void;
  /** `complete` is false when the archive broke off inside the log. */
  end(complete: boolean): Log;
}

/** What has been seen of all logs so far. */
export interface Scanned {
  lines: number;
  /** Lines that matched a signature, each time they did. */
  matches: number;
}

export interface Scanner {
  open(source: LogSource): LogScan;
  readonly scanned: Readonly<Scanned>;
}

/**
 * Looks for all signatures in each log in one pass. The time does not depend on the number of signatures, only on the
 * bytes and on the lines in which their literals occur; memory does not grow with the logs.
 */
export function createScanner(signatures: readonly Signature[], decode: DecodeLine): Scanner {
  const catalog = compileCatalog(signatures);
  const budget: Budget = { bytes: TALLY_BYTES };
  const scanned: Scanned = { lines: 0, matches: 0 };
  return { open: (source) => scanLog(source, catalog, decode, budget, scanned), scanned };
}

function scanLog(source: LogSource, catalog: Catalog, decode: DecodeLine, budget: Budget, scanned: Scanned): LogScan {
  const clock = new LogClock();
  const cuts = new CutList();
  const formats = new Map<LogFormat, number>();
  const tallies = new HostTallies(budget);
  const start = new LogStart();
  const read = (text: string, number: number) => {
    const line = decode(text);
    if (line.format !== 'plain') formats.set(line.format, (formats.get(line.format) ?? 0) + 1);
    const time = clock.place(line, number);
    const host = tallies.note(line.host, number);
    return { line, host, time: source.previousBoot === true && time?.axis === 'boot' ? undefined : time };
  };
  const thinning = new Thinning(decode, (text, number) => read(text, number).time);
  const records = new Records(catalog.followers);
  const quotes = new Quotes(budget);
  let wanted = 0;
  const lines = new HitLines(catalog.prefilter, {
    lead(text, number) {
      const { line, time } = read(text, number);
      return start.add(line.format, line.message, time);
    },
    hit(text, number, literals, before) {
      quotes.pass(text, number);
      // A line that was only asked for to be quoted says nothing else.
      if (literals.length === 0 && number > wanted) return;
      const { line, host, time } = read(text, number);
      if (isQuotation(line.ident, line.message)) return;
      const emitter = emitterOf(source.emitter, line.ident);
      const add = ({ number: found, captures }: RecordLine): void => {
        const signature = catalog.signatures[found]?.signature;
        const tally = tallies.of(found, signature?.id ?? '', host);
        const around = (): Surroundings | undefined => {
          lines.follow(1);
          return quotes.take(text, number, before);
        };
        scanned.matches++;
        tally.add({ number, text, time, emitter: emitter === 'other' ? 'any' : emitter, around }, captures);
      };
      for (const part of records.find(number, line.message, emitter, catalog.signatures)) add(part);
      for (const found of catalog.find(literals, line.message, emitter)) {
        if (found.kind === 'mark') {
          if (found.mark.kind === 'thinned') thinning.addThinned(found.captures, number);
          else if (found.mark.kind === 'probes') thinning.addProbe(found.captures, number);
          else cuts.addLine(found.mark, found.captures, number, text);
        } else {
          add(found);
          const group = catalog.signatures[found.number]?.signature.group ?? '';
          const more = records.begin(group, number, catalog.signatures);
          wanted = Math.max(wanted, number + more);
          lines.follow(more);
        }
      }
    },
  });
  const counted = (step: () => void): void => {
    const before = lines.lines;
    step();
    scanned.lines += lines.lines - before;
  };
  return {
    write: (chunk) => counted(() => lines.write(chunk)),
    end(complete) {
      counted(() => lines.end());
      const last = lastTime(lines, (text, number) => read(text, number).time);
      return {
        emitter: source.emitter,
        format: commonest(formats),
        bytes: lines.bytes,
        lines: lines.lines,
        ...(start.time === undefined ? {} : { first: start.time }),
        ...(last === undefined ? {} : { last }),
        cuts: cuts.end([...start.cuts(), ...thinning.cuts(), ...endCuts(lines, complete)]),
        anchors: clock.anchors(),
        ...tallies.hosts(),
        matches: tallies.matches().map((match) => thinning.tie(match)),
        ...thinning.end(),
      };
    },
  };
}

/** How a log begins: its first time, and whether a kernel ring begins with the boot. */
class LogStart {
  time: LogTime | undefined;
  #format: LogFormat | undefined;
  #hasBoot = false;
  #lines = 0;

  /** Takes one of the first lines and says whether another is needed. */
  add(format: LogFormat, message: string, time: LogTime | undefined): boolean {
    this.#lines++;
    this.time ??= time;
    if (format !== 'plain') this.#format ??= format;
    if (/^(?:Linux version |Booting Linux |Command line: )/.test(message)) this.#hasBoot = true;
    if (time?.axis === 'boot' && time.seconds < 1) this.#hasBoot = true;
    return this.time === undefined || this.#lines < 4;
  }

  cuts(): Cut[] {
    const isRing = this.#format === 'kmsg' || this.#format?.startsWith('dmesg');
    if (!isRing || this.#hasBoot) return [];
    return [{ kind: 'ring_wrapped', line: 1, text: 'the kernel ring no longer holds the boot messages' }];
  }
}

function endCuts(lines: HitLines, complete: boolean): Cut[] {
  const cuts: Cut[] = [];
  if (lines.longLines > 0) {
    const text = `lines longer than ${MAX_LINE_BYTES} bytes were searched up to there`;
    cuts.push({ kind: 'long_lines', text, count: lines.longLines });
  }
  if (!complete) cuts.push({ kind: 'truncated', text: 'the archive broke off inside this log' });
  return cuts;
}

function lastTime(lines: HitLines, timeOf: (text: string, number: number) => LogTime | undefined): LogTime | undefined {
  for (const { text, number } of lines.tailLines()) {
    const time = timeOf(text, number);
    if (time !== undefined) return time;
  }
  return undefined;
}

/** The format of most decoded lines; the first seen wins a tie. */
function commonest(formats: ReadonlyMap<LogFormat, number>): LogFormat {
  let best: LogFormat = 'plain';
  for (const [format, count] of formats) if (best === 'plain' || count > (formats.get(best) ?? 0)) best = format;
  return best;
}
