import * as z from 'zod';
import type { Cut, Flood, Log, LogTime } from '../signatures/signature.ts';
import type { Document } from '../snapshot/snapshot.ts';
import { clock, resolveTime } from './clock.ts';
import { defineFact, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { isPreviousBoot, unreadLogs } from './log-coverage.ts';
import { type LogSeries, logSeries } from './log-series.ts';

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
    label: z.string().meta({ description: 'path of the log in the bundle, of its newest piece if it was rotated' }),
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
    return known(
      logSeries(context).map((series) => coveredLog(series, context)),
      missing,
    );
  },
});

function coveredLog(series: LogSeries, context: FactContext): z.infer<typeof coveredLogSchema> {
  const covered = series.pieces.map((log) => coveredPiece(log, series, context));
  const newest = series.pieces.at(-1);
  const begin = covered.find((piece) => piece.from !== undefined)?.from;
  const end = covered.findLast((piece) => piece.to !== undefined)?.to;
  return {
    label: series.path,
    emitter: newest?.value.emitter ?? 'other',
    previous_boot: newest !== undefined && isPreviousBoot(newest),
    lines: series.pieces.reduce((sum, { value }) => sum + value.lines, 0),
    ...(begin === undefined ? {} : { from: begin }),
    ...(end === undefined ? {} : { to: end }),
    gaps: withoutSeams(covered),
    refs: series.pieces.map(({ path }) => ({ path })),
  };
}

interface CoveredPiece {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly gaps: readonly LogGap[];
  /** What is missing between this piece and the one before. */
  readonly hole: string | undefined;
}

function coveredPiece(log: Document<Log>, series: LogSeries, context: FactContext): CoveredPiece {
  const { value } = log;
  const found = context.get(clock);
  const time = found.known ? found.value : undefined;
  const at = (stamp: LogTime | undefined): number | undefined => resolveTime(stamp, time, value)?.time;
  return {
    from: at(value.first),
    to: at(value.last),
    gaps: value.cuts.flatMap((cut) => (cut.kind === 'probes' ? betweenProbes(value, at) : [gapOf(cut, value, at)])),
    hole: series.holes.find((hole) => hole.before === log)?.reason,
  };
}

/** What is missing before a piece begins where the piece before it ends, and behind it ends where the next one begins. */
function withoutSeams(pieces: readonly CoveredPiece[]): LogGap[] {
  return pieces.flatMap(({ from, gaps, hole }, i) => {
    const before = pieces[i - 1]?.to;
    const next = pieces[i + 1]?.from;
    const missing = hole === undefined ? [] : [withTimes(hole, before, from)];
    return [...missing, ...gaps.map((gap) => boundedBy(gap, before, next))];
  });
}

function boundedBy({ reason, from, to, lines }: LogGap, before: number | undefined, next: number | undefined): LogGap {
  const counted = lines === undefined ? {} : { lines };
  // A gap without any time is one of all of the log.
  if (from === undefined && to === undefined) return { reason, ...counted };
  return { ...withTimes(reason, from ?? before, to ?? next), ...counted };
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
