import { buildCacheGrowth } from './build-cache-growth.ts';
import { cgroupIdsExhausted } from './cgroup-ids-exhausted.ts';
import { csiMountLeak } from './csi-mount-leak.ts';
import { dockerCpDoubling } from './docker-cp-doubling.ts';
import { dockerSocketLeak } from './docker-socket-leak.ts';
import { healthyDense } from './healthy-dense.ts';
import { healthyNode } from './healthy-node.ts';
import type { Incident } from './incident.ts';
import { mayDetachMountsAbsent, mayDetachMountsOff } from './may-detach-mounts.ts';
import { mountMax10 } from './mount-max-10.ts';
import { nicDriverReload } from './nic-driver-reload.ts';
import { runcInitHang } from './runc-init-hang.ts';
import { runcTooOld } from './runc-too-old.ts';
import { tmpfsFullOssfs } from './tmpfs-full-ossfs.ts';

/** Every sample, in the order of its file names. */
export const incidents: readonly Incident[] = [
  buildCacheGrowth,
  cgroupIdsExhausted,
  csiMountLeak,
  dockerCpDoubling,
  dockerSocketLeak,
  healthyDense,
  healthyNode,
  mayDetachMountsAbsent,
  mayDetachMountsOff,
  mountMax10,
  nicDriverReload,
  runcInitHang,
  runcTooOld,
  tmpfsFullOssfs,
];
