import * as z from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import type { KubeEvents } from '../parsers/kube-events.ts';
import { availabilityOf } from '../snapshot/availability.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { clock } from './clock.ts';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { NOT_IDENTIFIED, ownNode, ownPods } from './own-node.ts';

const clusterEventSchema = z
  .object({
    reason: z.string().meta({ description: 'FailedMount, BackOff, NodeNotReady, ...' }),
    warning: z.boolean(),
    entity: entitySchema,
    label: z.string().meta({ description: 'kind and name of the object: Pod shop/cart-0' }),
    count: z.number().meta({ description: 'how often it was reported; old ones are forgotten after an hour or so' }),
    first: z
      .number()
      .optional()
      .meta({ description: 'epoch seconds', needs: ['kube_events'] }),
    last: z
      .number()
      .optional()
      .meta({ description: 'epoch seconds', needs: ['kube_events'] }),
    message: z
      .string()
      .optional()
      .meta({ description: 'the latest one', needs: ['kube_events'] }),
    refs: refsSchema,
  })
  .meta({ id: 'ClusterEvent' });
export type ClusterEvent = z.infer<typeof clusterEventSchema>;
type Event = KubeEvents['events'][number];

/** What the cluster reported about this node and its pods, once for each reason and object. */
export const clusterEvents = defineFact({
  name: 'cluster_events',
  title: 'Events of the cluster about this node',
  schema: z.array(clusterEventSchema),
  sources: ['kube_events', 'kube_node', 'kube_nodes', 'kube_pods'],
  compute({ snapshot, get }) {
    const { kube_events } = snapshot.documents;
    if (kube_events.length === 0) {
      const { status, reason } = availabilityOf(snapshot, 'kube_events');
      return unknown([{ source: 'kube_events', reason: status === 'missing' ? reason : `${status}: ${reason}` }]);
    }
    const own = ownNode(snapshot)?.node.name;
    const pods = ownPods(snapshot).map(({ pod }) => pod);
    if (own === undefined && pods.length === 0) return unknown([NOT_IDENTIFIED]);
    const uids = new Set(pods.map((pod) => pod.uid));
    const names = new Set(pods.map((pod) => `${pod.namespace}/${pod.name}`));
    const concerns = (e: Event): boolean => {
      if (e.kind === 'Node') return e.name === own;
      if (e.host !== undefined && e.host === own) return true;
      return e.kind === 'Pod' && (uids.has(e.uid) || (e.uid === undefined && names.has(`${e.namespace}/${e.name}`)));
    };
    const time = get(clock);
    const now = time.known ? time.value.collected_at : undefined;
    return known(group(snapshot, concerns, now));
  },
});

interface Group {
  event: Event;
  count: number;
  first: number | undefined;
  last: number | undefined;
  refs: SourceRef[];
}

/** Places that are kept as proof of one group. */
const MAX_REFS = 3;

function group(snapshot: Snapshot, concerns: (event: Event) => boolean, now: number | undefined): ClusterEvent[] {
  const groups = new Map<string, Group>();
  const seen = new Set<string>();
  for (const { path, value } of snapshot.documents.kube_events) {
    for (const event of value.events) {
      if (event.id !== undefined && seen.has(event.id)) continue;
      if (event.id !== undefined) seen.add(event.id);
      if (concerns(event)) addTo(groups, event, { path, line: event.line }, now);
    }
  }
  return [...groups.values()].map(describe);
}

function addTo(groups: Map<string, Group>, event: Event, ref: SourceRef, now: number | undefined): void {
  const key = `${event.reason} ${entityOf(event)}`;
  // A table has ages only.
  const aged = now === undefined || event.ageSeconds === undefined ? undefined : now - event.ageSeconds;
  const { firstAt: first, lastAt: last = aged } = event;
  const found = groups.get(key);
  if (found === undefined) {
    groups.set(key, { event, count: event.count, first, last, refs: [ref] });
    return;
  }
  found.count += event.count;
  if (first !== undefined) found.first = Math.min(found.first ?? first, first);
  if (last !== undefined && last >= (found.last ?? last)) {
    found.last = last;
    found.event = event;
  }
  if (found.refs.length < MAX_REFS) found.refs.push(ref);
}

/** Pods and nodes are the objects that other facts know as well. */
function entityOf({ kind, uid, namespace, name }: Event): string {
  if (kind === 'Pod' && uid !== undefined) return `pod:${uid}`;
  return kind === 'Node' ? `node:${name}` : `${kind ?? ''}:${namespace ?? ''}/${name ?? ''}`;
}

function describe({ event, count, first, last, refs }: Group): ClusterEvent {
  const { reason, type, kind = 'object', namespace, name = '', message } = event;
  const place = namespace === undefined || kind === 'Node' ? name : `${namespace}/${name}`;
  return {
    reason,
    warning: type === 'Warning',
    entity: entityOf(event),
    label: `${kind} ${place}`,
    count,
    first,
    last,
    message,
    refs,
  };
}
