import { BitReader, BlockDamage, NeedsMore, readBlock } from './bzip2-block.ts';
import { Bzip2Runs } from './bzip2-runs.ts';
import type { Pending } from './delivery.ts';
import type { PackedInput } from './packed-input.ts';
import type { StreamEnd } from './packed-stream.ts';

/** A full block of noise; with less than this at hand, more is read before a block is tried. */
const USUAL_BLOCK = 1 << 20;

/** The magic numbers of a block and of the end of a stream, in two halves. */
const BLOCK = [0x314159, 0x265359] as const;
const END = [0x177245, 0x385090] as const;

/** Unpacks a bzip2 file of any number of streams. Blocks stand alone: what lies before a fault is consumed. */
export async function unbzip2(input: PackedInput, consume: (chunk: Buffer) => Pending): Promise<StreamEnd> {
  const stream = new Bzip2Stream();
  for (;;) {
    const step = stream.step();
    if (step === 'more') stream.add(await input.read());
    else if (!(step instanceof Bzip2Runs)) return step;
    else {
      for (let piece = step.next(); piece !== undefined; piece = step.next()) {
        const busy = consume(piece);
        if (busy !== undefined) await busy;
      }
      if (!step.isSound) return { fault: 'the bzip2 checksum (CRC) does not match' };
    }
  }
}

/** Holds the packed bytes of the block that comes next. */
class Bzip2Stream {
  #reader = new BitReader(Buffer.alloc(0));
  /** Largest block of the open stream in bytes; 0 between streams. */
  #size = 0;
  #crc = 0;
  #streams = 0;
  #isEnd = false;
  /** Bytes to have before the next try; doubled after each that fails, so that tries stay few. */
  #wanted = USUAL_BLOCK;

  add(chunk: Buffer | undefined): void {
    if (chunk === undefined) {
      this.#isEnd = true;
      return;
    }
    const { bytes, at } = this.#reader;
    this.#reader = new BitReader(Buffer.concat([bytes.subarray(at >> 3), chunk]));
    this.#reader.at = at & 7;
  }

  /** The next block, how the file ends, or that more bytes are needed first. */
  step(): Bzip2Runs | StreamEnd | 'more' {
    const reader = this.#reader;
    const { at } = reader;
    if (!this.#isEnd && reader.bytes.length - (at >> 3) < this.#wanted) return 'more';
    try {
      const step = this.#size === 0 ? this.#openStream() : this.#readPart();
      this.#wanted = USUAL_BLOCK;
      return step ?? this.step();
    } catch (error) {
      reader.at = at;
      if (error instanceof BlockDamage) return { fault: `the bzip2 data is damaged (${error.message})` };
      if (!(error instanceof NeedsMore)) throw error;
      if (this.#isEnd) return this.#size === 0 && this.#streams > 0 ? { trailing: true } : { fault: CUT_OFF };
      this.#wanted *= 2;
      return 'more';
    }
  }

  #openStream(): StreamEnd | undefined {
    const reader = this.#reader;
    if (this.#isEnd && this.#streams > 0 && reader.at === reader.bytes.length * 8) return {};
    const isStream = reader.bits(24) === 0x425a68;
    const level = reader.bits(8) - 48;
    if (!isStream || level < 1 || level > 9) {
      if (this.#streams > 0) return { trailing: true };
      throw new BlockDamage('no header');
    }
    this.#size = level * 100_000;
    this.#crc = 0;
    return undefined;
  }

  #readPart(): Bzip2Runs | StreamEnd | undefined {
    const reader = this.#reader;
    const magic = [reader.bits(24), reader.bits(24)];
    if (magic[0] === BLOCK[0] && magic[1] === BLOCK[1]) {
      const runs = new Bzip2Runs(readBlock(reader, this.#size));
      this.#crc = ((this.#crc << 1) | (this.#crc >>> 31)) ^ runs.crc;
      return runs;
    }
    if (magic[0] !== END[0] || magic[1] !== END[1]) throw new BlockDamage('no block where one should begin');
    const crc = reader.bits(16) * 65_536 + reader.bits(16);
    if (this.#crc >>> 0 !== crc) return { fault: 'the bzip2 checksum (CRC) does not match' };
    reader.align();
    this.#size = 0;
    this.#streams++;
    return undefined;
  }
}

const CUT_OFF = 'the bzip2 data is cut off';
