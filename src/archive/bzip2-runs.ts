import type { Bzip2Block } from './bzip2-block.ts';

/** What is handed over at once; a block of runs unpacks to 46 MB. */
const PIECE = 1 << 18;

/** CRC-32 with the bits of each byte from the highest on, as bzip2 has it. */
const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let i = 0; i < 8; i++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});

/** Gives the content of a block piece by piece: after four equal bytes stands how often that byte is repeated. */
export class Bzip2Runs {
  #place: number;
  #left: number;
  #last = -1;
  #equal = 0;
  #repeat = 0;
  #crc = -1;

  constructor(private readonly block: Bzip2Block) {
    this.#place = (block.next[block.start] ?? 0) >>> 8;
    this.#left = block.length;
  }

  /** The checksum fits; asked for when all was given. */
  get isSound(): boolean {
    return ~this.#crc >>> 0 === this.block.crc;
  }

  get crc(): number {
    return this.block.crc;
  }

  next(): Buffer | undefined {
    if (this.#left === 0 && this.#repeat === 0) return undefined;
    const piece = Buffer.allocUnsafe(PIECE);
    const { next } = this.block;
    let length = 0;
    let crc = this.#crc;
    while (length < PIECE) {
      if (this.#repeat > 0) this.#repeat--;
      else if (this.#left === 0) break;
      else {
        const entry = next[this.#place] ?? 0;
        this.#place = entry >>> 8;
        this.#left--;
        const value = entry & 0xff;
        if (this.#equal === 4) {
          this.#equal = 0;
          this.#repeat = value;
          continue;
        }
        this.#equal = value === this.#last ? this.#equal + 1 : 1;
        this.#last = value;
      }
      piece[length++] = this.#last;
      crc = (crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ this.#last) & 0xff] ?? 0);
    }
    this.#crc = crc;
    return length === 0 ? undefined : piece.subarray(0, length);
  }
}
