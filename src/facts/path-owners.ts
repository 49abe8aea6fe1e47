import { type Container, containers } from './containers.ts';
import type { FactContext } from './fact.ts';
import { filesystemOf } from './filesystems.ts';
import { copiesOfMountAt, findPlace, isWithin } from './mount-table.ts';
import { mountTables } from './mount-tables.ts';
import { podUidOfPath } from './pod-uid.ts';
import { pods } from './pods.ts';
import { withoutRunLinks } from './run-links.ts';

/** What lies behind a path in an error text. A field that is undefined could not be told. */
export interface PathOwners {
  /** Entity of the file system. */
  readonly filesystem?: string;
  /** For a mount: entities of the namespaces that would have to take a copy. */
  readonly mountNamespaces?: readonly string[];
  /** Entity of the container whose directory it is. */
  readonly container?: string;
  readonly podUid?: string;
  /** namespace/name of the pod, where it is known by name. */
  readonly pod?: string;
}

const LAYER = /\/overlay2\/(?<layer>[0-9a-z]+?)(?:-init)?\/merged(?:\/|$)/;
const CONTAINER =
  /\/(?:[\w-]{0,20}containers|sandboxes|io\.containerd\.runtime\.v\d\.\w+\/[\w.-]+)\/(?<id>[0-9a-f]{64})(?:\/|$)/;

/** Joins a path of an error text, as the container runtime sees it, with the objects of the node; each path once. */
export function ownersOf(path: string, isMount: boolean, context: FactContext): PathOwners {
  const known = context.once(ownersOfPaths);
  const key = `${isMount ? 'mount' : 'path'} ${path}`;
  const owners = known.get(key) ?? findOwners(path, isMount, context);
  known.set(key, owners);
  return owners;
}

const ownersOfPaths = (): Map<string, PathOwners> => new Map();

function findOwners(path: string, isMount: boolean, context: FactContext): PathOwners {
  const filesystem = filesystemOf(path, context);
  const namespaces = isMount ? namespacesReached(path, context) : undefined;
  const { container, owner } = containerOf(path, context);
  const podUid = podUidOfPath(path) ?? owner?.pod_uid;
  const pod = owner?.pod ?? podNamed(podUid, context);
  return {
    ...(filesystem === undefined ? {} : { filesystem }),
    ...(namespaces === undefined ? {} : { mountNamespaces: namespaces }),
    ...(container === undefined ? {} : { container }),
    ...(podUid === undefined ? {} : { podUid }),
    ...(pod === undefined ? {} : { pod }),
  };
}

/** Every namespace that a mount at this path would be copied into, and thus any whose limit can make it fail. */
function namespacesReached(path: string, context: FactContext): string[] | undefined {
  const tables = mountTables(context);
  if (tables.runtime === undefined) return undefined;
  const place = findPlace(tables.runtime, withoutRunLinks(path, tables.runtime));
  if (place === undefined) return undefined;
  return [...copiesOfMountAt(place, tables.receivers).keys()].map((id) => `mount_namespace:${id}`);
}

/** The container whose directory it is: by the id in the path, by its layer, or by its root where that has another form. */
function containerOf(path: string, context: FactContext): { container?: string; owner?: Container } {
  const id = CONTAINER.exec(path)?.groups?.id;
  const layer = LAYER.exec(path)?.groups?.layer;
  const { byId, byLayer, listed } = context.once(containerIndex);
  const owner =
    id !== undefined
      ? byId.get(id)
      : layer !== undefined
        ? byLayer.get(layer)
        : listed.find((c) => c.merged_dir !== undefined && isWithin(path, c.merged_dir));
  if (owner !== undefined) return { container: owner.entity, owner };
  return id === undefined ? {} : { container: `container:${id}` };
}

interface ContainerIndex {
  readonly listed: readonly Container[];
  readonly byId: ReadonlyMap<string, Container>;
  readonly byLayer: ReadonlyMap<string, Container>;
}

function containerIndex(context: FactContext): ContainerIndex {
  const known = context.get(containers);
  const listed = known.known ? known.value : [];
  const byId = new Map(listed.map((c) => [c.id, c]));
  const byLayer = new Map(listed.flatMap((c) => (c.layer === undefined ? [] : [[c.layer, c] as const])));
  return { listed, byId, byLayer };
}

function podNamed(uid: string | undefined, context: FactContext): string | undefined {
  if (uid === undefined) return undefined;
  const known = context.get(pods);
  const pod = known.known ? known.value.find((p) => p.uid === uid) : undefined;
  return pod?.name === undefined ? undefined : pod.label;
}
