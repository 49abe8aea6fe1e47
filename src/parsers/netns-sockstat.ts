import * as z from 'zod';
import { countersByNamespace, netnsLines } from './netns-lines.ts';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** Sockets in use in every network namespace. */
export const netnsSockstatSchema = () =>
  z.object({
    namespaces: z.array(
      z.object({
        /** The process through which the namespace was read. */
        pid: z.number().int(),
        /** By protocol and name: `TCP.inuse`, `TCP.tw`; `mem` is in pages and for the whole node. */
        counters: z.record(z.string(), z.number()),
        line: z.number().int(),
      }),
    ),
  });
export type NetnsSockstat = z.infer<ReturnType<typeof netnsSockstatSchema>>;

/**
 * `/proc/<pid>/net/sockstat`, proc_pid_net(5):
 * `/proc/4711/net/sockstat:TCP: inuse 5 orphan 0 tw 2 alloc 7 mem 1`
 */
export const netnsSockstat = lineParser(
  patternLines(
    netnsLines({
      source: 'netns_sockstat',
      schema: netnsSockstatSchema,
      table: 'sockstat',
      document: (rows) => ({ namespaces: countersByNamespace(rows, readPairs) }),
    }),
  ),
);

export function readPairs(lines: readonly string[], count: (name: string, value: number) => void): void {
  for (const line of lines) {
    const [protocol = '', ...words] = line.split(' ', 41);
    for (let i = 0; i + 1 < words.length; i += 2)
      if (/^\d{1,20}$/.test(words[i + 1] ?? ''))
        count(`${protocol.replace(/:$/, '')}.${words[i] ?? ''}`, Number(words[i + 1]));
  }
}
