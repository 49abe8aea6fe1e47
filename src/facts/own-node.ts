import type { SourceRef } from '../lib/source-ref.ts';
import type { KubeNode } from '../parsers/kube-node.ts';
import type { KubePods } from '../parsers/kube-pods.ts';
import type { Document, Snapshot } from '../snapshot/snapshot.ts';
import type { MissingReason } from './fact.ts';

/** The node of this bundle as the API server knows it. */
export interface OwnNode {
  readonly node: KubeNode;
  readonly ref: SourceRef;
}

/** A pod of this node, with the document that names it. */
export interface OwnPod {
  readonly pod: KubePods['pods'][number];
  readonly path: string;
}

/** Pods of a document that only has those of one node; the layout says so. */
const isOfNode = ({ params }: Document<KubePods>): boolean => params.scope === 'node';

/**
 * Which of the nodes of a cluster this bundle is of: the one that was asked for itself, the one with the same boot, the one
 * with the same name; of a bundle that names no machine, the only one. Undefined when nothing tells; it is never guessed.
 */
export function ownNode(snapshot: Snapshot): OwnNode | undefined {
  const [asked] = snapshot.documents.kube_node;
  if (asked !== undefined) return { node: asked.value, ref: { path: asked.path } };
  const all = snapshot.documents.kube_nodes.flatMap(({ path, value }) =>
    value.nodes.map((node): OwnNode => ({ node, ref: { path, line: node.line } })),
  );
  const boot = bootIdOf(snapshot);
  const booted = boot === undefined ? undefined : all.find(({ node }) => node.bootId === boot);
  if (booted !== undefined) return booted;
  const names = hostnamesOf(snapshot);
  const found = distinct(all.filter(({ node }) => isNamed([node.name, ...node.hostnames], names)));
  if (found.length === 1) return found[0];
  const [only, other] = distinct(all);
  return names.length === 0 && other === undefined ? only : undefined;
}

/** The name under which pods are placed on this node. */
function ownName(snapshot: Snapshot): string | undefined {
  const own = ownNode(snapshot);
  if (own !== undefined) return own.node.name;
  const names = hostnamesOf(snapshot);
  const placed = new Set(snapshot.documents.kube_pods.flatMap(({ value }) => value.pods.map((pod) => pod.node ?? '')));
  const found = [...placed].filter((name) => isNamed([name], names));
  return found.length === 1 ? found[0] : undefined;
}

/** The pods that were placed on this node; of a cluster without a known node of this bundle there are none. */
export function ownPods(snapshot: Snapshot): OwnPod[] {
  const { kube_pods } = snapshot.documents;
  if (kube_pods.length === 0) return [];
  const name = ownName(snapshot);
  return kube_pods.flatMap((document) =>
    document.value.pods
      .filter((pod) => isOfNode(document) || (name !== undefined && pod.node === name))
      .map((pod) => ({ pod, path: document.path })),
  );
}

/** Whether the objects name the pods of this node: either they only have those, or it is known which node it is. */
export function knowsOwnPods(snapshot: Snapshot): boolean {
  const { kube_pods } = snapshot.documents;
  return kube_pods.some(isOfNode) || (kube_pods.length > 0 && ownName(snapshot) !== undefined);
}

/** Why nothing of the objects can be told of this node, although there are some. */
export const NOT_IDENTIFIED: MissingReason = {
  source: 'hostname',
  reason: 'nothing in the bundle tells which node of the cluster it is of',
};

function bootIdOf({ documents }: Snapshot): string | undefined {
  const read = documents.sysctl.flatMap(({ value }) => value.entries).find((e) => e.key === 'kernel.random.boot_id');
  return documents.manifest_start[0]?.value.host.bootId ?? read?.value;
}

/** Every name that the bundle has of its machine, in small letters. */
function hostnamesOf({ documents, bundle }: Snapshot): string[] {
  const names = [
    bundle.node,
    ...documents.manifest_start.map(({ value }) => value.host.hostname),
    ...documents.hostname.map(({ value }) => value.hostname),
    ...documents.host_os.map(({ value }) => value.hostname),
    ...documents.uname.map(({ value }) => value.hostname),
  ];
  return [...new Set(names.flatMap((name) => (name === undefined || name === '' ? [] : [name.toLowerCase()])))];
}

/** `node-7` and `node-7.example.com` name the same machine; two qualified names must be equal. */
function isNamed(names: readonly string[], wanted: readonly string[]): boolean {
  return names.some((own) => {
    const name = own.toLowerCase();
    return wanted.some((w) => w === name || (w.includes('.') !== name.includes('.') && shortOf(w) === shortOf(name)));
  });
}

/** Addresses have no short form. */
const shortOf = (name: string): string => (/^[\d.]+$|:/.test(name) ? name : name.replace(/\..*$/, ''));

/** A node that stands in several files counts once. */
const distinct = (found: readonly OwnNode[]): OwnNode[] => [
  ...new Map(found.toReversed().map((own) => [own.node.name, own])).values(),
];
