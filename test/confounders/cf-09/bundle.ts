import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { detachedDisk } from '../detached-disk.ts';

/** The kernel log is twelve minutes slow, and the superblock of the disk tells by how much. */
export const bundle = (): BundleFiles => detachedDisk(true);
