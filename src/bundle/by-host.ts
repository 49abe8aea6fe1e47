import type { EntrySink } from '../archive/archive.ts';

const LF = 10;
/** The host stands in the head of a line; the rest is content. */
const HEAD_BYTES = 512;
const BLANKS = Buffer.alloc(64 << 10, LF);

/** Opens what takes the lines of one host; `firstLine` is the number of its first line in the file. */
export type OpenHost = (host: string, firstLine: number) => EntrySink | undefined;

interface Host {
  readonly sink: EntrySink | undefined;
  /** The number of its last line. */
  last: number;
}

const CLOCK = /^\d\d:\d\d:\d\d(?:[.,]\d{1,9})?$/;
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})$/;
/** More hosts than this are no cluster but words that were taken for names. */
const MAX_HOSTS = 5_000;

/**
 * The host of a line of a journal: `Apr 12 15:28:39.437193 node-1 kubelet[2110]: message`, also with the name of the node
 * before it, as tools that ask several nodes put it. Undefined for a line that continues the one before.
 */
export function hostOf(line: string): string | undefined {
  const words = line.slice(0, HEAD_BYTES).split(/ +/, 6);
  const at = words.findIndex((word) => CLOCK.test(word));
  if (at === 2 || at === 3) return nameOf(words[at === 2 ? 3 : 0]);
  // ISO: `2026-01-15T10:00:00.123456+0000 node-1 kubelet[2110]: message`
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(words[0] ?? '') ? nameOf(words[1]) : undefined;
}

/** An identifier, `kubelet[2110]:`, stands where the host was left out. */
const nameOf = (word: string | undefined): string | undefined =>
  word !== undefined && NAME.test(word) ? word : undefined;

/**
 * Gives each host its lines of a journal that was merged over nodes. Lines of others become empty ones, so that the line
 * numbers stay those of the file. A line without a host belongs to the host of the line before.
 */
export function createHostSink(open: OpenHost): EntrySink {
  const hosts = new Map<string, Host>();
  let current: Host | undefined;
  let number = 0;
  let head = Buffer.alloc(0);
  let inside = false;

  const startLine = (bytes: Buffer): void => {
    number++;
    const name = hostOf(bytes.subarray(0, HEAD_BYTES).toString('utf8'));
    if (name !== undefined && (hosts.has(name) || hosts.size < MAX_HOSTS)) {
      const known = hosts.get(name);
      current = known ?? { sink: open(name, number), last: number - 1 };
      if (known === undefined) hosts.set(name, current);
    }
    if (current === undefined) return;
    for (let others = number - 1 - current.last; others > 0; others -= BLANKS.length)
      current.sink?.write(BLANKS.subarray(0, Math.min(others, BLANKS.length)));
    current.last = number;
    current.sink?.write(bytes);
  };

  return {
    write(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const lineEnd = chunk.indexOf(LF, at);
        const stop = lineEnd === -1 ? chunk.length : lineEnd + 1;
        const part = chunk.subarray(at, stop);
        if (inside) current?.sink?.write(part);
        else {
          head = head.length === 0 ? Buffer.from(part) : Buffer.concat([head, part]);
          inside = lineEnd !== -1 || head.length >= HEAD_BYTES;
          if (inside) {
            startLine(head);
            head = Buffer.alloc(0);
          }
        }
        if (lineEnd !== -1) inside = false;
        at = stop;
      }
    },
    end(complete) {
      if (head.length > 0) startLine(head);
      for (const { sink } of hosts.values()) sink?.end(complete);
      hosts.clear();
    },
  };
}
