/** The texts of a table: copies that do not keep their line alive, and one instance of those that repeat. */
export class TextStore {
  readonly #seen = new Map<string, string>();
  /** Characters kept so far. */
  characters = 0;

  /** A copy of a text that occurs once or so: a slice would keep the whole line in memory. */
  own(text: string): string {
    this.characters += text.length;
    return Buffer.from(text, 'utf8').toString('utf8');
  }

  /** File system types, options and sources repeat thousands of times. */
  share(text: string): string {
    const known = this.#seen.get(text);
    if (known !== undefined) return known;
    const own = this.own(text);
    this.#seen.set(own, own);
    return own;
  }
}
