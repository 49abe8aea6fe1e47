import * as z from 'zod';
import { textParser } from './parser.ts';

/** How long the node has been up. */
export const uptimeSchema = () =>
  z.object({
    /** Seconds since boot. */
    uptimeSeconds: z.number(),
    /** True when the command printed it in minutes, hours or days only. */
    rounded: z.boolean(),
    /** Idle time summed over all CPUs; only in /proc/uptime. */
    idleSeconds: z.number().optional(),
    load1: z.number().optional(),
    load5: z.number().optional(),
    load15: z.number().optional(),
  });
export type Uptime = z.infer<ReturnType<typeof uptimeSchema>>;

const PROC = /^(\d{1,12}(?:\.\d{1,3})?) (\d{1,15}(?:\.\d{1,3})?)\s*$/;
const SPAN =
  /\bup\s+(?:(\d{1,6}) days?,?\s*)?(?:(\d{1,2}):(\d\d)|(\d{1,2}) min|(\d{1,2}) hours?|(\d{1,2}) sec|(?=\d+ users?|load))/;
const LOADS = /load averages?:\s*(\d{1,9}[.,]\d\d),?\s+(\d{1,9}[.,]\d\d),?\s+(\d{1,9}[.,]\d\d)/;

/**
 * `/proc/uptime`, proc(5), or the output of uptime(1):
 * `5961600.44 47012345.12`
 * ` 19:23:40 up 69 days,  4:20,  1 user,  load average: 0.83, 0.73, 0.76`; that of coreutils, as on SUSE, has no comma
 * behind the days.
 */
export const uptime = textParser({
  source: 'uptime',
  schema: uptimeSchema,
  sniff: (head) => /^\d+\.\d\d \d+\.\d\d\s*$/.test(head) || /^ ?\d\d:\d\d:\d\d up .*load average: /.test(head),
  parse(text, context) {
    const line = text.split('\n', 50).find((candidate) => PROC.test(candidate.trim()) || SPAN.test(candidate));
    if (line === undefined) {
      context.problem({ line: 1, message: 'not an uptime' });
      return undefined;
    }
    const [, seconds, idle] = PROC.exec(line.trim()) ?? [];
    if (seconds !== undefined) return { uptimeSeconds: Number(seconds), rounded: false, idleSeconds: Number(idle) };
    const [, days, hours, minutes, onlyMinutes, onlyHours, onlySeconds] = (SPAN.exec(line) ?? []).map((v) =>
      Number(v ?? 0),
    );
    const [, load1, load5, load15] = (LOADS.exec(line) ?? []).map((value) => Number(value.replace(',', '.')));
    const wholeHours = (days ?? 0) * 24 + (hours ?? 0) + (onlyHours ?? 0);
    const wholeMinutes = (minutes ?? 0) + (onlyMinutes ?? 0);
    return {
      uptimeSeconds: wholeHours * 3600 + wholeMinutes * 60 + (onlySeconds ?? 0),
      rounded: true,
      load1,
      load5,
      load15,
    };
  },
});
