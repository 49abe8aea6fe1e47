import type { Log, LogHost } from '../signatures/signature.ts';
import { shortName } from './identity.ts';
import type { Document, OtherHosts } from './snapshot.ts';

type LogDocument = Document<Log>;

/**
 * The logs without the lines of other machines that stand among those of the node, as in a central syslog. `hostname` is
 * what the rest of the bundle says who the node is. A log that names other machines only is kept, and told: it may be of
 * another node, or the name has changed. Names that end before the first line of the node are older names of it.
 */
export function ownLogs(
  logs: readonly LogDocument[],
  hostname: string | undefined,
): { logs: LogDocument[]; otherHosts?: OtherHosts } {
  if (hostname === undefined) return { logs: [...logs] };
  const own = shortName(hostname);
  const left = new Set<string>();
  const strange = new Map<string, readonly LogHost[]>();
  const kept = logs.map((log) => {
    const { hosts = [], matches } = log.value;
    const mine = hosts.filter((host) => shortName(host.name) === own);
    if (hosts.length > 0 && mine.length === 0 && matches.length > 0) strange.set(log.path, hosts);
    return mine.length === 0 || mine.length === hosts.length ? log : withoutOthers(log, mine, left);
  });
  const others = [...new Set([...left, ...[...strange.values()].flatMap((hosts) => hosts.map((h) => h.name))])].sort();
  if (others.length === 0) return { logs: kept };
  const hostOf = new Map([...strange].map(([path, hosts]) => [path, hosts.map((h) => shortName(h.name)).join(' ')]));
  return { logs: kept, otherHosts: { own: hostname, others, logs: [...strange.keys()].sort(), hostOf } };
}

function withoutOthers(log: LogDocument, mine: readonly LogHost[], left: Set<string>): LogDocument {
  const from = Math.min(...mine.map((host) => host.first));
  const names = new Set(mine.map((host) => host.name));
  const others = new Set(
    (log.value.hosts ?? []).filter((h) => h.last >= from && !names.has(h.name)).map((h) => h.name),
  );
  const matches = log.value.matches.filter(({ host }) => host === undefined || !others.has(host));
  if (matches.length === log.value.matches.length) return log;
  for (const name of others) left.add(name);
  return { ...log, value: { ...log.value, matches } };
}
