import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { blockErrors } from './block-errors.ts';
import { clock } from './clock.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const nvmeSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    name: z.string(),
    timeouts: z.number().meta({ description: 'requests that got no answer in time (nvme_core.io_timeout, 30 s)' }),
    polled: z.number().meta({ description: 'those of them that were done, and only the interrupt was missing' }),
    failures: z.number().meta({ description: 'the controller was down, not ready or removed' }),
    gone: z.boolean().meta({ description: 'it read as all ones, as a device that left the bus does, or was removed' }),
    disks: z.array(z.string()).meta({ description: 'entities of its disks whose requests failed' }),
    quiet_for: z
      .number()
      .optional()
      .meta({ description: 'seconds from the last message to the collection', needs: ['log'] }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'NvmeController' });

/** NVMe controllers that were late or went away. */
export const nvmeControllers = defineFact({
  name: 'nvme_controllers',
  title: 'NVMe controllers with errors',
  schema: z.array(nvmeSchema),
  sources: ['log'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present) return unknown(coverage.reasons);
    const all = [...occurrencesOf(context, 'nvme_timeout'), ...occurrencesOf(context, 'nvme_lost')];
    const controllers = groupBy(all, (o) => o.captures.controller ?? '');
    return known(
      [...controllers].map(([name, messages]) => describe(name, messages, context)),
      coverage.reasons,
    );
  },
});

function describe(name: string, messages: readonly ResolvedOccurrence[], context: FactContext) {
  const timeouts = messages.filter((o) => o.captures.action !== undefined);
  const failures = messages.filter((o) => o.captures.what !== undefined);
  const sum = (all: readonly ResolvedOccurrence[]): number => all.reduce((total, o) => total + o.count, 0);
  const seen = seenOf(messages);
  const time = context.get(clock);
  const failed = context.get(blockErrors);
  // The disks of nvme1 are nvme1n1, nvme1n2; with multipath their paths are nvme1c0n1.
  const disk = new RegExp(`^${name}(?:c\\d+)?n\\d+(?:p\\d+)?$`);
  return {
    entity: `nvme:${name}`,
    label: context.words.nvme(name),
    name,
    timeouts: sum(timeouts),
    polled: sum(timeouts.filter((o) => o.captures.action === 'completion polled')),
    failures: sum(failures),
    gone: failures.some(
      (o) => /^0xf{8}$/.test(o.captures.status ?? '') || /^(?:Removing|Disabling)/.test(o.captures.what ?? ''),
    ),
    disks: failed.known ? failed.value.filter((e) => disk.test(e.device)).map((e) => e.entity) : [],
    quiet_for: seen === undefined || !time.known ? undefined : Math.max(0, time.value.collected_at - seen.last),
    seen,
    refs: [...failures, ...timeouts].slice(0, 5).map((o) => o.ref),
  };
}
