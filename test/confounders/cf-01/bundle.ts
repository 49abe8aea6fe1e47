import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { addFilesystem } from '../../../scripts/samples/node.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, ROOT, smallNode } from '../nodes.ts';

/** `/` has 1 % of its bytes left; the write that failed is on `/data`, which has bytes but no inodes. */
export function bundle(): BundleFiles {
  const root = { ...ROOT, used: 38_639_348, available: 390_296 };
  const { node } = smallNode({ dockerRoot: '/data/docker', root }, (bare) =>
    addFilesystem(bare, {
      source: '/dev/vdb1',
      type: 'ext4',
      point: '/data',
      device: '253:17',
      kib: 103_081_248,
      used: 42_214_000,
      available: 55_602_120,
      inodes: 6_553_600,
      inodesUsed: 6_553_600,
    }),
  );
  for (const age of [900, 600, 300, 60, 10]) {
    node.journal.docker(
      ago(age),
      'error',
      `Handler for POST /v1.41/containers/create returned error: mkdir /data/docker/overlay2/${node.random.hex(64)}-init: no space left on device`,
    );
  }
  return bundleOf(node);
}
