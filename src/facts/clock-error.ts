import * as z from 'zod';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { read } from './sources.ts';

const clockErrorSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    ahead: z
      .number()
      .meta({ description: 'seconds by which the clock of the node is ahead, negative when it is behind' }),
    off: z.number().meta({ description: 'the same without its sign' }),
    direction: z.string().meta({ description: 'ahead or behind, in the language of the report' }),
    refs: refsSchema,
  })
  .meta({ id: 'ClockError' });

/** By how much the clock of the node differs from its time servers at collection, as chrony measured it. */
export const clockError = defineFact({
  name: 'clock_error',
  title: 'Error of the clock of the node',
  schema: clockErrorSchema,
  sources: ['time_sync'],
  compute({ snapshot, words }) {
    const { missing } = read(snapshot, 'time_sync');
    const found = measured(snapshot);
    if (found === undefined)
      return unknown(
        missing.length > 0 ? missing : [{ source: 'time_sync', reason: 'no time service told an offset' }],
      );
    const { path, ahead } = found;
    return known({
      entity: 'clock:node',
      label: words.clock,
      ahead,
      off: Math.abs(ahead),
      direction: words.clockIs(ahead > 0),
      refs: [{ path }],
    });
  },
});

/** Seconds by which the clock of the node is ahead of its time servers. */
export const clockFastBy = ({ snapshot }: { readonly snapshot: Snapshot }): number | undefined =>
  measured(snapshot)?.ahead;

function measured(snapshot: Snapshot): { readonly path: string; readonly ahead: number } | undefined {
  for (const { path, value } of snapshot.documents.time_sync)
    if (value.offsetSeconds !== undefined) return { path, ahead: value.offsetSeconds };
  return undefined;
}
