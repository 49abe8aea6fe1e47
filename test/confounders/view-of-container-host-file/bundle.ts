import type { Filesystem } from '../../../scripts/samples/node.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { addDebugger, withViewOf } from '../container-view.ts';
import { ago, FULL, failExecs, NOW, smallNode } from '../nodes.ts';
import { addDataDisk } from '../storage-lines.ts';

/** The same, and the container has a file of the node's root disk inside: df measures the full disk by it. */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ root: FULL }, (made) => addDataDisk(made, { point: '/var/lib/docker' }));
  failExecs(node, pods, ago(1800), NOW);
  const debug = addDebugger(node, [
    { source: '/etc/localtime', destination: '/etc/localtime', propagation: 'rprivate', writable: false },
  ]);
  const [root, data] = ['/', '/var/lib/docker'].map((p) => node.filesystems.find((f) => f.point === p) as Filesystem);
  return withViewOf(node, debug, data as Filesystem, [
    { ...(data as Filesystem), point: '/etc/hosts' },
    { ...(root as Filesystem), point: '/etc/localtime' },
  ]);
}
