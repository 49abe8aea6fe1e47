import type { Snapshot } from './snapshot.ts';

/** What a snapshot says of the machine it is of; what it does not say is undefined. */
export interface NodeIdentity {
  readonly hostname: string | undefined;
  readonly machineIdSha256: string | undefined;
  readonly bootId: string | undefined;
}

/** Names that a machine has before it gets one. */
const NO_NAME = /^(?:localhost(?:\.localdomain)?|\(none\)|)$/i;

export function identityOf({ documents }: Pick<Snapshot, 'documents'>): NodeIdentity {
  const host = documents.manifest_start[0]?.value.host;
  const told = [
    host?.hostname,
    documents.uname[0]?.value.hostname,
    documents.hostname[0]?.value.hostname,
    documents.host_os[0]?.value.hostname,
  ];
  return {
    hostname: told.find((name) => name !== undefined && !NO_NAME.test(name)),
    machineIdSha256: host?.machineIdSha256,
    bootId: host?.bootId,
  };
}

/** How two snapshots relate: of one node and boot, of two nodes, of one node and two boots, or nobody can tell. */
export type Relation =
  | { readonly kind: 'same' | 'unknown' }
  | { readonly kind: 'other-node' | 'other-boot'; readonly first: string; readonly later: string };

/** Compares what both say. The machine id decides over the name, which `uname` gives short and others in full. */
export function relate(first: NodeIdentity, later: NodeIdentity): Relation {
  const machines = compare(first.machineIdSha256, later.machineIdSha256, (id) => id);
  const names = compare(first.hostname, later.hostname, (name) => shortName(name));
  if (machines?.equal === false)
    return names?.equal === false
      ? other(names)
      : other(machines, (id) => `the machine with the id ${id.slice(0, 12)}`);
  if (machines === undefined && names?.equal === false) return other(names);
  const boots = compare(first.bootId, later.bootId, (id) => id.toLowerCase());
  if (boots?.equal === false) return { ...other(boots), kind: 'other-boot' };
  const isOne = [machines, names, boots].some((told) => told !== undefined);
  return { kind: isOne ? 'same' : 'unknown' };
}

interface Compared {
  readonly equal: boolean;
  readonly first: string;
  readonly later: string;
}

function compare(
  first: string | undefined,
  later: string | undefined,
  plain: (text: string) => string,
): Compared | undefined {
  if (first === undefined || later === undefined) return undefined;
  return { equal: plain(first) === plain(later), first, later };
}

const other = ({ first, later }: Compared, show: (text: string) => string = (text) => text) =>
  ({ kind: 'other-node', first: show(first), later: show(later) }) as const;

/** `node-1` of `Node-1.example.com`. */
export const shortName = (name: string): string => name.toLowerCase().split('.')[0] ?? '';
