import { cut } from '../lib/text.ts';
import type { Surroundings } from './signature.ts';
import type { Budget } from './tally.ts';

/** A line as a report quotes it: beyond this nobody reads, and a page of such lines would be large. */
const MAX_QUOTE = 3000;
/** Of a log, whatever the number of signatures: quotations are for readers. */
const MAX_QUOTES = 200;

type Growing = { -readonly [K in keyof Surroundings]: Surroundings[K] };

/** Lines around the samples of one log. What comes after a sample is known one line later. */
export class Quotes {
  #open: Growing | undefined;
  #openLine = 0;
  #count = 0;

  constructor(private readonly budget: Budget) {}

  /** The next line that was handed over: it may be what an open quotation waits for. */
  pass(text: string, number: number): void {
    if (this.#open !== undefined && number === this.#openLine + 1) this.#open.after = own(text);
    if (number > this.#openLine) this.#open = undefined;
  }

  /** Quotes a line; undefined when there are enough of them. All signatures that match a line share its quotation. */
  take(text: string, number: number, before: () => string | undefined): Surroundings | undefined {
    if (this.#open !== undefined && this.#openLine === number) return this.#open;
    if (this.#count >= MAX_QUOTES || this.budget.bytes < 3 * MAX_QUOTE) return undefined;
    this.#count++;
    this.budget.bytes -= 3 * MAX_QUOTE;
    const lineBefore = before();
    this.#open = { whole: own(text), ...(lineBefore === undefined ? {} : { before: own(lineBefore) }) };
    this.#openLine = number;
    return this.#open;
  }
}

/** A slice would keep its whole chunk alive. */
const own = (text: string): string => Buffer.from(cut(text, MAX_QUOTE), 'utf8').toString('utf8');
