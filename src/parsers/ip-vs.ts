import * as z from 'zod';
import { badLines, lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

const realServerSchema = () =>
  z.object({
    address: z.string(),
    port: z.number().int(),
    /** `Masq`, `Tunnel`, `Route`, `Local`. */
    forward: z.string(),
    /** 0: takes no new connections. */
    weight: z.number().int(),
    activeConnections: z.number().int(),
    inactiveConnections: z.number().int(),
    line: z.number().int(),
  });

/** Virtual services of IPVS with their real servers; a service without servers refuses its clients. */
export const ipVsSchema = () =>
  z.object({
    services: z.array(
      z.object({
        /** `TCP`, `UDP`, `SCTP`, or `FWM` for a firewall mark. */
        protocol: z.string(),
        /** IPv4 in dotted, IPv6 in full hexadecimal form; undefined for a firewall mark. */
        address: z.string().optional(),
        port: z.number().int().optional(),
        firewallMark: z.number().int().optional(),
        /** `rr`, `wlc`, `sh`, ... */
        scheduler: z.string(),
        servers: z.array(realServerSchema()),
        line: z.number().int(),
      }),
    ),
  });
export type IpVs = z.infer<ReturnType<typeof ipVsSchema>>;
type Service = IpVs['services'][number];

const ENDPOINT = '([0-9A-F]{8}|\\[[0-9a-f:]{2,39}\\]):([0-9A-F]{4})';
const SERVICE = new RegExp(`^(TCP|UDP|SCTP) +${ENDPOINT} ([a-z]{1,16})(?: |$)`, 'i');
const MARK = /^FWM {1,8}([0-9A-F]{8}) ([a-z]{1,16})(?: |$)/i;
const SERVER = new RegExp(`^ {2}-> ${ENDPOINT} +(\\w{1,12}) +(-?\\d{1,10}) +(\\d{1,12}) +(\\d{1,12}) *$`, 'i');

/**
 * `/proc/net/ip_vs`, written by net/netfilter/ipvs/ip_vs_ctl.c; addresses and ports are hexadecimal:
 * `TCP  C0A894B4:2134 rr`
 * `  -> 0A81200B:2134      Masq    1      0          12`
 */
export const ipVs = lineParser({
  source: 'ip_vs',
  schema: ipVsSchema,
  sniff: (head) => /^IP Virtual Server version \d/.test(head) && /\n {2}-> RemoteAddress:Port/.test(head),
  start(context) {
    const services: Service[] = [];
    const bad = badLines(context, 'an IPVS line');
    const room = rowLimit(context, 'IPVS rows');
    let titled = false;
    return {
      line(text, line) {
        if (
          text.startsWith('IP Virtual Server') ||
          text.includes('LocalAddress:Port') ||
          text.includes('RemoteAddress:Port')
        ) {
          titled = true;
          return;
        }
        if (text.trim() === '') return;
        const service = readService(text, line);
        const server = SERVER.exec(text);
        if (service === undefined && (server === null || services.length === 0)) return bad(line, text);
        if (!room(text.length)) return;
        if (service !== undefined) services.push(service);
        else if (server !== null) services.at(-1)?.servers.push(readServer(server, line));
      },
      // The titles alone are an answer: there are no services.
      end: () => (services.length === 0 && !titled ? undefined : { services }),
    };
  },
});

function readService(text: string, line: number): Service | undefined {
  const [, protocol, address = '', port = '', scheduler = ''] = SERVICE.exec(text) ?? [];
  if (protocol !== undefined) {
    const endpoint = { address: readAddress(address), port: Number.parseInt(port, 16) };
    return { protocol: protocol.toUpperCase(), ...endpoint, scheduler, servers: [], line };
  }
  const [, mark, name = ''] = MARK.exec(text) ?? [];
  if (mark === undefined) return undefined;
  return { protocol: 'FWM', firewallMark: Number.parseInt(mark, 16), scheduler: name, servers: [], line };
}

function readServer(match: RegExpExecArray, line: number): Service['servers'][number] {
  const [, address = '', port = '', forward = '', weight, active, inactive] = match;
  return {
    address: readAddress(address),
    port: Number.parseInt(port, 16),
    forward,
    weight: Number(weight),
    activeConnections: Number(active),
    inactiveConnections: Number(inactive),
    line,
  };
}

function readAddress(hexadecimal: string): string {
  if (hexadecimal.startsWith('[')) return hexadecimal.slice(1, -1);
  return (hexadecimal.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join('.');
}
