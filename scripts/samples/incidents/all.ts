import { dockerCpDoubling } from './docker-cp-doubling.ts';
import { healthyDense } from './healthy-dense.ts';
import { healthyNode } from './healthy-node.ts';
import type { Incident } from './incident.ts';
import { mountMax10 } from './mount-max-10.ts';
import { tmpfsFullOssfs } from './tmpfs-full-ossfs.ts';

/** Every sample, in the order of its file names. */
export const incidents: readonly Incident[] = [dockerCpDoubling, healthyDense, healthyNode, mountMax10, tmpfsFullOssfs];
