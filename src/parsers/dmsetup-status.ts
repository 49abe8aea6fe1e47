import * as z from 'zod';
import { lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

/** Thin pools of the device mapper; other targets are only counted. */
export const dmsetupStatusSchema = () =>
  z.object({
    pools: z.array(
      z.object({
        /** Name of the device, for example `docker-thinpool`. */
        name: z.string(),
        usedMetadataBlocks: z.number().optional(),
        totalMetadataBlocks: z.number().optional(),
        usedDataBlocks: z.number().optional(),
        totalDataBlocks: z.number().optional(),
        /** `rw`, `ro`, `out_of_data_space`, `Fail` or `Error`. */
        mode: z.string(),
        needsCheck: z.boolean(),
        line: z.number().int(),
      }),
    ),
    otherTargets: z.number().int(),
  });
export type DmsetupStatus = z.infer<ReturnType<typeof dmsetupStatusSchema>>;

const TARGET = /^(\S{1,127}): (\d{1,15}) (\d{1,15}) ([a-z][a-z0-9-]{0,30})(?: +(.{1,2000}))?$/;
const BLOCKS = /^(\d{1,15})\/(\d{1,15})$/;
const MODES = new Set(['rw', 'ro', 'out_of_data_space']);

/**
 * `dmsetup status`, dmsetup(8); the arguments of a pool as Documentation/admin-guide/device-mapper/thin-provisioning.rst
 * has them: transaction, metadata blocks, data blocks, held root, mode, ...
 * `docker-thinpool: 0 209715200 thin-pool 12 1234/524288 98304/102400 - rw discard_passdown queue_if_no_space -`
 */
export const dmsetupStatus = lineParser({
  source: 'dmsetup_status',
  schema: dmsetupStatusSchema,
  sniff: (head) =>
    /^\S{1,127}: \d{1,15} \d{1,15} (?:linear|striped|thin|thin-pool|crypt|multipath|cache)(?: |\r?\n)/.test(head),
  start(context) {
    const pools: DmsetupStatus['pools'] = [];
    const room = rowLimit(context, 'thin pools', 10_000);
    let otherTargets = 0;
    let none = false;
    return {
      line(text, line) {
        if (/^No devices found\r?$/.test(text)) none = true;
        const [, name, , , target, args = ''] = TARGET.exec(text.trimEnd()) ?? [];
        if (name === undefined || target === undefined) return;
        if (target !== 'thin-pool') otherTargets++;
        else if (room(text.length)) pools.push({ name, ...readPool(args), line });
      },
      end: () => (pools.length + otherTargets === 0 && !none ? undefined : { pools, otherTargets }),
    };
  },
});

function readPool(args: string): Omit<DmsetupStatus['pools'][number], 'name' | 'line'> {
  const words = args.split(/ +/);
  const [usedMetadataBlocks, totalMetadataBlocks] = blocksOf(words[1]);
  const [usedDataBlocks, totalDataBlocks] = blocksOf(words[2]);
  return {
    usedMetadataBlocks,
    totalMetadataBlocks,
    usedDataBlocks,
    totalDataBlocks,
    // A pool that failed prints that one word instead of its numbers.
    mode: words.length === 1 ? (words[0] ?? '') : (words.find((word) => MODES.has(word)) ?? ''),
    needsCheck: words.includes('needs_check'),
  };
}

function blocksOf(word: string | undefined): readonly [number | undefined, number | undefined] {
  const [, used, total] = BLOCKS.exec(word ?? '') ?? [];
  return used === undefined || total === undefined ? [undefined, undefined] : [Number(used), Number(total)];
}
