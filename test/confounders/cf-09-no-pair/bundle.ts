import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { detachedDisk } from '../detached-disk.ts';

/** The kernel log is twelve minutes slow, and nothing tells that it is. */
export const bundle = (): BundleFiles => detachedDisk(false);
