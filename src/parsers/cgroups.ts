import * as z from 'zod';
import { badLines, textParser } from './parser.ts';

/** The cgroup controllers of the kernel. */
export const cgroupsSchema = () =>
  z.object({
    controllers: z.array(
      z.object({
        name: z.string(),
        /** v1 hierarchy, 0 for none (then the controller belongs to v2 or is disabled). */
        hierarchy: z.number().int(),
        /** Groups in that hierarchy, deleted ones that are still referenced included. */
        cgroups: z.number().int(),
        enabled: z.boolean(),
        line: z.number().int(),
      }),
    ),
  });
export type Cgroups = z.infer<ReturnType<typeof cgroupsSchema>>;

/**
 * `/proc/cgroups`, cgroups(7): `#subsys_name hierarchy num_cgroups enabled`:
 * `memory	5	65531	1`
 */
export const cgroups = textParser({
  source: 'cgroups',
  schema: cgroupsSchema,
  sniff: (head) => /^#subsys_name\s+hierarchy\s+num_cgroups\s+enabled/.test(head),
  parse(text, context) {
    const bad = badLines(context, 'a cgroup controller');
    const controllers: Cgroups['controllers'] = [];
    for (const [index, raw] of text.split('\n', 1_000).entries()) {
      const line = raw.trim();
      if (line === '' || line.startsWith('#')) continue;
      const [, name, hierarchy, count, enabled] = /^([a-z_]{1,40})\s+(\d{1,9})\s+(\d{1,12})\s+([01])$/.exec(line) ?? [];
      if (name === undefined) bad(index + 1, line);
      else {
        const numbers = { hierarchy: Number(hierarchy), cgroups: Number(count) };
        controllers.push({ name, ...numbers, enabled: enabled === '1', line: index + 1 });
      }
    }
    return controllers.length === 0 ? undefined : { controllers };
  },
});
