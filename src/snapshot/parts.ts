import type { Document, Documents, NodeSnapshot, Snapshot, SourceName } from './snapshot.ts';

/** Objects of a cluster: they tell of every node, whichever of them a bundle has files of. */
const CLUSTER_SOURCE = /^kube_/;

/** A snapshot of one node with the objects of its cluster. */
export function withClusterObjects(node: Snapshot, cluster: Snapshot): Snapshot {
  const isShared = (source: string): boolean => CLUSTER_SOURCE.test(source);
  return { ...node, documents: joinDocuments(node.documents, cluster.documents, isShared) };
}

/** Where entries of a node lie outside its folder, with those of the objects of its cluster. */
export function withClusterPlaces(elsewhere: ReadonlyMap<string, string>, cluster: Snapshot): Map<string, string> {
  const shared = Object.entries(cluster.documents).filter(([source]) => CLUSTER_SOURCE.test(source));
  const places = shared.flatMap(([, list]) => list.map(({ path }): [string, string] => [path, '']));
  return new Map([...places, ...elsewhere]);
}

/** A snapshot with what was read from a folder of it that turned out to be no node. */
export function withFolder(whole: Snapshot, folder: string, part: Snapshot): Snapshot {
  const placed = <T extends { readonly path: string }>(items: readonly T[]): T[] =>
    items.map((item) => ({ ...item, path: folder + item.path }));
  const entries = Object.entries(part.documents).map(([source, list]) => [source, placed<Document<unknown>>(list)]);
  return {
    ...whole,
    // Each list goes to the source that it came from.
    documents: joinDocuments(whole.documents, Object.fromEntries(entries) as Documents, () => true),
    logs: [...whole.logs, ...placed(part.logs)],
    records: [...whole.records, ...placed(part.records)],
    leftOut: [...whole.leftOut, ...part.leftOut.map((group) => ({ ...group, folder: folder + group.folder }))],
  };
}

function joinDocuments(own: Documents, more: Documents, isWanted: (source: string) => boolean): Documents {
  const lists = Object.keys(own).map((source) => {
    // The keys are those of the registry of parsers.
    const name = source as SourceName;
    return [source, isWanted(source) ? [...own[name], ...more[name]] : own[name]];
  });
  return Object.fromEntries(lists) as Documents;
}

/** The path in the bundle of a path of one of its nodes. */
export function placeInBundle({ folder, elsewhere }: Omit<NodeSnapshot, 'name' | 'snapshot'>, path: string): string {
  const section = path.indexOf('#');
  const file = section === -1 ? path : path.slice(0, section);
  return (elsewhere.get(path) ?? elsewhere.get(file) ?? folder) + path;
}
