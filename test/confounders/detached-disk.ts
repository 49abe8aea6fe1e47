import { step, withSteps } from '../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../scripts/samples/bundle.ts';
import { addMount } from '../../scripts/samples/mounts.ts';
import type { BundleFiles } from '../../scripts/samples/tar.ts';
import { ago, NOW, smallNode } from './nodes.ts';

/** Seconds by which the clock of the kernel log is behind when the disk is read. */
const BEHIND = 730;
const UPTIME = 21_200_000;
const BLOCKS = ['size:209715200', 'ro:0'].map((value) => `/sys/block/vda/${value}`);
const NUMBERS = ['/sys/class/block/vda/dev:253:0', '/sys/class/block/vda1/dev:253:1'];

/**
 * A disk that the kubelet let go at 01:55 and that stays mounted at a second place; somebody reads it six minutes
 * later. The ring of the kernel, twelve minutes slow, dates the error before the detach. `remembered`: whether the
 * superblock, which knows the wall clock, was collected.
 */
export function detachedDisk(remembered: boolean): BundleFiles {
  const [detached, read] = [ago(5700), ago(5700 - 385)];
  const { node } = smallNode({
    seed: 'cf-09',
    clock: { collectedAt: NOW, uptime: UPTIME, utcOffset: 0, kernelDrift: BEHIND / (UPTIME - 5315) },
    logs: { kernelJournalFrom: NOW },
  });
  const volume = 'd-2ze8k0f1m4q7x';
  addMount(node.table, node.numbers, {
    ...{ point: `/mnt/kubelet/plugins/kubernetes.io/csi/pv/${volume}/globalmount`, fsType: 'ext4' },
    ...{ source: '/dev/vdf', device: '253:80', shared: node.numbers.peerGroup(), superOptions: 'ro' },
  });
  node.journal.kubelet(
    detached,
    'I',
    'reconciler.go:319',
    `Volume detached for volume "${volume}" (UniqueName: "kubernetes.io/csi/disk.example.com^${volume}") on node "node-d1.example.com" DevicePath ""`,
  );
  node.journal.kernel(
    read,
    'EXT4-fs error (device vdf): __ext4_get_inode_loc:4317: inode #2: block 1095: comm find: unable to read itable block',
  );
  node.journal.kernel(read + 6, 'Aborting journal on device vdf-8.');
  node.journal.kernel(read + 6.5, 'EXT4-fs (vdf): Remounting filesystem read-only');
  const record = ['errors_count:1', `first_error_time:${read}`, 'first_error_func:__ext4_get_inode_loc'];
  if (remembered) node.ext4Errors.push(...record.map((value) => `/sys/fs/ext4/vdf/${value}`));
  else node.ext4Errors.push('/sys/fs/ext4/vda1/errors_count:0');
  const list = [...BLOCKS, ...NUMBERS].map((line) => `${line}\n`).join('');
  return withSteps(bundleOf(node), [step('block', 4, 'block_devices', 'commands/block', list)]);
}
