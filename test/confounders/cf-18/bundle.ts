import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, failExecs, smallNode, TMP } from '../nodes.ts';

/** A tmpfs that was full at night and holds 3 % when the node is asked. */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ tmp: TMP });
  failExecs(node, pods, ago(80 * 60), ago(40 * 60));
  return bundleOf(node);
}
