import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { withTexts } from '../../../scripts/samples/bundle-edits.ts';
import { renderMountinfo } from '../../../scripts/samples/mounts.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, failOverlayMounts, NOW, smallNode } from '../nodes.ts';

/**
 * Overlay mounts fail with ENOSPC, and the collector ran as nobody: of all mount tables it could read its own. The limit
 * may be met in any other one, so that nothing can be said of it.
 */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  failOverlayMounts(node, ago(1800), NOW);
  const files = new Map(bundleOf(node));
  for (const path of [...files.keys()]) if (/^proc\/\d+\/mountinfo$/.test(path)) files.delete(path);
  files.set('proc/32768/mountinfo', renderMountinfo(node.table));
  files.set('commands/proc/ns-mnt', `${node.table.inode} /proc/32768/ns/mnt\n`);
  const records = [...files.keys()].filter((path) => /^manifest\/\d+-(?:mountinfo|ns_mnt)\.json$/.test(path));
  const restrict = (text: string): string =>
    text.replace(
      '"status":"collected"',
      '"status":"restricted","reason":"without root only a choice of processes was read"',
    );
  return withTexts(files, {
    ...Object.fromEntries(records.map((path) => [path, restrict])),
    'manifest-start.json': (text) => text.replace('"uid":0,"cap_eff":"0000003fffffffff"', '"uid":65534,"cap_eff":"0"'),
  });
}
