import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** Space below directories of full file systems; a directory that is not listed was not reached or lies deeper. */
export const diskUsageSchema = () =>
  z.object({
    directories: z.array(
      z.object({
        /** Space in use with everything below. */
        bytes: z.number(),
        path: z.string(),
        line: z.number().int(),
      }),
    ),
  });
export type DiskUsage = z.infer<ReturnType<typeof diskUsageSchema>>;

/**
 * `du -x -k -d 3`, du(1), which prints a directory behind all that lies in it:
 * `18874368	/var/lib/docker/overlay2`
 */
export const diskUsage = lineParser(
  patternLines({
    source: 'disk_usage',
    schema: diskUsageSchema,
    what: 'a row of du',
    pattern: /^(\d{1,15})[\t ](\/.*)$/,
    row: ([kib, path = ''], line) => ({ bytes: Number(kib) * 1024, path, line }),
    document: (directories) => ({ directories }),
  }),
);
