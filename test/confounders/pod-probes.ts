import type { Node } from '../../scripts/samples/node.ts';
import type { Pod } from '../../scripts/samples/pods.ts';

/** How an HTTP probe fails: nobody listens, or no answer comes. */
export const REFUSED = (address: string): string =>
  `Get "http://${address}:8080/healthz": dial tcp ${address}:8080: connect: connection refused`;
export const TIMED_OUT = (address: string): string =>
  `Get "http://${address}:8080/healthz": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;

/** HTTP probes of some pods, one after the other, that fail every `every` seconds from one moment to another. */
export function failProbes(
  { journal }: Node,
  pods: readonly Pod[],
  how: (address: string) => string,
  { from, to, every }: { readonly from: number; readonly to: number; readonly every: number },
): void {
  for (let time = from, i = 0; time < to; time += every, i++) {
    const pod = pods[i % pods.length];
    if (pod === undefined) return;
    const address = `10.2.3.${10 + (i % pods.length)}`;
    journal.kubelet(
      time,
      'I',
      'prober.go:117',
      `Readiness probe for "${pod.name}_${pod.namespace}(${pod.uid}):app" failed (failure): ${how(address)}`,
    );
  }
}
