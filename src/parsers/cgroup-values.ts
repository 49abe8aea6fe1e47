import * as z from 'zod';
import { recordOf } from '../lib/record-of.ts';
import { lineParser } from './parser.ts';
import { groupRows, patternLines } from './pattern-lines.ts';

/** Limits and use of control groups. */
export const cgroupValuesSchema = () =>
  z.object({
    groups: z.array(
      z.object({
        /** Directory below /sys/fs/cgroup with its hierarchy for v1: `/memory/kubepods/pod1f6e...`. */
        path: z.string(),
        /** By file, and by file and key where a file has keys: `pids.current`, `memory.events.oom_kill`. */
        values: z.record(z.string(), z.number()),
        /** Files that say `max`: there is no limit. */
        unlimited: z.array(z.string()),
        line: z.number().int(),
      }),
    ),
  });
export type CgroupValues = z.infer<ReturnType<typeof cgroupValuesSchema>>;

/** What a v1 kernel prints for no limit: the largest number of pages in bytes. */
const NO_LIMIT = 9_223_372_036_854_000_000;
const VALUE = /^(?:([a-z_.]{1,64}|\d{1,20}) )?(max|-?\d{1,20})\s{0,8}$/;

/**
 * Files of control groups, Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/, as `grep -s .` prints them:
 * `/sys/fs/cgroup/kubepods.slice/kubepods-pod1f6e.slice/memory.events:oom_kill 3`
 */
export const cgroupValues = lineParser(
  patternLines({
    source: 'cgroup_values',
    schema: cgroupValuesSchema,
    what: 'a value of a control group',
    pattern: /^\/sys\/fs\/cgroup(\/.{0,4000})?\/([a-z_]{1,20}(?:\.[a-z_]{1,40}){1,4}):([^:]{0,200})$/,
    row: ([path = '', file = '', text = ''], line) => {
      const [, key, value] = VALUE.exec(text) ?? [];
      return { path: path === '' ? '/' : path, file, key, value, line };
    },
    document: (rows) => ({
      groups: groupRows(rows, (row) => row.path).flatMap((members) => {
        const [first] = members;
        if (first === undefined) return [];
        const values = new Map<string, number>();
        const unlimited = new Set<string>();
        for (const { file, key, value } of members) {
          if (value === undefined) continue;
          // `cpu.max` is a quota or `max`, and its period.
          const name = key === undefined ? file : `${file}.${file === 'cpu.max' ? 'period' : key}`;
          if (file === 'cpu.max' && key !== undefined) setValue(file, key, values, unlimited);
          setValue(name, value, values, unlimited);
        }
        return [{ path: first.path, values: recordOf(values), unlimited: [...unlimited], line: first.line }];
      }),
    }),
  }),
);

function setValue(name: string, value: string, values: Map<string, number>, unlimited: Set<string>): void {
  if (value === 'max' || value === '-1' || Number(value) >= NO_LIMIT) unlimited.add(name);
  else values.set(name, Number(value));
}
