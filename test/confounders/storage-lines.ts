import { addFilesystem, type Node } from '../../scripts/samples/node.ts';
import type { BundleFiles } from '../../scripts/samples/tar.ts';
import { ago } from './nodes.ts';

/** A disk of 100 GiB at a mount point of its own, 40 % in use unless said otherwise. */
export function addDataDisk(
  node: Node,
  own: {
    readonly point: string;
    readonly disk?: string;
    readonly device?: string;
    readonly type?: string;
    readonly used?: number;
  },
): void {
  const kib = 103_081_248;
  const used = own.used ?? 41_232_499;
  addFilesystem(node, {
    source: `/dev/${own.disk ?? 'vdb'}`,
    type: own.type ?? 'ext4',
    point: own.point,
    device: own.device ?? '253:16',
    ...{ kib, used, available: Math.max(0, Math.round(kib * 0.95) - used) },
    ...{ inodes: 6_553_600, inodesUsed: 310_224 },
  });
}

/** Containers that dockerd could not create, a line every five minutes or so. */
export function refuseContainers(node: Node, error: (id: string) => string, ages = [900, 600, 300, 60, 10]): void {
  for (const age of ages)
    node.journal.docker(
      ago(age),
      'error',
      `Handler for POST /v1.41/containers/create returned error: ${error(node.random.hex(64))}`,
    );
}

/** What the kernel says of requests that the block layer gave up, the last of them a minute ago. */
export function failRequests(node: Node, kind: string, disk: string, sectors: readonly number[]): void {
  for (const [i, sector] of sectors.entries())
    node.journal.kernel(
      ago(60 * (sectors.length - i)),
      `blk_update_request: ${kind} error, dev ${disk}, sector ${sector} op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 0`,
    );
}

/** The bundle of a node whose root file system takes no writes any more, as its mount tables show it. */
export const readOnlyRoot = (files: BundleFiles): BundleFiles =>
  new Map(
    [...files].map(([path, text]) => [
      path,
      path.endsWith('/mountinfo') ? text.replaceAll(' - ext4 /dev/vda1 rw', ' - ext4 /dev/vda1 ro') : text,
    ]),
  );
