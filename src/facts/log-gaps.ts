import * as z from 'zod';
import type { Cut, Flood, Log, LogTime } from '../signatures/signature.ts';
import type { Document } from '../snapshot/snapshot.ts';
import { type Clock, clock, resolveTime } from './clock.ts';
import { defineFact, known, refsSchema, unknown } from './fact.ts';
import { isPreviousBoot, unreadLogs } from './log-coverage.ts';

const logGapSchema = z
  .object({
    reason: z.string(),
    from: z
      .number()
      .optional()
      .meta({ description: 'epoch seconds; left out where the gap has no beginning', needs: ['log'] }),
    to: z
      .number()
      .optional()
      .meta({ description: 'epoch seconds; left out where the gap has no end', needs: ['log'] }),
    lines: z
      .number()
      .optional()
      .meta({ description: 'lines that are not there', needs: ['log'] }),
  })
  .meta({ id: 'LogGap' });
type LogGap = z.infer<typeof logGapSchema>;

const coveredLogSchema = z
  .object({
    label: z.string().meta({ description: 'path of the log in the bundle' }),
    emitter: z.string(),
    previous_boot: z.boolean(),
    lines: z.number(),
    from: z
      .number()
      .optional()
      .meta({ description: 'time of its first line, epoch seconds', needs: ['log'] }),
    to: z
      .number()
      .optional()
      .meta({ description: 'time of its last line, epoch seconds', needs: ['log'] }),
    gaps: z.array(logGapSchema).meta({ description: 'what is not in it: the absence of a line there proves nothing' }),
    refs: refsSchema,
  })
  .meta({ id: 'CoveredLog' });

/** Which time each log of the bundle covers, and what is missing in it. */
export const logCoverageFact = defineFact({
  name: 'log_coverage',
  title: 'Which time the logs cover, and their gaps',
  schema: z.array(coveredLogSchema),
  sources: ['log'],
  compute(context) {
    const missing = unreadLogs(context);
    if (context.snapshot.logs.length === 0) return unknown(missing);
    const found = context.get(clock);
    const time = found.known ? found.value : undefined;
    return known(
      context.snapshot.logs.map((log) => coveredLog(log, time)),
      missing,
    );
  },
});

function coveredLog(log: Document<Log>, time: Clock | undefined): z.infer<typeof coveredLogSchema> {
  const { value, path } = log;
  const at = (stamp: LogTime | undefined): number | undefined => resolveTime(stamp, time, value)?.time;
  const begin = at(value.first);
  const end = at(value.last);
  return {
    label: path,
    emitter: value.emitter,
    previous_boot: isPreviousBoot(log),
    lines: value.lines,
    ...(begin === undefined ? {} : { from: begin }),
    ...(end === undefined ? {} : { to: end }),
    gaps: value.cuts.flatMap((cut) => (cut.kind === 'probes' ? betweenProbes(value, at) : [gapOf(cut, value, at)])),
    refs: [{ path }],
  };
}

type Resolve = (stamp: LogTime | undefined) => number | undefined;

function gapOf(cut: Cut, log: Log, at: Resolve): LogGap {
  const lines = cut.lost === undefined ? {} : { lines: cut.lost };
  if (cut.kind === 'tail_only' || cut.kind === 'ring_wrapped') return withTimes(cut.text, undefined, at(log.first));
  if (cut.kind === 'truncated') return withTimes(cut.text, at(log.last), undefined);
  if (cut.kind !== 'thinned') return { reason: cut.text, ...lines };
  const floods = (log.floods ?? []).filter((flood) => flood.left > 0);
  const last = extreme(floods, at, Math.max);
  const to = last === undefined ? undefined : last + 60;
  return { ...withTimes(cut.text, extreme(floods, at, Math.min), to), ...lines };
}

/** The earliest or the latest minute in which lines were counted. */
function extreme(floods: readonly Flood[], at: Resolve, choose: typeof Math.min): number | undefined {
  const times = floods.flatMap((flood) => [at(flood.first), at(flood.last)]).filter((time) => time !== undefined);
  return times.length === 0 ? undefined : times.reduce((a, b) => choose(a, b));
}

/** What lies before the first probe, between each two and behind the last one. */
function betweenProbes(log: Log, at: Resolve): LogGap[] {
  const gaps: LogGap[] = [];
  let from: number | undefined;
  for (const probe of log.probes ?? []) {
    const time = at(probe.at);
    if (time === undefined) continue;
    gaps.push(withTimes('not read', from, time));
    from = time + probe.seconds;
  }
  gaps.push(withTimes('not read', from, undefined));
  return gaps;
}

function withTimes(reason: string, from: number | undefined, to: number | undefined): LogGap {
  return { reason, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
