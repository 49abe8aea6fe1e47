import { availabilityOf } from '../snapshot/availability.ts';
import type { FactContext, MissingReason } from './fact.ts';

/** Which block devices the node has. */
export interface DevicePresence {
  /** Whether the kernel still has a device; undefined where no whole list of the devices was collected. */
  isThere(number: string, name: string): boolean | undefined;
  /** Why a device that is in no list may be there all the same. */
  readonly reasons: readonly MissingReason[];
}

/** A number is the same in every list; of names only those of the kernel are: /dev/root and /dev/disk/by-uuid/ are others. */
const isToldApart = (number: string, name: string): boolean => /^\d+:\d+$/.test(number) || KERNEL_NAME.test(name);
const KERNEL_NAME =
  /^(?:(?:sd|vd|xvd|hd)[a-z]{1,4}\d{0,3}|(?:nvme|mmcblk|nbd|rbd|dm-|md|loop|zd|drbd|pmem|dasd)\w{1,20})$/;

const LISTS = ['block_devices', 'diskstats'] as const;

/**
 * A disk that was taken away while it was mounted is gone from /sys/block and /proc/diskstats at once, and stays in the
 * mount tables until the last mount goes. A size of 0 is the other way in which it is gone.
 */
export const devicePresence = (context: FactContext): DevicePresence => context.once(join);

function join({ snapshot }: FactContext): DevicePresence {
  const there = new Map<string, boolean>();
  let isWhole = false;
  for (const { value } of snapshot.documents.diskstats)
    for (const d of value.devices) {
      there.set(`${d.major}:${d.minor}`, true);
      there.set(d.name, true);
    }
  for (const { value } of snapshot.documents.block_devices)
    for (const d of value.devices) {
      const isThere = d.bytes !== 0;
      if (d.number !== undefined) there.set(d.number, isThere);
      there.set(d.name, isThere);
    }
  const states = LISTS.map((source) => availabilityOf(snapshot, source));
  for (const { source, status } of states) {
    // Without the numbers of the devices, a name such as mapper/data cannot be told from a missing one.
    const numbered =
      source === 'diskstats' || snapshot.documents.block_devices.some((d) => d.value.devices.some((b) => b.number));
    if (status === 'collected' && numbered && there.size > 0) isWhole = true;
  }
  const reasons = states.map(({ source, status, reason }) => ({ source, reason: reason === '' ? status : reason }));
  return {
    isThere: (number, name) =>
      there.get(number) ?? there.get(name) ?? (isWhole && isToldApart(number, name) ? false : undefined),
    reasons: isWhole ? [] : reasons,
  };
}
