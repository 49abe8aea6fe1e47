import * as z from 'zod';
import { netnsLines } from './netns-lines.ts';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** Network interfaces of every network namespace. */
export const netnsDevSchema = () =>
  z.object({
    interfaces: z.array(
      z.object({
        /** The process through which the namespace was read. */
        pid: z.number().int(),
        name: z.string(),
        rxBytes: z.number(),
        rxPackets: z.number(),
        rxErrors: z.number(),
        rxDropped: z.number(),
        txBytes: z.number(),
        txPackets: z.number(),
        txErrors: z.number(),
        txDropped: z.number(),
        line: z.number().int(),
      }),
    ),
  });
export type NetnsDev = z.infer<ReturnType<typeof netnsDevSchema>>;

const ROW = /^ *([^\s:]{1,32}): *(\d[\d ]{0,400})$/;

/**
 * `/proc/<pid>/net/dev`, proc_pid_net(5); receive and transmit have eight columns each:
 * `/proc/4711/net/dev:  eth0: 1270 15 0 0 0 0 0 0 866 11 0 0 0 0 0 0`
 */
export const netnsDev = lineParser(
  patternLines(
    netnsLines({
      source: 'netns_dev',
      schema: netnsDevSchema,
      table: 'dev',
      skip: /\|/,
      document: (rows) => ({
        interfaces: rows.flatMap(({ pid, text, line }) => {
          const [, name, numbers = ''] = ROW.exec(text) ?? [];
          if (name === undefined) return [];
          const n = numbers.trim().split(/ +/, 16).map(Number);
          const [rxBytes = 0, rxPackets = 0, rxErrors = 0, rxDropped = 0] = n;
          const [txBytes = 0, txPackets = 0, txErrors = 0, txDropped = 0] = n.slice(8);
          return [
            { pid, name, rxBytes, rxPackets, rxErrors, rxDropped, txBytes, txPackets, txErrors, txDropped, line },
          ];
        }),
      }),
    }),
  ),
);
