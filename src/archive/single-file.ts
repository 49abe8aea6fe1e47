import type { EntrySink } from './archive.ts';
import type { Delivery } from './delivery.ts';

/** Delivers a stream of bytes as one entry. */
export class SingleFile implements EntrySink {
  constructor(
    private readonly delivery: Delivery,
    path: string,
    size: number | undefined,
  ) {
    delivery.open({ path, kind: 'file', alone: true, ...(size === undefined ? {} : { size }) });
  }

  write(chunk: Buffer): void {
    this.delivery.write(chunk);
  }

  end(complete: boolean): void {
    this.delivery.close(complete);
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
