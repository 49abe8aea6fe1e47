import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import type { Flood, Log } from '../signatures/signature.ts';
import type { Document } from '../snapshot/snapshot.ts';
import { type Clock, clock, resolveTime } from './clock.ts';
import { defineFact, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { isPreviousBoot, unreadLogs } from './log-coverage.ts';
import { logSeries } from './log-series.ts';

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
    const found = logSeries(context).flatMap(({ pieces }) =>
      pieces.some(isPreviousBoot) ? [] : joinPieces(pieces.flatMap((log) => floodsOf(context, log))),
    );
    return known(
      found
        .filter((flood) => flood.peak_per_minute >= FLOOD_PER_MINUTE)
        .sort((a, b) => b.lines - a.lines || (a.label < b.label ? -1 : 1)),
      missing,
    );
  },
});

function floodsOf(context: FactContext, log: Document<Log>): LogFlood[] {
  const found = context.get(clock);
  const time = found.known ? found.value : undefined;
  return (log.value.floods ?? []).map((flood) => floodOf(log, flood, time));
}

function floodOf(log: Document<Log>, flood: Flood, time: Clock | undefined): LogFlood {
  const seen = seenOf(flood, log.value, time);
  const axis = flood.first;
  return {
    label: flood.like,
    log: log.path,
    emitter: log.value.emitter,
    lines: flood.lines,
    left_out: flood.left,
    peak_per_minute: flood.perMinute.reduce((most, [, lines]) => Math.max(most, lines), 0),
    per_minute: flood.perMinute.flatMap(([minute, lines]) => {
      const at = axis && resolveTime({ ...axis, seconds: minute * 60 }, time, log.value);
      return at === undefined ? [] : [{ at: at.time, lines }];
    }),
    ...(seen === undefined ? {} : { seen }),
    refs: [{ path: log.path, line: flood.line }],
  };
}

/** The same message in the pieces of one log, the oldest first, is one flood. */
function joinPieces(floods: readonly LogFlood[]): LogFlood[] {
  return [...groupBy(floods, ({ label }) => label).values()].flatMap((same) => {
    const newest = same.at(-1);
    if (newest === undefined || same.length === 1) return same;
    const minutes = new Map<number, number>();
    for (const { per_minute } of same)
      for (const { at, lines } of per_minute) minutes.set(at, (minutes.get(at) ?? 0) + lines);
    const first = same.find(({ seen }) => seen !== undefined)?.seen;
    const last = same.findLast(({ seen }) => seen !== undefined)?.seen;
    return [
      {
        ...newest,
        lines: same.reduce((sum, { lines }) => sum + lines, 0),
        left_out: same.reduce((sum, { left_out }) => sum + left_out, 0),
        peak_per_minute: Math.max(...same.map(({ peak_per_minute }) => peak_per_minute), ...minutes.values()),
        per_minute: [...minutes].map(([at, lines]) => ({ at, lines })),
        ...(first === undefined || last === undefined ? {} : { seen: { ...first, last: last.last } }),
        refs: same.flatMap(({ refs }) => refs),
      },
    ];
  });
}

function seenOf(flood: Flood, log: Log, time: Clock | undefined): LogFlood['seen'] {
  const [first, last, begin] = [flood.first, flood.last, log.first].map((t) => resolveTime(t, time, log));
  if (first === undefined || last === undefined) return undefined;
  const isOnset = log.probes === undefined && begin !== undefined && first.time - begin.time > 120;
  return { first: first.time, last: last.time, first_is_onset: isOnset, uncertainty: first.uncertainty };
}
