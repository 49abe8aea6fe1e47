import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { FULL, smallNode } from '../nodes.ts';
import { refuseContainers } from '../storage-lines.ts';

/** Somebody packed the logs of one node and the answers of df and uname of another, whose disk is full. */
export function bundle(): BundleFiles {
  const full = smallNode({ hostname: 'node-a', seed: 'a', root: FULL }).node;
  const failing = smallNode({ hostname: 'node-b', seed: 'b' }).node;
  refuseContainers(failing, (id) => `mkdir /var/lib/docker/overlay2/${id}-init: no space left on device`);
  const files = bundleOf(full);
  return new Map([
    ['upload/df.txt', files.get('commands/df/bytes') ?? ''],
    ['upload/uname.txt', files.get('commands/uname') ?? ''],
    ['upload/docker.log', failing.journal.render('docker')],
    ['upload/kubelet.log', failing.journal.render('kubelet')],
  ]);
}
