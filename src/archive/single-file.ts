import type { ByteTaker, Delivery, Pending } from './delivery.ts';

/** Delivers a stream of bytes as one entry; `ending` is what its name loses because it was packed. */
export class SingleFile implements ByteTaker {
  constructor(
    private readonly delivery: Delivery,
    ending: RegExp | undefined,
    size: number | undefined,
  ) {
    delivery.openAlone(ending, size);
  }

  write(chunk: Buffer): Pending {
    return this.delivery.write(chunk);
  }

  end(complete: boolean): Pending {
    return this.delivery.close(complete);
  }
}

/** The entry path of a file given on its own: its name, and `stdin` for standard input. */
export function entryNameOf(source: string): string {
  const name = source
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .pop();
  return source === '-' || name === undefined ? 'stdin' : name;
}
