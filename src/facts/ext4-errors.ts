import * as z from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import type { Ext4Errors } from '../parsers/ext4-errors.ts';
import { clock } from './clock.ts';
import { deviceNumbers } from './device-numbers.ts';
import { devicePresence } from './device-presence.ts';
import { deviceUses } from './device-uses.ts';
import { type Ext4Messages, ext4Messages, linesOf } from './ext4-messages.ts';
import {
  defineFact,
  entitySchema,
  type FactContext,
  known,
  refsSchema,
  type Seen,
  seenSchema,
  unknown,
} from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { lookedFor } from './looked-for.ts';
import type { ResolvedOccurrence } from './occurrences.ts';

const log = { needs: ['log'] };
const mounts = { needs: ['mountinfo'] };

const eventSchema = z
  .object({
    count: z.number().meta({ description: 'messages in the log that has most of them' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Ext4Event' });

const ext4ErrorSchema = z
  .object({
    entity: entitySchema.meta({ description: 'the file system, where its device number is known' }),
    label: z.string().meta({ description: 'device and mount point' }),
    device: z.string().meta({ description: 'name of the device, as vda1' }),
    mount_point: z
      .string()
      .optional()
      .meta({ needs: ['mountinfo', 'block_devices'] }),
    mounts: z
      .number()
      .optional()
      .meta({ description: 'entries of the mount tables that show it', ...mounts }),
    used: z
      .boolean()
      .optional()
      .meta({ description: 'the system or a live pod works with it', ...mounts }),
    read_only: z
      .boolean()
      .optional()
      .meta({ description: 'the file system itself is read-only now', ...mounts }),
    held_by: z
      .array(z.string())
      .optional()
      .meta({ description: 'entities of the held volumes that it belongs to', ...mounts }),
    fate: z.string().meta({ description: 'gone, there or not told: whether the kernel still has the device' }),
    count: z.number().meta({ description: 'errors since the last fsck, or those that were logged' }),
    io_errors: z
      .number()
      .optional()
      .meta({ description: 'messages that a block could not be read or written', ...log }),
    aborted: z
      .boolean()
      .optional()
      .meta({ description: 'its journal was aborted', ...log }),
    remounted: z
      .boolean()
      .optional()
      .meta({ description: 'the kernel made it read-only', ...log }),
    damage: eventSchema
      .optional()
      .meta({ description: 'what was said of structures that contradict each other', needs: ['log'] }),
    is_damaged: z.boolean().meta({ description: 'a structure on it is wrong, as messages or the record say' }),
    abort: eventSchema.optional().meta({ description: 'what was said of the abort', ...log }),
    remount: eventSchema.optional().meta({ description: 'what was said when it became read-only', ...log }),
    noticed_by: z.array(z.string()).meta({ description: 'programs whose reads met the errors, at most five' }),
    first_function: z
      .string()
      .optional()
      .meta({ description: 'kernel function that reported the first', needs: ['ext4_errors', 'log'] }),
    last_function: z
      .string()
      .optional()
      .meta({ needs: ['ext4_errors', 'log'] }),
    first_line: z
      .number()
      .optional()
      .meta({ description: 'line in the source of that kernel', needs: ['ext4_errors', 'log'] }),
    code: z
      .string()
      .optional()
      .meta({ description: 'what the last error was: EIO, EFSCORRUPTED, ...', needs: ['ext4_errors'] }),
    is_io: z.boolean().meta({ description: 'a block could not be read or written, as messages or the record say' }),
    quiet_for: z
      .number()
      .optional()
      .meta({ description: 'seconds from the last error to the collection', needs: ['ext4_errors', 'log'] }),
    seen: seenSchema.optional().meta({ needs: ['ext4_errors', 'log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Ext4Error' });
type Ext4Error = z.infer<typeof ext4ErrorSchema>;

/** EXT4_ERR_* of fs/ext4/ext4.h. */
const CODES = [
  '',
  'unknown',
  'EIO',
  'ENOMEM',
  'EFSBADCRC',
  'EFSCORRUPTED',
  'ENOSPC',
  'ENOKEY',
  'EROFS',
  'EFBIG',
  'EEXIST',
];

/** Functions that report nothing but a block that could not be read or written. */
const IO_FUNCTIONS = /^(?:__ext4_get_inode_loc|ext4_wait_block_bitmap|ext4_read_inode_bitmap|ext4_commit_super)/;

/** ext4 file systems with errors: the superblock remembers them beyond logs and reboots, the kernel log tells of what. */
export const ext4Errors = defineFact({
  name: 'ext4_errors',
  title: 'Errors of ext4, from its superblocks and the kernel log',
  schema: z.array(ext4ErrorSchema),
  sources: ['ext4_errors', 'log', 'block_devices', 'diskstats', 'mountinfo', 'mounts', 'df'],
  compute(context) {
    const { documents, missing } = lookedFor(context.snapshot, 'ext4_errors');
    const coverage = logCoverage(context, ['kernel']);
    if (missing.length > 0 && !coverage.present) return unknown([...missing, ...coverage.reasons]);
    const records = new Map<string, Recorded>();
    for (const { path, value } of documents)
      for (const f of value.filesystems) records.set(f.device, { ...f, ref: { path, line: f.line } });
    const messages = ext4Messages(context);
    const found = [...new Set([...records.keys(), ...messages.keys()])].flatMap((device) =>
      describe(
        device,
        { record: records.get(device), messages: messages.get(device), hasLog: coverage.present },
        context,
      ),
    );
    return known(found, [...missing, ...coverage.reasons]);
  },
});

type Recorded = Ext4Errors['filesystems'][number] & { readonly ref: SourceRef };

interface Told {
  readonly record: Recorded | undefined;
  readonly messages: Ext4Messages | undefined;
  readonly hasLog: boolean;
}

function describe(device: string, told: Told, context: FactContext): Ext4Error[] {
  const { record, messages, hasLog } = told;
  const [io, aborted, remounted] = [messages?.io ?? [], messages?.aborted ?? [], messages?.remounted ?? []];
  const first = record?.first ?? messages?.first ?? record?.last;
  const last = record?.last ?? messages?.last ?? first;
  // One line may be of several kinds.
  const logged = Math.max(...[io, aborted, messages?.errors ?? []].map(linesOf));
  const count = Math.max(record?.errors ?? 0, messages?.count ?? 0) || logged;
  if (count === 0 && first === undefined) return [];
  const code = record?.last?.code === undefined ? undefined : CODES[record.last.code];
  const damage = messages?.damaged ?? [];
  const seen = seenTimes(first?.epochSeconds, last?.epochSeconds, [...io, ...aborted, ...(messages?.errors ?? [])]);
  const time = context.get(clock);
  return [
    {
      device,
      ...placeOf(device, context),
      count: Math.max(count, 1),
      is_io: io.length > 0 || code === 'EIO' || IO_FUNCTIONS.test(first?.function ?? ''),
      is_damaged: damage.length > 0 || code === 'EFSCORRUPTED' || code === 'EFSBADCRC',
      damage: eventOf(damage),
      noticed_by: [...new Set(io.flatMap((o) => o.captures.comm ?? []))].slice(0, 5),
      ...(hasLog ? { io_errors: linesOf(io), aborted: aborted.length > 0, remounted: remounted.length > 0 } : {}),
      first_function: first?.function,
      last_function: last?.function,
      first_line: first?.line,
      code,
      quiet_for: seen === undefined || !time.known ? undefined : Math.max(0, time.value.collected_at - seen.last),
      seen,
      abort: eventOf(aborted),
      remount: eventOf(remounted),
      refs: [
        ...(record !== undefined && (record.errors ?? 0) > 0 ? [record.ref] : []),
        ...[...io.slice(0, 2), ...damage.slice(0, 2), ...aborted.slice(0, 1), ...remounted.slice(0, 1)].map(
          (o) => o.ref,
        ),
        ...(messages?.notices ?? []).slice(0, 1).map((o) => o.ref),
      ],
    },
  ];
}

function eventOf(lines: readonly ResolvedOccurrence[]): z.infer<typeof eventSchema> | undefined {
  if (lines.length === 0) return undefined;
  return { count: linesOf(lines), seen: seenOf(lines), refs: lines.slice(0, 3).map((o) => o.ref) };
}

/** The record states the first error by the wall clock; the daily notice is no error, and neither is its time. */
function seenTimes(
  first: number | undefined,
  last: number | undefined,
  lines: readonly ResolvedOccurrence[],
): Seen | undefined {
  const logged = seenOf(lines);
  if (first === undefined) return logged;
  return {
    first,
    last: Math.max(last ?? first, logged?.last ?? 0),
    first_is_onset: true,
    uncertainty: 1,
  };
}

type Place = Pick<Ext4Error, 'entity' | 'label' | 'fate'> &
  Partial<Pick<Ext4Error, 'mount_point' | 'mounts' | 'used' | 'read_only' | 'held_by'>>;

function placeOf(device: string, context: FactContext): Place {
  const devices = deviceNumbers(context);
  const number = devices.numberOf(device);
  const point = number === undefined ? undefined : devices.mountPointOf(number);
  const use = number === undefined ? undefined : deviceUses(context)?.get(number);
  const isThere = number === undefined ? undefined : devicePresence(context).isThere(number, device);
  return {
    entity: `filesystem:${number ?? device}`,
    label: point === undefined ? device : `${device} (${point})`,
    fate: isThere === undefined ? 'not told' : isThere ? 'there' : 'gone',
    mount_point: point,
    mounts: use?.mounts,
    used: use?.used,
    read_only: use?.readOnly,
    held_by: use === undefined ? undefined : [...use.heldBy],
  };
}
