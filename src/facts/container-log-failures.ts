import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { endOf } from '../lib/text.ts';
import { defineFact, entitySchema, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { inWords, loudest, occurrencesOf } from './occurrences.ts';

const logFailureSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    driver: z.string().meta({ description: 'log driver that did not take lines; empty where a log could not be read' }),
    reading: z.boolean().meta({ description: 'a log could not be read back' }),
    why: z.string().meta({ description: 'the end of the last text, at most 160 characters' }),
    count: z.number(),
    counted: z.string().meta({ description: 'count in words: `at least 12` where lines like these were left out' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'LogFailure' });

/** What docker answers when whoever reads a log has gone, and when there is no log to be read. */
const NO_FAULT = /context canceled|broken pipe|connection reset|does not support reading|write tcp/i;

/** Lines of containers that the log driver did not take, and logs that could not be read back, by driver. */
export const containerLogFailures = defineFact({
  name: 'container_log_failures',
  title: 'Logs of containers that docker could not write or read',
  schema: z.array(logFailureSchema),
  sources: ['log'],
  compute(context) {
    const coverage = logCoverage(context, ['dockerd']);
    if (!coverage.present) return unknown(coverage.reasons);
    const found = occurrencesOf(context, 'container_log_lost').filter(
      ({ captures }) => !NO_FAULT.test(captures.unread ?? ''),
    );
    const byDriver = groupBy(found, ({ captures }) => captures.driver ?? '');
    return known(
      [...byDriver].map(([driver, members]) => {
        const last = members.at(-1)?.captures;
        const count = loudest(members);
        const seen = seenOf(members);
        return {
          entity: `log_driver:${driver}`,
          label: context.words.logsOfContainers(driver),
          driver,
          reading: driver === '',
          why: endOf((last?.why ?? last?.unread ?? '').trim(), 160),
          count,
          counted: inWords(count, members, context),
          ...(seen === undefined ? {} : { seen }),
          refs: members.map((o) => o.ref).slice(0, 5),
        };
      }),
      coverage.reasons,
    );
  },
});
