import type { LineTimes } from './signature.ts';

/** Minutes and hours when the seconds become too many: a flood of months stays a few hundred entries. */
const STEPS = [1, 60, 3600, 86_400] as const;
const MAX_ENTRIES = 256;

/** Counts the lines of each second, of few enough lines, else of each minute, hour or day. */
export class LineTimesCounter {
  #step = 0;
  #counts: [number, number][] = [];
  #full = false;

  /** `spend` answers whether there is memory for one entry more. */
  add(seconds: number, spend: (bytes: number) => boolean): void {
    if (this.#full) return;
    const at = Math.floor(seconds / this.#length);
    const last = this.#counts.at(-1);
    if (last?.[0] === at) {
      last[1]++;
      return;
    }
    if (spend(64)) this.#counts.push([at, 1]);
    else this.#full = true;
    while (this.#counts.length > MAX_ENTRIES && !this.#full) this.#coarsen();
  }

  get #length(): number {
    return STEPS[this.#step] ?? 1;
  }

  #coarsen(): void {
    const next = STEPS[this.#step + 1];
    if (next === undefined) {
      this.#full = true;
      return;
    }
    const merged = new Map<number, number>();
    for (const [at, count] of this.#counts) {
      const coarse = Math.floor((at * this.#length) / next);
      merged.set(coarse, (merged.get(coarse) ?? 0) + count);
    }
    this.#step++;
    this.#counts = [...merged];
  }

  /** In order; undefined when there were too many to keep. */
  end(): LineTimes | undefined {
    if (this.#full) return undefined;
    return { step: this.#length, counts: this.#counts.sort(([a], [b]) => a - b) };
  }
}
