import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, ROOT, smallNode } from '../nodes.ts';
import { addDataDisk } from '../storage-lines.ts';

/**
 * The kubelet reports disk pressure and finds no image to delete, as the logs of one container take 28 GiB of the root
 * disk. A backup disk that the kubelet does not watch is fuller.
 */
export function bundle(): BundleFiles {
  const root = { ...ROOT, used: 36_297_565, available: 2_732_079 };
  const { node, pods } = smallNode({ seed: 'pressure', root }, (bare) =>
    addDataDisk(bare, { point: '/srv/backup', used: 97_900_000 }),
  );
  for (const age of [1500, 1200, 900, 600, 300])
    node.journal.kubelet(
      ago(age),
      'E',
      'kubelet.go:1302',
      `Image garbage collection failed multiple times in a row: failed to garbage collect required amount of images. Wanted to free ${4_214_080_512 + age} bytes, but freed 0 bytes`,
    );
  for (const age of [240, 180, 120, 60])
    node.journal.kubelet(
      ago(age),
      'W',
      'eviction_manager.go:340',
      'eviction manager: attempting to reclaim ephemeral-storage',
    );
  node.journal.kubelet(
    ago(59),
    'E',
    'eviction_manager.go:351',
    'eviction manager: must evict pod(s) to reclaim ephemeral-storage',
  );
  const loud = pods.at(-1)?.containers.at(-1)?.id ?? '';
  const list = `81a0 30064771072 ${ago(3)} /var/lib/docker/containers/${loud}/${loud}-json.log\n`;
  return withSteps(bundleOf(node), [step('list_container_logs', 7, 'file_list', 'commands/list/container-logs', list)]);
}
