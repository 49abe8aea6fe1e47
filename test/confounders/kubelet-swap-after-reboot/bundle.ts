import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { complainOfRegistry } from '../certificates.ts';
import { failStarts } from '../kubelet-starts.ts';
import { ago, NOW, ROOT, smallNode } from '../nodes.ts';

/** Swap came back with the reboot twenty minutes ago. The disk at 88 % and a registry's certificate are not the reason. */
export function bundle(): BundleFiles {
  const root = { ...ROOT, used: 34_308_144, available: 4_721_500 };
  const { node } = smallNode({ root, clock: { collectedAt: NOW, uptime: 1_200, utcOffset: 0 } });
  complainOfRegistry(node, ago(4000));
  failStarts(
    node,
    'failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename Type Size Used Priority /dev/vda2 partition 8388604 0 -2]',
    ago(1000),
    NOW,
  );
  const files = new Map(bundleOf(node));
  for (const [path, text] of files)
    if (path.endsWith('proc/meminfo'))
      files.set(
        path,
        `${text.replace(/Swap(?:Total|Free): .*\n/g, '')}SwapTotal:       8388604 kB\nSwapFree:        8388604 kB\n`,
      );
  return files;
}
