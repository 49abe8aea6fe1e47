import { renderMountinfo } from '../../../scripts/samples/mounts.ts';
import type { Filesystem } from '../../../scripts/samples/node.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { addDebugger, withViewOf } from '../container-view.ts';
import { ago, FULL, failExecs, NOW, smallNode } from '../nodes.ts';
import { addDataDisk } from '../storage-lines.ts';

/**
 * Execs fail in `/tmp` on the full root disk, and df was run in a container for debugging without privileges: there `/` is a
 * directory of the disk of docker, of which 40 % are in use. Of processes of others it sees neither roots nor mount tables.
 */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ root: FULL }, (made) => addDataDisk(made, { point: '/var/lib/docker' }));
  failExecs(node, pods, ago(1800), NOW);
  const data = node.filesystems.find((f) => f.point === '/var/lib/docker') as Filesystem;
  const { namespace } = addDebugger(node);
  const own = node.containers.at(-1) ?? node.containers[0];
  if (own === undefined) throw new Error('the node has no container');
  const all = withViewOf(node, own, data, [{ ...data, point: '/etc/hosts' }]);
  const files = new Map([...all].filter(([path]) => !/^proc\/\d+\/mountinfo$|daemon.tmp/.test(path)));
  files.set('proc/32768/mountinfo', renderMountinfo(namespace));
  return files.set('commands/proc/ns-mnt', `${namespace.inode} /proc/32768/ns/mnt\n`);
}
