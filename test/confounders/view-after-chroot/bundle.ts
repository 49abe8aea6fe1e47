import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { withTexts } from '../../../scripts/samples/bundle-edits.ts';
import { copyTree, emptyNamespace } from '../../../scripts/samples/mounts.ts';
import { addProcess } from '../../../scripts/samples/node.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, FULL, failExecs, NOW, smallNode } from '../nodes.ts';

/** A container for debugging that did `chroot /host`: another mount namespace, the same root disk, which is full. */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ root: FULL });
  failExecs(node, pods, ago(1800), NOW);
  const namespace = emptyNamespace(node.numbers.namespaceInode());
  copyTree(node.table.rows, namespace, node.numbers, { at: '/', onto: 1, as: 'private' });
  addProcess(node, { pid: 32_768, comm: 'sh', command: 'sh collect.sh', namespace });
  return withTexts(bundleOf(node), {
    'manifest-start.json': (text) =>
      text.replace('"in_container":false', '"in_container":true,"other_namespaces":["cgroup","mnt"]'),
  });
}
