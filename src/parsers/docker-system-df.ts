import * as z from 'zod';
import { parseBytes } from '../lib/bytes.ts';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** What docker keeps on its disk, in one row for each kind of thing. */
export const dockerSystemDfSchema = () =>
  z.object({
    kinds: z.array(
      z.object({
        kind: z.enum(['images', 'containers', 'volumes', 'build cache']),
        count: z.number().int(),
        active: z.number().int(),
        bytes: z.number(),
        /** What nothing uses now; shared layers make it an upper bound for images. */
        reclaimableBytes: z.number().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type DockerSystemDf = z.infer<ReturnType<typeof dockerSystemDfSchema>>;
type Kind = DockerSystemDf['kinds'][number]['kind'];

const KINDS: Readonly<Record<string, Kind>> = {
  Images: 'images',
  Containers: 'containers',
  'Local Volumes': 'volumes',
  'Build Cache': 'build cache',
};

/**
 * The table of `docker system df` without -v, docker/cli cli/command/formatter/disk_usage.go; the build cache came with
 * docker 18.06, sizes are decimal:
 * `Build Cache     770       0         29.49GB   29.49GB`
 */
export const dockerSystemDf = lineParser({
  ...patternLines({
    source: 'docker_system_df',
    schema: dockerSystemDfSchema,
    what: 'a row of docker system df',
    maxRows: 100,
    skip: /^ *TYPE +TOTAL +ACTIVE +SIZE +RECLAIMABLE/,
    pattern:
      /^ *(Images|Containers|Local Volumes|Build Cache) +(\d{1,9}) +(\d{1,9}) +(\d[\d.]{0,15}[kKMGTP]?i?B)(?: +(\d[\d.]{0,15}[kKMGTP]?i?B)(?: +\(\d{1,3}%\))?)? *$/,
    row: ([name = '', count, active, size = '', reclaimable = ''], line) => {
      const kind = KINDS[name];
      const bytes = parseBytes(size);
      if (kind === undefined || bytes === undefined) return undefined;
      const free = parseBytes(reclaimable);
      return {
        kind,
        count: Number(count),
        active: Number(active),
        bytes,
        ...(free === undefined ? {} : { reclaimableBytes: free }),
        line,
      };
    },
    document: (kinds) => ({ kinds }),
  }),
  sniff: (head) => /^ *TYPE +TOTAL +ACTIVE +SIZE +RECLAIMABLE/.test(head),
});
