import * as z from 'zod';
import { textParser } from './parser.ts';

/** The boot parameters of the kernel. */
export const cmdlineSchema = () =>
  z.object({
    text: z.string(),
    parameters: z.array(
      z.object({
        name: z.string(),
        /** Undefined for a parameter without `=`. A name may occur several times; the order counts. */
        value: z.string().optional(),
      }),
    ),
  });
export type Cmdline = z.infer<ReturnType<typeof cmdlineSchema>>;

/**
 * `/proc/cmdline`, proc(5) and Documentation/admin-guide/kernel-parameters.rst; double quotes protect blanks:
 * `BOOT_IMAGE=/boot/vmlinuz-5.4.0-99-generic root=LABEL=rootfs ro cgroup.memory=nokmem`
 */
export const cmdline = textParser({
  source: 'cmdline',
  schema: cmdlineSchema,
  sniff: (head) => /^BOOT_IMAGE=\S+ [^\n]*\broot=[^\n]*\s*$/.test(head),
  parse(text) {
    // The kernel itself takes no more than a few KiB.
    const line = text
      .slice(0, 16_384)
      .replace(/[\0\r\n]+/g, ' ')
      .trim();
    if (line === '') return undefined;
    const words = line.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
    const parameters = words.map((word) => {
      const at = word.indexOf('=');
      if (at === -1) return { name: word.replaceAll('"', '') };
      return { name: word.slice(0, at).replaceAll('"', ''), value: word.slice(at + 1).replaceAll('"', '') };
    });
    return { text: line, parameters };
  },
});
