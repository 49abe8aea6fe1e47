import * as z from 'zod';
import type { Flood, Log } from '../signatures/signature.ts';
import type { Document } from '../snapshot/snapshot.ts';
import { type Clock, clock, resolveTime } from './clock.ts';
import { defineFact, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { isPreviousBoot, unreadLogs } from './log-coverage.ts';

const rateSchema = z
  .object({
    at: z.number().meta({ description: 'begin of the minute, epoch seconds' }),
    lines: z.number().meta({ description: 'lines in this minute; projected from its seconds in a probe' }),
  })
  .meta({ id: 'MinuteRate' });

const logFloodSchema = z
  .object({
    label: z.string().meta({ description: 'place in the source, or the message without numbers' }),
    log: z.string().meta({ description: 'path of the log in the bundle' }),
    emitter: z.string(),
    lines: z
      .number()
      .meta({ description: 'lines that were counted, in minutes of 100 and more and where some were left out' }),
    left_out: z.number().meta({ description: 'how many of them the collector left out' }),
    peak_per_minute: z.number().meta({ description: 'most lines in one minute' }),
    per_minute: z.array(rateSchema).meta({ description: 'lines of each minute that was counted, in order' }),
    seen: seenSchema.optional().meta({ description: 'first and last minute that was counted', needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'LogFlood' });
type LogFlood = z.infer<typeof logFloodSchema>;

/** Fewer lines a minute are an ordinary message that repeats. */
const FLOOD_PER_MINUTE = 100;

/** Messages that fill a log, with their rate over time, as the collector counted them while it thinned the log. */
export const logFloods = defineFact({
  name: 'log_floods',
  title: 'Messages that repeat a hundred times a minute and more, with their rate over time',
  schema: z.array(logFloodSchema),
  sources: ['log'],
  compute(context) {
    const logs = context.snapshot.logs.filter((log) => !isPreviousBoot(log));
    const missing = unreadLogs(context);
    if (logs.length === 0) return unknown(missing);
    const found = logs.flatMap((log) => (log.value.floods ?? []).flatMap((flood) => floodOf(context, log, flood)));
    return known(
      found.sort((a, b) => b.lines - a.lines || (a.label < b.label ? -1 : 1)),
      missing,
    );
  },
});

function floodOf(context: FactContext, log: Document<Log>, flood: Flood): LogFlood[] {
  const found = context.get(clock);
  const time = found.known ? found.value : undefined;
  const peak = flood.perMinute.reduce((most, [, lines]) => Math.max(most, lines), 0);
  if (peak < FLOOD_PER_MINUTE) return [];
  const seen = seenOf(flood, log.value, time);
  const axis = flood.first;
  return [
    {
      label: flood.like,
      log: log.path,
      emitter: log.value.emitter,
      lines: flood.lines,
      left_out: flood.left,
      peak_per_minute: peak,
      per_minute: flood.perMinute.flatMap(([minute, lines]) => {
        const at = axis && resolveTime({ ...axis, seconds: minute * 60 }, time, log.value);
        return at === undefined ? [] : [{ at: at.time, lines }];
      }),
      ...(seen === undefined ? {} : { seen }),
      refs: [{ path: log.path, line: flood.line }],
    },
  ];
}

function seenOf(flood: Flood, log: Log, time: Clock | undefined): LogFlood['seen'] {
  const [first, last, begin] = [flood.first, flood.last, log.first].map((t) => resolveTime(t, time, log));
  if (first === undefined || last === undefined) return undefined;
  const isOnset = log.probes === undefined && begin !== undefined && first.time - begin.time > 120;
  return { first: first.time, last: last.time, first_is_onset: isOnset, uncertainty: first.uncertainty };
}
