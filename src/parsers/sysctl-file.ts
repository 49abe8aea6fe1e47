import * as z from 'zod';
import { badLines, lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';
import { dottedKey } from './sysctl.ts';

/** What a configuration file asks for; whether the kernel follows is another question. */
export const sysctlFileSchema = () =>
  z.object({
    settings: z.array(
      z.object({
        /** Dotted key, possibly with a glob (`net.ipv4.conf.*.rp_filter`). */
        key: z.string(),
        /** Undefined for a line `-key`, which excludes the key from an earlier glob. */
        value: z.string().optional(),
        /** A leading `-`: failing to set the key is not an error. */
        ignoreErrors: z.boolean(),
        line: z.number().int(),
      }),
    ),
  });
export type SysctlFile = z.infer<ReturnType<typeof sysctlFileSchema>>;

const SETTING = /^(-?)\s*([^\s=#;-][^\s=]*)\s*=(.*)$/;
const EXCLUSION = /^-\s*([^\s=]+)$/;

/**
 * `/etc/sysctl.conf` and `sysctl.d/*.conf`, sysctl.d(5) and sysctl.conf(5); comments start with `#` or `;`:
 * `-net.ipv4.conf.*.rp_filter = 2`
 */
export const sysctlFile = lineParser({
  source: 'sysctl_file',
  schema: sysctlFileSchema,
  start(context) {
    const settings: SysctlFile['settings'] = [];
    const bad = badLines(context, 'a sysctl setting');
    const room = rowLimit(context, 'settings', 100_000);
    return {
      line(text, line) {
        const row = text.trim();
        if (row === '' || row.startsWith('#') || row.startsWith(';')) return;
        const [, dash = '', key, value = ''] = SETTING.exec(row) ?? [];
        const excluded = key === undefined ? EXCLUSION.exec(row)?.[1] : undefined;
        if (key === undefined && excluded === undefined) return bad(line, text);
        if (!room(text.length)) return;
        if (key !== undefined) {
          const tidy = value.trim().replace(/[ \t]+/g, ' ');
          settings.push({ key: dottedKey(key), value: tidy, ignoreErrors: dash !== '', line });
        } else if (excluded !== undefined) settings.push({ key: dottedKey(excluded), ignoreErrors: true, line });
      },
      // A file that holds comments only was read, and asks for nothing.
      end: (lines) => (lines === 0 ? undefined : { settings }),
    };
  },
});
