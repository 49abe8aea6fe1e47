import * as z from 'zod';
import { countersByNamespace, netnsLines, readNamedPairs } from './netns-lines.ts';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** Extended TCP and IP counters of every network namespace. */
export const netnsNetstatSchema = () =>
  z.object({
    namespaces: z.array(
      z.object({
        /** The process through which the namespace was read. */
        pid: z.number().int(),
        /** By group and name: `TcpExt.ListenOverflows`, `IpExt.InNoRoutes`. */
        counters: z.record(z.string(), z.number()),
        line: z.number().int(),
      }),
    ),
  });
export type NetnsNetstat = z.infer<ReturnType<typeof netnsNetstatSchema>>;

/**
 * `/proc/<pid>/net/netstat`, Documentation/networking/snmp_counter.rst: a line of names and a line of values per group:
 * `/proc/4711/net/netstat:IpExt: 0 0 0 0 0 0 1270 866 0 0 0 0 0 0 0 0 0 0`
 */
export const netnsNetstat = lineParser(
  patternLines(
    netnsLines({
      source: 'netns_netstat',
      schema: netnsNetstatSchema,
      table: 'netstat',
      document: (rows) => ({ namespaces: countersByNamespace(rows, readNamedPairs) }),
    }),
  ),
);
