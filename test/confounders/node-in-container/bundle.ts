import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { withTexts } from '../../../scripts/samples/bundle-edits.ts';
import { addProcess } from '../../../scripts/samples/node.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { FULL, smallNode } from '../nodes.ts';
import { refuseContainers } from '../storage-lines.ts';

/** A node that is a container itself (kind, LXC): no kernel thread is to be seen, and what df shows is the node's all the same. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ root: FULL });
  const own = node.processes.filter((process) => !process.kernelThread);
  node.processes.splice(0, node.processes.length, ...own);
  addProcess(node, { pid: 32_768, comm: 'sh', command: 'sh collect.sh' });
  refuseContainers(node, (id) => `mkdir /var/lib/docker/overlay2/${id}-init: no space left on device`);
  return withTexts(bundleOf(node), {
    'manifest-start.json': (text) => text.replace('"in_container":false', '"in_container":true,"other_namespaces":[]'),
  });
}
