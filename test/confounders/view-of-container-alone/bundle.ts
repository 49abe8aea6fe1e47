import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { withTexts } from '../../../scripts/samples/bundle-edits.ts';
import { renderMountinfo } from '../../../scripts/samples/mounts.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { addDebugger } from '../container-view.ts';
import { smallNode } from '../nodes.ts';

const OF_OTHERS = /^(?:t1\/)?(?:proc\/\d+\/|commands\/(?:proc|docker|df\/daemon-tmp))|^journal\//;

/** An ordinary pod without any right: it sees its own processes and file systems, the kernel log, and no fault at all. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  const { namespace } = addDebugger(node);
  const all = bundleOf(node);
  const files = new Map([...all].filter(([path]) => !OF_OTHERS.test(path)));
  const stat =
    '1 (sh) S 0 1 1 0 -1 4194560 0 0 0 0 2 1 0 0 20 0 1 0 89940000 1720320 256 18446744073709551615 1 1 0 0 0 0';
  files.set('commands/proc/stat', `${stat}\n${stat.replace('1 (sh) S 0 1 1', '32768 (sh) S 1 32768 1')}\n`);
  files.set('commands/proc/ns-mnt', `${namespace.inode} /proc/1/ns/mnt\n${namespace.inode} /proc/32768/ns/mnt\n`);
  files.set('proc/1/mountinfo', renderMountinfo(namespace));
  return withTexts(files, {
    'manifest-start.json': (text) => text.replace('"in_container":false', '"in_container":true,"other_namespaces":[]'),
  });
}
