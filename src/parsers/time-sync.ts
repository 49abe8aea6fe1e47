import * as z from 'zod';
import { recordOf } from '../lib/record-of.ts';
import { textParser } from './parser.ts';

/** What the time services of the node say of their own. */
export const timeSyncSchema = () =>
  z.object({
    answers: z.array(
      z.object({
        /** Command or path that was asked. */
        asked: z.string(),
        values: z.record(z.string(), z.string()),
        line: z.number().int(),
      }),
    ),
    /** From chrony or systemd; undefined when none of them told. */
    synchronised: z.boolean().optional(),
    /** Seconds by which the clock is fast (positive) or slow. */
    offsetSeconds: z.number().optional(),
    stratum: z.number().int().optional(),
  });
export type TimeSync = z.infer<ReturnType<typeof timeSyncSchema>>;

const VALUE = /^([^=:]{1,80})[=:](.{0,500})/;
/** A file of a directory: mode, size, time of its last change, path. */
const FILE = /^[0-9a-f]{1,8} \d{1,15} (\d{1,15}) (\/.{1,400})$/;
/** systemd-timesyncd touches it when the clock was set; man systemd-timesyncd.service. */
const SYNCHRONISED = '/run/systemd/timesync/synchronized';

/**
 * Answers behind `# <command or path>` lines, as the collector writes them; chronyc(1) prints `Name : value`, systemd
 * `Name=value`:
 * `System time     : 0.000006523 seconds slow of NTP time`
 */
export const timeSync = textParser({
  source: 'time_sync',
  schema: timeSyncSchema,
  parse(text, context) {
    const answers: { asked: string; values: Map<string, string>; line: number }[] = [];
    for (const [index, row] of text.split(/\r?\n/, 5_000).entries()) {
      if (row.startsWith('# ')) answers.push({ asked: row.slice(2, 500), values: new Map(), line: index + 1 });
      else if (row.trim() !== '') {
        if (answers.length === 0) answers.push({ asked: context.path, values: new Map(), line: index + 1 });
        const [, modified = '', file = ''] = FILE.exec(row) ?? [];
        const [, name = row.slice(0, 80), value = ''] = file === '' ? (VALUE.exec(row) ?? []) : [row, file, modified];
        answers.at(-1)?.values.set(name.trim(), value.trim());
      }
    }
    if (answers.length === 0) return undefined;
    const all = new Map(answers.flatMap((answer) => [...answer.values]));
    return {
      answers: answers.map((answer) => ({ ...answer, values: recordOf(answer.values) })),
      ...judge(all),
    };
  },
});

function judge(values: ReadonlyMap<string, string>): Pick<TimeSync, 'synchronised' | 'offsetSeconds' | 'stratum'> {
  const leap = values.get('Leap status');
  const told = values.get('NTPSynchronized') ?? values.get('System clock synchronized');
  const touched = values.has(SYNCHRONISED) ? true : undefined;
  const synchronised =
    leap === undefined ? (told === undefined ? touched : told === 'yes') : leap !== 'Not synchronised';
  const [, seconds, direction] =
    /^(\d{1,12}\.\d{1,12}) seconds (slow|fast) of NTP time/.exec(values.get('System time') ?? '') ?? [];
  const stratum = values.get('Stratum');
  return {
    synchronised,
    offsetSeconds: seconds === undefined ? undefined : Number(seconds) * (direction === 'slow' ? -1 : 1),
    stratum: stratum !== undefined && /^\d{1,2}$/.test(stratum) ? Number(stratum) : undefined,
  };
}
