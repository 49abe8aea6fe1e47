import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { inWords, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';
import { unixSockets } from './unix-sockets.ts';

const csiDriverSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'name of the driver' }),
    refused: z.number().meta({ description: 'operations that found no such driver' }),
    counted: z.string().meta({ description: 'refused in words: `at least 12` where lines like these were left out' }),
    lasted: z
      .number()
      .optional()
      .meta({ description: 'seconds from the first of them to the last', needs: ['log'] }),
    socket: z
      .boolean()
      .optional()
      .meta({ description: 'a socket below the directories of the kubelet bears its name', needs: ['unix_sockets'] }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'CsiDriver' });

/** CSI drivers that the kubelet was asked for and did not know. A driver registers through a socket in plugins_registry. */
export const csiDrivers = defineFact({
  name: 'csi_drivers',
  title: 'CSI drivers that the kubelet did not know',
  schema: z.array(csiDriverSchema),
  sources: ['log', 'unix_sockets'],
  compute(context) {
    const coverage = logCoverage(context, ['kubelet']);
    if (!coverage.present) return unknown(coverage.reasons);
    const byDriver = groupBy(occurrencesOf(context, 'csi_driver_not_registered'), (o) => o.captures.driver ?? '');
    return known(
      [...byDriver].map(([driver, lines]) => describe(driver, lines, context)),
      coverage.reasons,
    );
  },
});

const BELOW_KUBELET = /\/plugins(?:_registry)?\//;

function describe(driver: string, lines: readonly ResolvedOccurrence[], context: FactContext) {
  const sockets = context.get(unixSockets);
  const seen = seenOf(lines);
  const refused = lines.reduce((sum, o) => sum + o.count, 0);
  return {
    entity: `csi_driver:${driver}`,
    label: driver,
    refused,
    counted: inWords(refused, lines, context),
    lasted: seen === undefined ? undefined : seen.last - seen.first,
    socket: sockets.known
      ? sockets.value.some(({ path }) => BELOW_KUBELET.test(path) && path.includes(driver))
      : undefined,
    seen,
    refs: lines.slice(0, 3).map((o) => o.ref),
  };
}
