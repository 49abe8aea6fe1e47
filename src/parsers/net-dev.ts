import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** Traffic of the network interfaces of the node since they exist. */
export const netDevSchema = () =>
  z.object({
    interfaces: z.array(
      z.object({
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
export type NetDev = z.infer<ReturnType<typeof netDevSchema>>;

/**
 * `/proc/net/dev`, proc_pid_net(5); receive and transmit have eight columns each:
 * `  eth0: 1270000 15021 0 3 0 0 0 0 866000 11200 0 0 0 0 0 0`
 */
export const netDev = lineParser({
  ...patternLines({
    source: 'net_dev',
    schema: netDevSchema,
    what: 'a line of a table of interfaces',
    pattern: /^ *([^\s:|]{1,32}): *(\d{1,20}(?: +\d{1,20}){15,20})$/,
    skip: /\|/,
    row: ([name = '', numbers = ''], line) => {
      const n = numbers.split(/ +/, 16).map(Number);
      const [rxBytes = 0, rxPackets = 0, rxErrors = 0, rxDropped = 0] = n;
      const [txBytes = 0, txPackets = 0, txErrors = 0, txDropped = 0] = n.slice(8);
      return { name, rxBytes, rxPackets, rxErrors, rxDropped, txBytes, txPackets, txErrors, txDropped, line };
    },
    document: (interfaces) => ({ interfaces }),
  }),
  sniff: (head) => /^Inter-\| {3}Receive {2,}/.test(head),
});
