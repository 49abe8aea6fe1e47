import type { Pending } from './delivery.ts';
import type { PackedInput } from './packed-input.ts';
import type { StreamEnd } from './packed-stream.ts';

/** What the WebAssembly program of xz-decompress exports: xz-embedded, which takes dictionaries of up to 64 MiB. */
interface XzProgram {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly create_context: () => number;
  readonly destroy_context: (context: number) => void;
  readonly supply_input: (context: number, length: number) => void;
  readonly get_next_output: (context: number) => number;
}

const OK = 0;
const STREAM_END = 1;
const FORMAT_ERROR = 5;

/** Words for the codes of xz.h in xz-embedded. */
const FAULTS: Readonly<Record<number, string>> = {
  3: 'the xz data needs more memory than there is',
  4: 'the xz data needs a dictionary of more than 64 MiB: unpack it with xz -dc and pass the result',
  6: 'the xz data uses a filter or a checksum that is not supported: unpack it with xz -dc and pass the result',
  7: 'the xz data is damaged',
  8: 'the xz data is cut off',
};

/** Unpacks an xz file of any number of streams (The .xz File Format 1.2.1). */
export async function unxz(input: PackedInput, consume: (chunk: Buffer) => Pending): Promise<StreamEnd> {
  const program = await loadProgram();
  const machine = new XzMachine(program);
  const end = await unpackAll(machine, input, consume);
  machine.destroy();
  if (program.memory.buffer.byteLength <= MAX_IDLE_MEMORY) idle = program;
  return end;
}

async function unpackAll(
  machine: XzMachine,
  input: PackedInput,
  consume: (chunk: Buffer) => Pending,
): Promise<StreamEnd> {
  let tail = Buffer.alloc(0);
  for (let chunk = await input.read(); chunk !== undefined; chunk = await input.read()) {
    for (let at = 0; at < chunk.length; ) {
      at += machine.supply(chunk.subarray(at));
      const code = await machine.run(consume);
      if (code !== OK) return endOf(code, tail);
    }
    tail = Buffer.concat([tail, chunk.subarray(-TAIL)]).subarray(-TAIL);
  }
  machine.supply(Buffer.alloc(0));
  const code = await machine.run(consume);
  return endOf(code === OK ? 8 : code, tail);
}

/** A footer and what is too short to be the header of another stream. */
const TAIL = 24;

/** Behind a whole stream, what is no xz is a strange tail and no damage. */
function endOf(code: number, tail: Buffer): StreamEnd {
  if (code === STREAM_END) return {};
  const isGarbage =
    code === FORMAT_ERROR || (code === 8 && /\0[\0\x01\x04]YZ[\s\S]{1,11}$/.test(tail.toString('latin1')));
  return isGarbage ? { trailing: true } : { fault: FAULTS[code] ?? `the xz data is damaged (code ${code})` };
}

/** Drives the program: a struct of pointers and sizes, then its two buffers of 64 KiB. */
class XzMachine {
  readonly #context: number;
  #words: Uint32Array;
  #bytes: Uint8Array;

  constructor(private readonly program: XzProgram) {
    this.#context = program.create_context();
    this.#bytes = new Uint8Array(program.memory.buffer);
    this.#words = new Uint32Array(program.memory.buffer);
  }

  /** Hands over as many bytes as fit and returns their number; none means that the end is reached. */
  supply(bytes: Buffer): number {
    this.#refresh();
    const part = bytes.subarray(0, this.#word(0));
    this.#bytes.set(part, this.#word(1));
    this.program.supply_input(this.#context, part.length);
    return part.length;
  }

  /** Unpacks until the input is used up; resolves to the code of xz.h that it stopped with. */
  async run(consume: (chunk: Buffer) => Pending): Promise<number> {
    for (;;) {
      const code = this.program.get_next_output(this.#context);
      this.#refresh();
      const length = this.#word(5);
      const start = this.#word(4);
      const chunk = Buffer.from(this.#bytes.subarray(start, start + length));
      this.#words[this.#context / 4 + 5] = 0;
      const busy = length === 0 ? undefined : consume(chunk);
      if (busy !== undefined) await busy;
      const isUsedUp = this.#word(2) === this.#word(3) && length < this.#word(0);
      if (code !== OK || isUsedUp) return code;
    }
  }

  destroy(): void {
    this.program.destroy_context(this.#context);
  }

  /** Fields: size of the buffers; address, position and size of the input; address and position of the output. */
  #word(index: number): number {
    return this.#words[this.#context / 4 + index] ?? 0;
  }

  /** The memory is another object whenever it has grown. */
  #refresh(): void {
    const { buffer } = this.program.memory;
    if (this.#bytes.buffer === buffer) return;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
  }
}

/** Memory never shrinks: after a stream with a large dictionary, the next one gets another program. */
const MAX_IDLE_MEMORY = 16 * 2 ** 20;

/** The program of a stream that is done: compiling it takes longer than most logs in a bundle. */
let idle: XzProgram | undefined;

/**
 * A program of its own for each stream that is open. The stream that the package offers cannot say how an input ended, drops what it
 * had unpacked before a fault, and has all streams wait for each other.
 */
async function loadProgram(): Promise<XzProgram> {
  const ready = idle;
  idle = undefined;
  if (ready !== undefined) return ready;
  const loaded: unknown = await import('xz-decompress');
  const names = isObject(loaded) && isObject(loaded.default) ? loaded.default : loaded;
  const stream = isObject(names) ? names.XzReadableStream : undefined;
  if (!isObject(stream) || typeof stream._getModuleInstance !== 'function')
    throw new Error('xz-decompress has changed');
  await stream._getModuleInstance();
  const program = isObject(stream._moduleInstance) ? stream._moduleInstance.exports : undefined;
  if (!isProgram(program)) throw new Error('xz-decompress has changed');
  return program;
}

function isProgram(value: unknown): value is XzProgram {
  return (
    isObject(value) &&
    isObject(value.memory) &&
    [value.create_context, value.destroy_context, value.supply_input, value.get_next_output].every(
      (f) => typeof f === 'function',
    )
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
