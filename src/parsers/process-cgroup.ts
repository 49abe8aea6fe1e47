import * as z from 'zod';
import { badLines, lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

const groupSchema = () =>
  z.object({
    /** 0 is the unified hierarchy (cgroup v2). */
    hierarchy: z.number().int(),
    /** Controllers of a v1 hierarchy, or its name as `name=systemd`; none for v2. */
    controllers: z.array(z.string()),
    path: z.string(),
  });

/** The control groups of each process. */
export const processCgroupSchema = () =>
  z.object({
    processes: z.array(
      z.object({
        /** Undefined for a copy of one file that does not say whose it is. */
        pid: z.number().int().optional(),
        groups: z.array(groupSchema()),
        /** Line of the first group. */
        line: z.number().int(),
      }),
    ),
  });
export type ProcessCgroup = z.infer<ReturnType<typeof processCgroupSchema>>;
type Group = z.infer<ReturnType<typeof groupSchema>>;

const LINE = /^(?:\/proc\/(\d+)\/cgroup:)?(\d+):([^:]*):(\/.*)$/;

/**
 * `/proc/<pid>/cgroup`, cgroups(7), of one process or of all as `grep -s .` prints them:
 * `/proc/4711/cgroup:4:memory:/kubepods/burstable/pod1f6e.../9c1185...`
 * The path may hold colons; processes share most of their groups, so equal ones are kept once.
 */
export const processCgroup = lineParser({
  source: 'process_cgroup',
  schema: processCgroupSchema,
  sniff: (head) => /^(?:\/proc\/\d+\/cgroup:)?\d+:(?:[a-z_,]*|name=\w+|[a-z_,]+,name=\w+):\/[^\n]*\n/.test(`${head}\n`),
  start(context) {
    const processes = new Map<number | undefined, ProcessCgroup['processes'][number]>();
    const own = /^\d{1,10}$/.test(context.params.pid ?? '') ? Number(context.params.pid) : undefined;
    const shared = new Map<string, Group>();
    const bad = badLines(context, 'a cgroup line');
    const room = rowLimit(context, 'cgroup lines', 3_000_000);
    return {
      line(text, line) {
        if (text === '') return;
        const [, prefix, hierarchy = '', controllers = '', path = ''] = LINE.exec(text) ?? [];
        if (hierarchy === '') return bad(line, text);
        if (!room(text.length)) return;
        const pid = prefix === undefined ? own : Number(prefix);
        const key = `${hierarchy}:${controllers}:${path}`;
        const group = shared.get(key) ?? {
          hierarchy: Number(hierarchy),
          controllers: controllers === '' ? [] : controllers.split(','),
          path,
        };
        shared.set(key, group);
        const process = processes.get(pid);
        if (process === undefined) processes.set(pid, { pid, groups: [group], line });
        else process.groups.push(group);
      },
      end: () => (processes.size === 0 ? undefined : { processes: [...processes.values()] }),
    };
  },
});
