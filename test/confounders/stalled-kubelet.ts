import type { Node } from '../../scripts/samples/node.ts';

/** The kubelet gives up on the state of one container every two minutes. */
export function addTimeouts({ journal }: Node, containerId: string, from: number, to: number): void {
  for (let time = from; time < to; time += 121)
    journal.kubelet(
      time,
      'E',
      'remote_runtime.go:295',
      `ContainerStatus "${containerId}" from runtime service failed: rpc error: code = Unknown desc = operation timeout: context deadline exceeded`,
    );
}

/** PLEG is not healthy from one moment to another, and the node not ready; `since` is how old its last round is at the end. */
export function addStalledPleg({ journal }: Node, from: number, to: number, since: number): void {
  const unhealthy = (time: number): string => {
    const seconds = since - (to - time);
    return `PLEG is not healthy: pleg was last seen active ${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(6)}s ago; threshold is 3m0s`;
  };
  journal.kubelet(
    from + 4,
    'I',
    'setters.go:577',
    `Node became not ready: {Type:Ready Status:False Reason:KubeletNotReady Message:${unhealthy(from + 4)}}`,
  );
  for (let time = from; time < to; time += 5)
    journal.kubelet(time, 'E', 'kubelet.go:1765', `skipping pod synchronization - ${unhealthy(time)}`);
}
