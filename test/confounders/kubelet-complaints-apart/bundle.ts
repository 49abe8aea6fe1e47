import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { Node } from '../../../scripts/samples/node.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, FULL_TMP, NOW, smallNode } from '../nodes.ts';

const SANDBOX =
  'RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to get sandbox image "registry.example.com/pause:3.2": failed to pull image "registry.example.com/pause:3.2": failed to do request: Head "https://registry.example.com/v2/pause/manifests/3.2": dial tcp: lookup registry.example.com on 192.0.2.53:53: no such host';

/**
 * A kubelet with many complaints that have nothing to do with each other, nor with the /tmp that is full beside them: the
 * name of a registry is not found, a copy of a manifest is refused, memory was reclaimed once, cleaning is slow.
 */
export function bundle(): BundleFiles {
  const { node } = smallNode({ tmp: FULL_TMP });
  const say = (age: number, level: string, place: string, text: string): void =>
    node.journal.kubelet(ago(age), level, place, text);
  for (let age = 3000; age > 0; age -= 300) {
    say(age, 'E', 'remote_runtime.go:116', SANDBOX);
    pullFails(node, age);
    say(
      age,
      'E',
      'kubelet.go:2573',
      '"Housekeeping took longer than expected" err="housekeeping took too long" expected="1s" actual="6.2s"',
    );
  }
  for (let age = 600; age > 0; age -= 20)
    say(
      age,
      'E',
      'file.go:187',
      'Can\'t process manifest file "/etc/kubernetes/manifests/etcd.yaml.orig": /etc/kubernetes/manifests/etcd.yaml.orig: couldn\'t parse as pod(yaml: line 3: did not find expected key), please check config file',
    );
  say(1800, 'W', 'eviction_manager.go:350', 'eviction manager: attempting to reclaim memory');
  say(1798, 'I', 'eviction_manager.go:601', 'eviction manager: pod report-0_shop(4c7e3c1a) is evicted successfully');
  say(
    1500,
    'I',
    'predicate.go:143',
    "Pod was rejected: Node didn't have enough resource: pods, requested: 1, used: 110, capacity: 110",
  );
  return bundleOf(node);
}

/** Four images of one registry in turn. */
function pullFails(node: Node, age: number): void {
  const image = `registry.example.com/shop/part-${(age / 300) % 4}:7`;
  node.journal.kubelet(
    NOW - age + 1,
    'E',
    'remote_image.go:113',
    `PullImage "${image}" from image service failed: rpc error: code = Unknown desc = Error response from daemon: Get https://registry.example.com/v2/: dial tcp: lookup registry.example.com on 192.0.2.53:53: no such host`,
  );
}
