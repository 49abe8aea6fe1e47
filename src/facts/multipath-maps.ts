import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import { usesOn } from './block-errors.ts';
import { clock } from './clock.ts';
import { deviceNumbers } from './device-numbers.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const multipathMapSchema = z
  .object({
    entity: entitySchema,
    label: z
      .string()
      .meta({ description: 'the map and where it is mounted, or its paths where the kernel did not name it' }),
    failed: z
      .array(z.string())
      .meta({ description: 'major:minor of the paths that failed and did not return, at most ten' }),
    returned: z.number().meta({ description: 'paths that failed and were taken back' }),
    filesystems: z
      .array(z.string())
      .optional()
      .meta({ description: 'entities of the file systems on it', needs: ['mountinfo'] }),
    used: z
      .boolean()
      .optional()
      .meta({ description: 'the system or a live pod works with a file system on it', needs: ['mountinfo'] }),
    quiet_for: z
      .number()
      .optional()
      .meta({ description: 'seconds from the last failure to the collection', needs: ['log'] }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'MultipathMap' });

const MAX_PATHS = 10;

/** Multipath devices whose paths failed, by what the kernel says of each path; kernels before 5.1 do not name the map. */
export const multipathMaps = defineFact({
  name: 'multipath_maps',
  title: 'Multipath devices with failed paths',
  schema: z.array(multipathMapSchema),
  sources: ['log', 'mountinfo', 'block_devices'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present) return unknown(coverage.reasons);
    const maps = new Map<string, ResolvedOccurrence[]>();
    for (const o of occurrencesOf(context, 'multipath_path_changed')) append(maps, o.captures.map ?? '', o);
    return known(
      [...maps].flatMap(([number, lines]) => describe(number, lines, context)),
      coverage.reasons,
    );
  },
});

function describe(number: string, lines: readonly ResolvedOccurrence[], context: FactContext) {
  const failures = lines.filter((o) => o.captures.event === 'Failing');
  if (failures.length === 0) return [];
  const paths = [...new Set(failures.flatMap((o) => o.captures.path ?? []))];
  const failed = paths.filter((path) => isStillFailed(lines.filter((o) => o.captures.path === path)));
  const uses = number === '' ? undefined : usesOn('', number, context);
  const point = number === '' ? undefined : deviceNumbers(context).mountPointOf(number);
  const seen = seenOf(failures);
  const time = context.get(clock);
  return [
    {
      entity: `device:${number === '' ? `multipath ${paths[0] ?? ''}` : number}`,
      label: context.words.multipath(number, paths[0] ?? '', point),
      failed: failed.slice(0, MAX_PATHS),
      returned: paths.length - failed.length,
      filesystems: uses?.map((use) => `filesystem:${use.number}`),
      used: uses?.some((use) => use.used),
      quiet_for: seen === undefined || !time.known ? undefined : Math.max(0, time.value.collected_at - seen.last),
      seen,
      refs: lines.slice(0, 4).map((o) => o.ref),
    },
  ];
}

/** A path that failed last, or whose messages carry no time to compare, is taken for failed unless nothing says so. */
function isStillFailed(lines: readonly ResolvedOccurrence[]): boolean {
  const lastOf = (event: string): number =>
    Math.max(
      Number.NEGATIVE_INFINITY,
      ...lines.filter((o) => o.captures.event === event).map((o) => o.last ?? o.ref.line ?? 0),
    );
  return lastOf('Failing') > lastOf('Reinstating');
}
