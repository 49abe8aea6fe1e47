import type { Snapshot } from '../snapshot/snapshot.ts';

/**
 * The latest time that objects of a cluster carry, a heartbeat of a node or an event: they were read at that time or up to some
 * minutes later. Undefined where there are none.
 */
export function lastObjectTime({ documents }: Snapshot): { time: number; from: string; path: string } | undefined {
  let best: { time: number; from: string; path: string } | undefined;
  const see = (time: number | undefined, from: string, path: string): void => {
    if (time !== undefined && (best === undefined || time > best.time)) best = { time, from, path };
  };
  for (const { path, value } of documents.kube_nodes) {
    for (const node of value.nodes) {
      for (const condition of node.conditions) see(condition.heartbeatAt, 'last heartbeat of a node', path);
    }
  }
  for (const { path, value } of documents.kube_events) {
    for (const event of value.events) see(event.lastAt, 'last event', path);
  }
  return best;
}
