/** A column of whole numbers below 2^31 that grows as rows are read: half of what an array of numbers takes. */
export class Int32Column {
  #values: Int32Array<ArrayBuffer> = new Int32Array(16);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Int32Array(this.#length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  /** The numbers so far, without room for more. */
  end(): Int32Array<ArrayBuffer> {
    return this.#values.slice(0, this.#length);
  }
}
