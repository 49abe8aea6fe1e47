import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** Which network namespace each process is in. */
export const nsNetSchema = () =>
  z.object({
    processes: z.array(
      z.object({
        pid: z.number().int(),
        /** Inode of the namespace, namespaces(7). */
        inode: z.number().int(),
        line: z.number().int(),
      }),
    ),
  });
export type NsNet = z.infer<ReturnType<typeof nsNetSchema>>;

/**
 * `stat -L -c '%i %n' /proc/<pid>/ns/net` of every process, namespaces(7):
 * `4026531840 /proc/1/ns/net`
 */
export const nsNet = lineParser(
  patternLines({
    source: 'ns_net',
    schema: nsNetSchema,
    what: 'a namespace line',
    pattern: /^(\d{1,15}) \/proc\/(\d{1,10})\/ns\/net$/,
    row: ([inode, pid], line) => ({ pid: Number(pid), inode: Number(inode), line }),
    document: (processes) => ({ processes }),
  }),
);
