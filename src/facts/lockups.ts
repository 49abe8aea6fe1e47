import * as z from 'zod';
import { clock } from './clock.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesInEveryLog, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const lockupSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    reports: z.number().meta({ description: 'messages of the watchdog' }),
    cpus: z.number().meta({ description: 'different CPUs' }),
    longest: z.number().meta({ description: 'seconds the watchdog says, the largest; 0 where it is unreadable' }),
    shortest: z.number(),
    spread: z
      .number()
      .optional()
      .meta({ description: 'seconds from the first message to the last', needs: ['log'] }),
    at_once: z
      .boolean()
      .optional()
      .meta({
        description: 'all CPUs within five seconds, stuck for as long as each other give or take five seconds',
        needs: ['log'],
      }),
    others: z.number().meta({ description: 'lockups at other times in these logs' }),
    tasks: z.array(z.string()).meta({ description: 'programs that ran on these CPUs, at most ten' }),
    functions: z.array(z.string()).meta({ description: 'kernel functions in which they ran, at most ten' }),
    rcu_stall: z
      .boolean()
      .optional()
      .meta({ description: 'RCU stalled within the same minute', needs: ['log'] }),
    clock_jumped: z
      .boolean()
      .optional()
      .meta({
        description: 'the wall clock was found wrong in the minute before it or the 15 minutes after it',
        needs: ['log'],
      }),
    quiet_for: z
      .number()
      .optional()
      .meta({ description: 'seconds from its last message to the collection', needs: ['log'] }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Lockup' });

/** One line of the watchdog. */
interface Report {
  readonly time: number | undefined;
  readonly occurrence: ResolvedOccurrence;
}

/** The watchdog looks every four seconds and repeats itself after 20 and more; what is a minute apart is not the same. */
const SAME_LOCKUP = 60;
const AT_ONCE = 5;
const MAX_NAMED = 10;

/** Times at which CPUs did not schedule for 20 seconds and more, from what the soft lockup watchdog says. */
export const lockups = defineFact({
  name: 'lockups',
  title: 'Soft lockups of CPUs',
  schema: z.array(lockupSchema),
  sources: ['log'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present) return unknown(coverage.reasons);
    const groups = apart(reportsOf(occurrencesOf(context, 'soft_lockup')));
    return known(
      groups.map((reports) => describe(reports, groups.length - 1, context)),
      coverage.reasons,
    );
  },
});

/** Every line with its own time, oldest first; lines without a time come last. */
function reportsOf(all: readonly ResolvedOccurrence[]): Report[] {
  const reports = all.flatMap((occurrence): Report[] => {
    const [first, last] = spanOf(occurrence);
    if (occurrence.count === 1 || first === last) return [{ time: first, occurrence }];
    return [
      { time: first, occurrence },
      { time: last, occurrence },
    ];
  });
  return reports.sort((a, b) => (a.time ?? Number.MAX_VALUE) - (b.time ?? Number.MAX_VALUE));
}

/** First and last time; where nothing says when the node booted, as seconds since then. */
const spanOf = ({ first, last, stated }: ResolvedOccurrence): [number | undefined, number | undefined] =>
  first === undefined ? [stated.first?.seconds, stated.last?.seconds] : [first, last];

function apart(reports: readonly Report[]): Report[][] {
  const groups: Report[][] = [];
  let last: number | undefined;
  for (const report of reports) {
    const group = groups.at(-1);
    const near =
      report.time === undefined ? last === undefined : last !== undefined && report.time - last <= SAME_LOCKUP;
    if (group !== undefined && near) group.push(report);
    else groups.push([report]);
    last = report.time;
  }
  return groups;
}

function describe(reports: readonly Report[], others: number, context: FactContext) {
  const own = [...new Set(reports.map((r) => r.occurrence))];
  const times = reports.flatMap((r) => (r.time === undefined ? [] : [r.time]));
  const timed = times.length === reports.length;
  const [first, last] = [times[0], times.at(-1)];
  const seconds = own.map((o) => Number(o.captures.seconds)).filter(Number.isFinite);
  const [shortest, longest] = seconds.length === 0 ? [0, 0] : [Math.min(...seconds), Math.max(...seconds)];
  const spread = timed && first !== undefined && last !== undefined ? last - first : undefined;
  const seen = within(seenOf(own), first, last);
  const named = (values: readonly (string | undefined)[]): string[] =>
    [...new Set(values.flatMap((v) => (v === undefined ? [] : [v])))].slice(0, MAX_NAMED);
  const time = context.get(clock);
  return {
    entity: `lockup:${first === undefined ? 'untimed' : Math.floor(first)}`,
    label: context.words.lockup,
    reports: reports.length,
    cpus: new Set(own.map((o) => o.captures.cpu)).size,
    longest,
    shortest,
    spread,
    at_once: spread === undefined ? undefined : spread <= AT_ONCE && longest - shortest <= AT_ONCE,
    others,
    tasks: named(own.map((o) => o.captures.comm)),
    functions: named(functionsOf(own, context)),
    rcu_stall: near(context, ['rcu_stall'], first, last, 60, 60),
    clock_jumped: near(context, ['clock_jumped', 'clock_stepped', 'clock_wrong'], first, last, 60, 900),
    quiet_for: seen === undefined || !time.known ? undefined : Math.max(0, time.value.collected_at - seen.last),
    seen,
    refs: own.slice(0, 5).map((o) => o.ref),
  };
}

/** The same line may stand in several lockups; each is as long as its own lines. */
const within = (
  seen: ReturnType<typeof seenOf>,
  first: number | undefined,
  last: number | undefined,
): ReturnType<typeof seenOf> =>
  seen === undefined || first === undefined || last === undefined ? seen : { ...seen, first, last };

function functionsOf(own: readonly ResolvedOccurrence[], context: FactContext): (string | undefined)[] {
  const records = new Set(own.map((o) => `${o.ref.path}:${o.ref.line}`));
  return occurrencesInEveryLog(context, 'soft_lockup_place')
    .filter((o) => records.has(`${o.ref.path}:${o.captures.record}`))
    .map((o) => o.captures.function);
}

/** Whether one of these groups has a line near a time; undefined where the times do not tell. */
function near(
  context: FactContext,
  groups: readonly string[],
  first: number | undefined,
  last: number | undefined,
  before: number,
  after: number,
): boolean | undefined {
  if (first === undefined || last === undefined) return undefined;
  return groups
    .flatMap((group) => occurrencesOf(context, group))
    .some((o) => {
      const [begin, end] = spanOf(o);
      return begin !== undefined && (end ?? begin) >= first - before && begin <= last + after;
    });
}
