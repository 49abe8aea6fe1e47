import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

const ANSWER =
  'received unexpected HTTP status: 500 Internal Server Error: filesystem: write /var/lib/registry/docker/registry/v2/repositories/shop/cart/_uploads/7/data: no space left on device';

/** A push fails because the disk of the registry is full: the path in the answer is one of another machine. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  for (let age = 3000; age > 0; age -= 60)
    node.journal.docker(ago(age), 'error', `Not continuing with push after error: ${ANSWER}`);
  return bundleOf(node);
}
