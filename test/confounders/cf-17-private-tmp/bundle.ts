import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { addOssfs, ago, FULL, FULL_TMP, failExecs, isolateDaemons, NOW, smallNode } from '../nodes.ts';

/** The daemons have a `/tmp` of their own on a full disk; the `/tmp` of the node is a full tmpfs with ossfs beside it. */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ root: FULL, tmp: FULL_TMP });
  addOssfs(node);
  isolateDaemons(node);
  node.daemonTmp = FULL;
  failExecs(node, pods, ago(1800), NOW);
  return bundleOf(node);
}
