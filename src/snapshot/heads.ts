/** What reports quote lines from. */
const HEAD_BYTES = 32 << 10;

/** Bytes that the heads of all entries of a run may keep. */
export interface HeadBudget {
  bytes: number;
}
export const HEADS_BYTES = 24 << 20;

/** The begin of each entry that was parsed, as far as a budget lasts, so that a report can quote the lines it cites. */
export class Heads {
  readonly #heads = new Map<string, Buffer[]>();
  readonly #whole = new Set<string>();

  constructor(private readonly budget: HeadBudget) {}

  /** Takes the next bytes of an entry; a copy is kept, chunks are not ours. */
  add(path: string, chunk: Buffer): void {
    const parts = this.#heads.get(path) ?? [];
    const held = parts.reduce((sum, part) => sum + part.length, 0);
    const room = Math.min(HEAD_BYTES - held, this.budget.bytes, chunk.length);
    this.#heads.set(path, parts);
    if (room < chunk.length) this.#whole.delete(path);
    else if (held === 0) this.#whole.add(path);
    if (room <= 0) return;
    parts.push(Buffer.from(chunk.subarray(0, room)));
    this.budget.bytes -= room;
  }

  /** The lines of an entry that were kept, the last one only where it is known to be whole. */
  lines(path: string): string[] {
    const parts = this.#heads.get(path);
    if (parts === undefined) return [];
    const lines = Buffer.concat(parts).toString('utf8').split(/\r?\n/);
    if (!this.#whole.has(path) || lines.at(-1) === '') lines.pop();
    return lines;
  }
}
