import * as z from 'zod';
import { lineParser } from './parser.ts';

/** What a disk says of its own health. */
export const smartctlSchema = () =>
  z.object({
    /** From `smartctl ... /dev/sda` in the path or the command; undefined where neither names it. */
    device: z.string().optional(),
    /** What smartctl says of the self-assessment, or of SCSI disks `SMART Health Status`. */
    health: z.string().optional(),
    healthLine: z.number().int().optional(),
    /** Of NVMe disks that are not well: `temperature is above or below threshold`. */
    warnings: z.array(z.string()),
    /** Raw values of attributes and counters by name: `Reallocated_Sector_Ct`, `Media and Data Integrity Errors`. */
    counters: z.array(z.object({ name: z.string(), value: z.number(), failing: z.boolean(), line: z.number().int() })),
  });
export type Smartctl = z.infer<ReturnType<typeof smartctlSchema>>;

const HEALTH = /^(?:SMART overall-health self-assessment test result|SMART Health Status):\s*(\S.{0,120})$/;
/** Behind the result of an NVMe disk: `- temperature is above or below threshold` */
const WARNING = /^- (\S.{0,80})$/;
const MAX_WARNINGS = 8;
/** `  5 Reallocated_Sector_Ct   0x0033   100   100   010    Pre-fail  Always       -       0` */
const ATTRIBUTE =
  /^\s{0,3}\d{1,3} ([\w-]{1,40})\s+0x[0-9a-f]{4}\s+\d{3}\s+\d{3}\s+\S{3}\s+\S{1,10}\s+\S{1,10}\s+(\S{1,12})\s+(\d{1,18})/;
/** `Media and Data Integrity Errors:    0` and `Elements in grown defect list: 3` */
const COUNTER =
  /^(Critical Warning|Available Spare|Percentage Used|Media and Data Integrity Errors|Elements in grown defect list):\s+(0x[0-9a-f]{1,4}|\d{1,18})%?$/;
/** sosreport names the file after the command: `smartctl_-a_.dev.sda`, in excerpts `smartctl_-a_vda`. */
const DEVICE = /\bsmartctl[^/]{0,80}[_ ./]([a-z][a-z0-9]{1,30})$/;
const MAX_COUNTERS = 200;

/**
 * `smartctl -a` and `-H` (smartctl(8)), ATA, SCSI and NVMe:
 * `SMART overall-health self-assessment test result: PASSED`
 */
export const smartctl = lineParser({
  source: 'smartctl',
  schema: smartctlSchema,
  sniff: (head) => /^smartctl \d{1,2}\.\d{1,2} \d{4}-/.test(head),
  start(context) {
    const counters: Smartctl['counters'] = [];
    const warnings: string[] = [];
    let health: string | undefined;
    let healthLine: number | undefined;
    let lines = 0;
    return {
      line(text, line) {
        if (text !== '') lines++;
        const told = HEALTH.exec(text)?.[1];
        if (told !== undefined && health === undefined) [health, healthLine] = [told.trim(), line];
        const warning = health === undefined ? undefined : WARNING.exec(text)?.[1];
        if (warning !== undefined && warnings.length < MAX_WARNINGS) warnings.push(warning);
        if (counters.length >= MAX_COUNTERS) return;
        const [, attribute, failed, raw] = ATTRIBUTE.exec(text) ?? [];
        if (attribute !== undefined)
          counters.push({ name: attribute, value: Number(raw), failing: failed === 'FAILING_NOW', line });
        const [, name, value] = COUNTER.exec(text) ?? [];
        if (name !== undefined) counters.push({ name, value: Number(value), failing: false, line });
      },
      end() {
        if (lines === 0) return undefined;
        const device = context.params.device ?? DEVICE.exec(context.path)?.[1];
        return { device, health, healthLine, warnings, counters };
      },
    };
  },
});
