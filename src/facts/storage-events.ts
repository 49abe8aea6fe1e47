import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import { usesOn } from './block-errors.ts';
import { clock } from './clock.ts';
import { deviceNumbers } from './device-numbers.ts';
import { linesOf } from './ext4-messages.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const mounts = { needs: ['mountinfo'] };
const log = { needs: ['log'] };

const storageEventSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'the device, and where it is mounted' }),
    event: z.string().meta({
      description:
        'xfs shutdown, xfs error, btrfs read-only, ext4 directory full, ext4 write lost, scsi path, scsi offline or raid disk failed',
    }),
    device: z.string().meta({ description: 'kernel name, or the SCSI address where nothing tells the name' }),
    count: z.number().meta({ description: 'messages in the log that has most of them' }),
    details: z
      .array(z.string())
      .meta({ description: 'reason, host byte, inode or member that was named, at most five' }),
    io: z.boolean().meta({ description: 'the message itself names an I/O error, not damaged content' }),
    filesystems: z
      .array(z.string())
      .optional()
      .meta({ description: 'entities of the file systems on it', ...mounts }),
    mount_point: z.string().optional().meta(mounts),
    used: z
      .boolean()
      .optional()
      .meta({ description: 'the system or a live pod works with a file system on it', ...mounts }),
    quiet_for: z
      .number()
      .optional()
      .meta({ description: 'seconds from the last message to the collection', ...log }),
    seen: seenSchema.optional().meta(log),
    refs: refsSchema,
  })
  .meta({ id: 'StorageEvent' });
type StorageEvent = z.infer<typeof storageEventSchema>;

/** Groups of signatures that name a device, and what each is called here. */
const EVENTS: readonly (readonly [group: string, event: string])[] = [
  ['xfs_shutdown', 'xfs shutdown'],
  ['xfs_error', 'xfs error'],
  ['btrfs_forced_readonly', 'btrfs read-only'],
  ['ext4_directory_full', 'ext4 directory full'],
  ['ext4_allocation_enospc', 'ext4 write lost'],
  ['scsi_path_failed', 'scsi path'],
  ['scsi_offline', 'scsi offline'],
  ['raid_disk_failed', 'raid disk failed'],
];

/** What the kernel said of file systems and disks beside failed requests, one entry per kind and device. */
export const storageEvents = defineFact({
  name: 'storage_events',
  title: 'Events of file systems and disks in the kernel log',
  schema: z.array(storageEventSchema),
  sources: ['log', 'mountinfo', 'block_devices'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present) return unknown(coverage.reasons);
    const found = EVENTS.flatMap(([group, event]) =>
      [...byDevice(group, context)].map(([device, lines]) => describe(event, device, lines, context)),
    );
    return known(found, coverage.reasons);
  },
});

/** File systems on which a directory cannot take more entries; empty where no log tells of one. */
export const fullDirectories = defineFact({
  name: 'full_directories',
  title: 'File systems with a directory that was full, as far as the kernel said so',
  schema: z.array(z.string()),
  sources: ['log', 'mountinfo'],
  compute(context) {
    const lines = byDevice('ext4_directory_full', context);
    return known(
      [...lines.keys()]
        .flatMap((d) => usesOn(d, deviceNumbers(context).numberOf(d), context) ?? [])
        .map((use) => `filesystem:${use.number}`),
    );
  },
});

function byDevice(group: string, context: FactContext): Map<string, ResolvedOccurrence[]> {
  const found = new Map<string, ResolvedOccurrence[]>();
  const mounted = group.startsWith('xfs_') ? context.once(xfsMounts) : new Map<string, number>();
  for (const o of occurrencesOf(context, group)) {
    const { device, address } = o.captures;
    const name = device ?? (address === undefined ? undefined : (context.once(scsiDisks).get(address) ?? address));
    if (name === undefined || (o.last !== undefined && (mounted.get(name) ?? 0) > o.last)) continue;
    append(found, name, o);
  }
  return found;
}

/** When each device with xfs was mounted last: what was said before that was of another state or another disk. */
function xfsMounts(context: FactContext): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { captures, last } of occurrencesOf(context, 'xfs_mounted'))
    if (captures.device !== undefined && last !== undefined)
      times.set(captures.device, Math.max(last, times.get(captures.device) ?? 0));
  return times;
}

/** Names of SCSI disks by address; the last line wins, as an address goes to the next disk. */
function scsiDisks(context: FactContext): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const group of ['scsi_path_failed', 'scsi_disk_attached'])
    for (const { captures } of occurrencesOf(context, group)) {
      const { address, device } = captures;
      if (address !== undefined && device !== undefined) names.set(address, device);
    }
  return names;
}

const IO = /I\/O|All device paths lost|DID_|writeback/i;

function describe(
  event: string,
  device: string,
  lines: readonly ResolvedOccurrence[],
  context: FactContext,
): StorageEvent {
  const number = deviceNumbers(context).numberOf(device);
  const uses = usesOn(device, number, context);
  const point = uses?.[0]?.points[0];
  const seen = seenOf(lines);
  const time = context.get(clock);
  const details = lines.flatMap(
    ({ captures: c }) => c.why ?? c.member ?? (c.inode === undefined ? [] : `inode ${c.inode}`),
  );
  return {
    entity: `device:${number ?? device}`,
    label: point === undefined ? device : `${device} (${point})`,
    event,
    device,
    count: linesOf(lines),
    details: [...new Set(details)].slice(0, 5),
    io: details.some((text) => IO.test(text)),
    filesystems: uses?.map((use) => `filesystem:${use.number}`),
    mount_point: point,
    used: uses?.some((use) => use.used),
    quiet_for: seen === undefined || !time.known ? undefined : Math.max(0, time.value.collected_at - seen.last),
    seen,
    refs: lines.slice(0, 4).map((o) => o.ref),
  };
}
