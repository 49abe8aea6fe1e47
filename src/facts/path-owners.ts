import { containers } from './containers.ts';
import type { FactContext } from './fact.ts';
import { filesystemOf } from './filesystems.ts';
import { copiesOfMountAt, findPlace } from './mount-table.ts';
import { mountTables } from './mount-tables.ts';

/** What lies behind a path in an error text. A field that is undefined could not be told. */
export interface PathOwners {
  /** Entity of the file system. */
  readonly filesystem?: string;
  /** For a mount: entities of the namespaces that would have to take a copy. */
  readonly mountNamespaces?: readonly string[];
  /** Entity of the container whose directory it is. */
  readonly container?: string;
  readonly podUid?: string;
}

const LAYER = /\/overlay2\/(?<layer>[0-9a-z]+?)(?:-init)?\/merged(?:\/|$)/;
const CONTAINER = /\/(?:containers|io\.containerd\.runtime\.v\d\.task\/[\w.-]+)\/(?<id>[0-9a-f]{64})(?:\/|$)/;
const POD = /\/pods\/(?<uid>[0-9a-f-]{36})(?:\/|$)/;

/** Joins a path of an error text, as the container runtime sees it, with the objects of the node. */
export function ownersOf(path: string, isMount: boolean, context: FactContext): PathOwners {
  const filesystem = filesystemOf(path, context);
  const namespaces = isMount ? namespacesReached(path, context) : undefined;
  const container = containerOf(path, context);
  const podUid = POD.exec(path)?.groups?.uid;
  return {
    ...(filesystem === undefined ? {} : { filesystem }),
    ...(namespaces === undefined ? {} : { mountNamespaces: namespaces }),
    ...(container === undefined ? {} : { container }),
    ...(podUid === undefined ? {} : { podUid }),
  };
}

/** Every namespace that a mount at this path would be copied into, and thus any whose limit can make it fail. */
function namespacesReached(path: string, context: FactContext): string[] | undefined {
  const tables = mountTables(context);
  if (tables.runtime === undefined) return undefined;
  const place = findPlace(tables.runtime, path);
  if (place === undefined) return undefined;
  return [...copiesOfMountAt(place, tables.receivers).keys()].map((id) => `mount_namespace:${id}`);
}

function containerOf(path: string, context: FactContext): string | undefined {
  const id = CONTAINER.exec(path)?.groups?.id;
  if (id !== undefined) return `container:${id}`;
  const layer = LAYER.exec(path)?.groups?.layer;
  if (layer === undefined) return undefined;
  const known = context.get(containers);
  return known.known ? known.value.find((c) => c.layer === layer)?.entity : undefined;
}
