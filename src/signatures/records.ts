import type { CompiledSignature } from './catalog.ts';
import { allows } from './emitters.ts';
import type { Captures } from './pattern.ts';
import type { LogEmitter } from './signature.ts';

/** Records of one kind in one log that are put together; a storm of them says no more than its first ones. */
const MAX_RECORDS = 200;

/** A line of a record: the signature it matched, by number, and its captures with the line at which the record begins. */
export interface RecordLine {
  readonly number: number;
  readonly captures: Captures;
}

interface Open {
  record: number;
  until: number;
  count: number;
}

/** Which lines of one log belong to records of several lines, as signatures with `follows` describe them. */
export class Records {
  readonly #open = new Map<number, Open>();

  constructor(private readonly followers: ReadonlyMap<string, readonly number[]>) {}

  /** Opens the records that begin with a line of this group; answers how many lines behind it are wanted. */
  begin(group: string, line: number, signatures: readonly CompiledSignature[]): number {
    let wanted = 0;
    for (const number of this.followers.get(group) ?? []) {
      const count = (this.#open.get(number)?.count ?? 0) + 1;
      if (count > MAX_RECORDS) continue;
      const lines = signatures[number]?.signature.follows?.lines ?? 0;
      this.#open.set(number, { record: line, until: line + lines, count });
      wanted = Math.max(wanted, lines);
    }
    return wanted;
  }

  /** What a line is in the records that are open. */
  find(
    line: number,
    message: string,
    emitter: LogEmitter,
    signatures: readonly CompiledSignature[],
  ): readonly RecordLine[] {
    const found: RecordLine[] = [];
    for (const [number, { record, until }] of this.#open) {
      const compiled = signatures[number];
      if (compiled === undefined || line > until || line <= record) continue;
      if (!allows(compiled.signature.sources, emitter)) continue;
      const captures = compiled.pattern().match(message);
      if (captures !== undefined) found.push({ number, captures: { ...captures, record: String(record) } });
    }
    return found;
  }
}
