import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, FULL, smallNode } from '../nodes.ts';

/** The server of logs is away, and beside it the root disk is full: the texts name no disk, and so it explains none of them. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ root: FULL });
  for (const age of [900, 600, 300, 60, 5])
    node.journal.docker(
      ago(age),
      'error',
      'Failed to log msg "" for logger fluentd: fluent#write: failed to reconnect, max retry: 10',
    );
  return bundleOf(node);
}
