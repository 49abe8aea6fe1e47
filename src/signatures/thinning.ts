import type { Captures } from './pattern.ts';
import {
  type Cut,
  type DecodeLine,
  type Flood,
  type LogMatch,
  type LogTime,
  MAX_LIKES,
  type Probe,
} from './signature.ts';

/** A log has a few messages that flood; what is beyond these bounds was not written by the collector. */
const MAX_FLOODS = 500;
const MAX_MINUTES = 100_000;
const MAX_PROBES = 500;

type Counting = { -readonly [K in keyof Flood]: Flood[K] } & { readonly minutes: Map<number, number> };

/**
 * Gathers what the collector says of lines that it left out of a log: repeated ones beyond the first three of a minute,
 * and all between two probes (collectors/FORMAT.md, `thinned`).
 */
export class Thinning {
  readonly #floods = new Map<string, Counting>();
  readonly #probes: Probe[] = [];
  #minutes = 0;
  #left = 0;
  #line: number | undefined;

  constructor(
    private readonly decode: DecodeLine,
    private readonly place: (text: string, number: number) => LogTime | undefined,
  ) {}

  /** Takes the captures of `-- inquest: 2997 of 3000 lines like "kubelet.go:301]" left out in 2026-04-12T02:30 --`. */
  addThinned(captures: Captures, number: number): void {
    const { like = '', minute = '' } = captures;
    const left = Number(captures.left);
    const lines = Number(captures.lines);
    if (left > 0) this.#line ??= number;
    this.#left += left;
    const flood = this.#floodOf(like, number);
    if (flood === undefined) return;
    flood.lines += lines;
    flood.left += left;
    const time = this.#minuteOf(minute, number);
    if (time === undefined) return;
    flood.first = flood.first === undefined || time.seconds < flood.first.seconds ? time : flood.first;
    flood.last = flood.last === undefined || time.seconds > flood.last.seconds ? time : flood.last;
    const at = Math.floor(time.seconds / 60);
    const counted = flood.minutes.get(at);
    if (counted === undefined && ++this.#minutes > MAX_MINUTES) return;
    // A probe sees only a part of its minute.
    const probed = this.#probes.at(-1)?.seconds ?? 60;
    flood.minutes.set(at, (counted ?? 0) + Math.round((lines * 60) / probed));
  }

  /** Takes the captures of `-- inquest: probe of 10 s at 2026-04-12T02:30:00Z --`. */
  addProbe(captures: Captures, number: number): void {
    const at = this.place(`${captures.at ?? ''} - probe: `, number);
    const seconds = Math.min(60, Math.max(1, Number(captures.seconds)));
    if (this.#probes.length < MAX_PROBES)
      this.#probes.push({ line: number, seconds, ...(at === undefined ? {} : { at }) });
  }

  #floodOf(like: string, line: number): Counting | undefined {
    const known = this.#floods.get(like);
    if (known !== undefined || this.#floods.size >= MAX_FLOODS) return known;
    const flood: Counting = { like, line, lines: 0, left: 0, perMinute: [], minutes: new Map() };
    this.#floods.set(like, flood);
    return flood;
  }

  /** The minute as the log writes it, made into a whole stamp: ISO in UTC, else as syslog or klog have it. */
  #minuteOf(minute: string, number: number): LogTime | undefined {
    const shapes = [`${minute}:00+0000 - x: `, `${minute}:00 - x: `, `${minute}:00.000000       1 x.go:1] `];
    const shape = shapes.find((text) => this.decode(text).time !== undefined);
    return shape === undefined ? undefined : this.place(shape, number);
  }

  end(): { floods?: Flood[]; probes?: Probe[] } {
    const floods = [...this.#floods.values()].map(({ minutes, ...flood }) => ({
      ...flood,
      perMinute: [...minutes].sort(([a], [b]) => a - b),
    }));
    return {
      ...(floods.length === 0 ? {} : { floods }),
      ...(this.#probes.length === 0 ? {} : { probes: this.#probes }),
    };
  }

  cuts(): Cut[] {
    const cuts: Cut[] = [];
    const probe = this.#probes[0];
    if (probe !== undefined) {
      const text = `only ${this.#probes.length} probes of ${probe.seconds} s; what lies between them was not read`;
      cuts.push({ kind: 'probes', line: probe.line, text });
    }
    if (this.#line !== undefined) {
      const text = `${this.#left} repeated lines were left out; of each message the first three of a minute are there`;
      cuts.push({ kind: 'thinned', line: this.#line, text, lost: this.#left });
    }
    return cuts;
  }

  /** Ties a match to the floods whose lines look like its own: its count is then a lower bound. */
  tie(match: LogMatch): LogMatch {
    if (this.#line === undefined) return match;
    const likes = new Set<string>();
    for (const { text } of [...match.samples, ...match.occurrences.map((o) => o.sample)]) {
      const flood = this.#floods.get(likeOf(text));
      if (flood !== undefined && flood.left > 0 && likes.size < MAX_LIKES) likes.add(flood.like);
    }
    return likes.size === 0 ? match : { ...match, likes: [...likes] };
  }
}

/** By what the collector takes two lines for the same message; `thin` in collectors/src/60-logs.sh is the same in awk. */
export function likeOf(line: string): string {
  // The collector counts bytes.
  const head = Buffer.from(line.slice(0, 200)).subarray(0, 200).toString('latin1');
  const clock = /[0-9]{2}:[0-9]{2}:[0-9]{2}/.exec(head);
  const rest = clock === null ? head : head.slice(clock.index + 8);
  const klog = /[A-Za-z0-9_]+\.go:[0-9]+\]/.exec(rest);
  const key =
    klog?.[0] ??
    rest
      .replace(/^[^ ]* [^ ]* /, '')
      .replace(/time="[^"]*" /, '')
      .replace(/[0-9a-f]+/g, (run) => (/[0-9]/.test(run) ? '#' : run))
      .slice(0, 60);
  return Buffer.from(key, 'latin1').toString('utf8');
}
