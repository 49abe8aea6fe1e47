import type { Node } from '../node.ts';
import type { Pod } from '../pods.ts';

/** A kubelet that was restarted this night, some containers that were started again, and a pull that worked the second time. */
export function addKubeletNoise(node: Node, pods: readonly Pod[]): void {
  const now = node.spec.clock.collectedAt;
  addStart(node, now - 21_600);
  const [first, second] = pods.slice(-2);
  const nameOf = (pod: Pod | undefined): string => `${pod?.namespace}/${pod?.name}`;
  const { kubelet } = node.journal;
  addRestarts(node, [first, second]);
  kubelet(
    now - 12_400,
    'E',
    'remote_image.go:180',
    '"PullImage from image service failed" err="rpc error: code = Unknown desc = failed to pull and unpack image \\"registry.example.com/shop/cart:2.4.0\\": failed to do request: Head \\"https://registry.example.com/v2/shop/cart/manifests/2.4.0\\": net/http: TLS handshake timeout" image="registry.example.com/shop/cart:2.4.0"',
  );
  kubelet(
    now - 12_380,
    'I',
    'event.go:307',
    `"Event occurred" object="${nameOf(first)}" kind="Pod" type="Normal" reason="Pulled" message="Successfully pulled image \\"registry.example.com/shop/cart:2.4.0\\" in 3.2s"`,
  );
  kubelet(
    now - 8_000,
    'I',
    'prober.go:107',
    `"Probe failed" probeType="Readiness" pod="${nameOf(second)}" podUID="${second?.uid}" containerName="app" probeResult="failure" output="Get \\"http://10.244.1.9:8080/ready\\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"`,
  );
  kubelet(
    now - 5_000,
    'E',
    'controller.go:187',
    `"Failed to update lease" err="Operation cannot be fulfilled on leases.coordination.k8s.io \\"${node.spec.hostname}\\": the object has been modified; please apply your changes to the latest version and try again"`,
  );
  kubelet(now - 4_000, 'I', 'log.go:194', 'http: TLS handshake error from 192.0.2.8:41022: EOF');
}

/** Containers that ended once and were started again. */
function addRestarts({ journal, spec }: Node, pods: readonly (Pod | undefined)[]): void {
  for (const [i, pod] of pods.entries())
    journal.kubelet(
      spec.clock.collectedAt - (17_000 - 8_000 * i),
      'E',
      'pod_workers.go:1298',
      `"Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"app\\" with CrashLoopBackOff: \\"back-off 10s restarting failed container=app pod=${pod?.name}_${pod?.namespace}(${pod?.uid})\\"" pod="${pod?.namespace}/${pod?.name}" podUID="${pod?.uid}"`,
    );
}

/** The first minute: neither the runtime nor the network has said anything yet. */
function addStart({ journal, spec }: Node, start: number): void {
  journal.kubelet(start, 'I', 'server.go:467', `"Kubelet version" kubeletVersion="${spec.kubelet}"`);
  journal.kubelet(
    start + 0.4,
    'W',
    'feature_gate.go:241',
    'Setting GA feature gate CSIMigration=true. It will be removed in a future release.',
  );
  journal.kubelet(
    start + 1.1,
    'E',
    'kubelet.go:2347',
    '"Skipping pod synchronization" err="[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]"',
  );
  journal.kubelet(
    start + 1.4,
    'E',
    'kubelet.go:1465',
    '"Image garbage collection failed once. Stats initialization may not have completed yet" err="invalid capacity 0 on image filesystem"',
  );
  journal.kubelet(
    start + 2.2,
    'E',
    'kubelet.go:2855',
    '"Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"',
  );
  journal.kubelet(
    start + 2.9,
    'E',
    'kubelet_node_status.go:94',
    `"Unable to register node with API server" err="Post \\"https://10.0.0.10:6443/api/v1/nodes\\": net/http: TLS handshake timeout" node="${spec.hostname}"`,
  );
  journal.kubelet(
    start + 4.2,
    'I',
    'kubelet_node_status.go:76',
    `"Successfully registered node" node="${spec.hostname}"`,
  );
}
