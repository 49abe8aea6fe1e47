import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import { clock } from './clock.ts';
import { deviceNumbers } from './device-numbers.ts';
import { devicePresence } from './device-presence.ts';
import { type DeviceUse, deviceUses } from './device-uses.ts';
import { linesOf } from './ext4-messages.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const blockErrorSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'the device, and where it is mounted' }),
    device: z.string(),
    errors: z.number().meta({ description: 'requests that failed, as the block layer and the page cache say' }),
    kinds: z.array(z.string()).meta({ description: 'I/O, critical medium, critical nexus, timeout, ...' }),
    medium: z.boolean().meta({ description: 'the disk itself says that a sector cannot be read' }),
    path: z.boolean().meta({ description: 'the way to the disk failed: transport, timeout, device offline' }),
    reserved: z.boolean().meta({ description: 'another node holds a reservation of the disk' }),
    out_of_space: z.boolean().meta({ description: 'what lies below the device has no space left' }),
    lost_writes: z.boolean().meta({ description: 'data that programs had written was lost' }),
    filesystems: z
      .array(z.string())
      .optional()
      .meta({ description: 'entities of the file systems on it', needs: ['mountinfo'] }),
    used: z
      .boolean()
      .optional()
      .meta({ description: 'the system or a live pod works with a file system on it', needs: ['mountinfo'] }),
    fate: z.string().meta({ description: 'gone, there or not told: whether the kernel still has the device' }),
    quiet_for: z
      .number()
      .optional()
      .meta({ description: 'seconds from the last error to the collection', needs: ['log'] }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'BlockError' });
type BlockError = z.infer<typeof blockErrorSchema>;

/** Floppy and CD drives fail by having nothing in them. */
const NO_DISK = /^(?:fd|sr)\d/;

/** They only pass errors on, and fail by having been taken down; an error counts while somebody works with what is on them. */
const PASSES_ON = /^(?:loop|nbd)\d/;

/** Devices whose requests failed, by the messages of the kernel. */
export const blockErrors = defineFact({
  name: 'block_errors',
  title: 'Block devices whose requests failed',
  schema: z.array(blockErrorSchema),
  sources: ['log', 'mountinfo', 'block_devices', 'diskstats'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present) return unknown(coverage.reasons);
    const found = new Map<string, ResolvedOccurrence[]>();
    for (const group of ['block_io_error', 'buffer_io_error'])
      for (const o of occurrencesOf(context, group)) {
        const { device } = o.captures;
        if (device === undefined || NO_DISK.test(device)) continue;
        append(found, device, o);
      }
    const described = [...found].map(([device, lines]) => describe(device, lines, context));
    return known(
      described.filter((block) => !PASSES_ON.test(block.device) || block.used === true),
      coverage.reasons,
    );
  },
});

function describe(device: string, lines: readonly ResolvedOccurrence[], context: FactContext): BlockError {
  const number = deviceNumbers(context).numberOf(device);
  const uses = usesOn(device, number, context);
  const kinds = [...new Set(lines.flatMap((o) => o.captures.kind ?? []))];
  const has = (...names: readonly string[]): boolean => names.some((name) => kinds.includes(name));
  const isThere = number === undefined ? undefined : devicePresence(context).isThere(number, device);
  const seen = seenOf(lines);
  const time = context.get(clock);
  const point = uses?.[0]?.points[0];
  return {
    entity: `device:${number ?? device}`,
    label: point === undefined ? device : `${device} (${point})`,
    device,
    errors: linesOf(lines),
    kinds,
    medium: has('critical medium'),
    path: has('recoverable transport', 'timeout', 'device offline'),
    reserved: has('critical nexus'),
    out_of_space: has('critical space allocation'),
    lost_writes: lines.some((o) => /lost (?:a?sync )?page write/.test(o.ref.text ?? '')),
    fate: isThere === undefined ? 'not told' : isThere ? 'there' : 'gone',
    filesystems: uses?.map((use) => `filesystem:${use.number}`),
    used: uses?.some((use) => use.used),
    quiet_for: seen === undefined || !time.known ? undefined : Math.max(0, time.value.collected_at - seen.last),
    seen,
    refs: lines.slice(0, 4).map((o) => o.ref),
  };
}

/** The file systems on a device and on its partitions, of which the block layer names the whole disk. */
export function usesOn(device: string, number: string | undefined, context: FactContext): DeviceUse[] | undefined {
  const uses = deviceUses(context);
  if (uses === undefined) return undefined;
  const own = number === undefined ? undefined : uses.get(number);
  return [...new Set([...(own === undefined ? [] : [own]), ...(context.once(usesByDisk).get(device) ?? [])])];
}

/** Under the name of the device itself and of the disk that it may be a partition of: `sda1` of `sda`, `nvme0n1p1` of `nvme0n1`. */
function usesByDisk(context: FactContext): ReadonlyMap<string, DeviceUse[]> {
  const byDisk = new Map<string, DeviceUse[]>();
  for (const use of deviceUses(context)?.values() ?? []) {
    append(byDisk, use.name, use);
    for (const partition of [/^(.*\D)\d{1,3}$/, /^(.*\d)p\d{1,3}$/]) {
      const [, disk] = partition.exec(use.name) ?? [];
      if (disk !== undefined) append(byDisk, disk, use);
    }
  }
  return byDisk;
}
