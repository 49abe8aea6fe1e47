import type { Evaluation } from './analysis.ts';
import type { Catalog } from './catalog.ts';
import { type Clock, clock, resolveTime } from './facts/clock.ts';
import type { FactWords } from './facts/words/words.ts';
import { changesOf } from './frame-changes.ts';
import { hostOf } from './frame-host.ts';
import { formatDuration, formatTime } from './lib/time.ts';
import type { ReportFrame } from './report/build.ts';
import type { Report } from './report/model.ts';
import type { Snapshot } from './snapshot/snapshot.ts';

export interface ToolIdentity {
  readonly version: string;
  /** SHA-256 over the rule and signature files. */
  readonly catalogSha256: string;
}

/** What the report says of the tool, the bundle, the node and the sources: everything but the findings. */
export function buildFrame({ snapshot, facts }: Evaluation, catalog: Catalog, tool: ToolIdentity): ReportFrame {
  const time = facts.get(clock);
  const collectedAt = time.known ? time.value.collected_at : undefined;
  const bootedAt = time.known ? time.value.boot_time : undefined;
  const start = snapshot.documents.manifest_start[0]?.value;
  return {
    ...(catalog.lang === 'en' ? {} : { language: catalog.lang }),
    tool: {
      name: 'inquest',
      version: tool.version,
      catalog: { rules: catalog.rules.length, signatures: catalog.signatures.length, sha256: tool.catalogSha256 },
    },
    bundle: {
      ...snapshot.bundle,
      ...(time.known
        ? { collectedAt: formatTime(time.value.collected_at), collectedAtFrom: time.value.collected_at_from }
        : {}),
      ...(time.known && time.value.utc_offset !== undefined ? { utcOffset: time.value.utc_offset } : {}),
      ...(start === undefined ? {} : { collector: collectorOf(start, snapshot.documents.manifest[0]?.value) }),
      ...(snapshot.cut === undefined ? {} : { cut: { ...snapshot.cut, missing: [...snapshot.cut.missing] } }),
      ...abandonedOf(snapshot),
      ...addedOf(snapshot),
      ...otherHostsOf(snapshot),
      ...(time.known ? clockDoubts(time.value, facts.words) : {}),
    },
    host: hostOf({ snapshot, facts }, bootedAt),
    problems: snapshot.problems.map((p) => ({ ...p })),
    sources: sourcesOf(snapshot),
    logs: logsOf(snapshot, time.known ? time.value : undefined),
    ...(collectedAt === undefined ? {} : { collectedAt }),
    ...(bootedAt === undefined ? {} : { bootedAt }),
    ...sampledAgain(snapshot),
    changes: changesOf(facts),
    ...(snapshot.bundle.lacks === undefined ? {} : { lacks: snapshot.bundle.lacks }),
    ...(start?.plan === undefined ? {} : { plan: start.plan }),
  };
}

/** When the first counters were read again; by seconds since boot, since the clock may be set while the collector runs. */
function sampledAgain({ documents }: Snapshot): Pick<ReportFrame, 'sampledAgainAt'> {
  const { epochSeconds, uptimeSeconds } = documents.manifest_start[0]?.value.clock ?? {};
  const at = documents.manifest_step.find(({ value }) => value.step === 'counters_t1')?.value.atSeconds;
  if (epochSeconds === undefined || uptimeSeconds === undefined || at === undefined || at < uptimeSeconds) return {};
  return { sampledAgainAt: epochSeconds + at - uptimeSeconds };
}

function collectorOf(
  start: Snapshot['documents']['manifest_start'][number]['value'],
  end: Snapshot['documents']['manifest'][number]['value'] | undefined,
): NonNullable<Report['bundle']['collector']> {
  // Seconds since boot: the clock may be set while the collector runs.
  const [from, to] = [start.clock.uptimeSeconds, end?.clock.uptimeSeconds];
  return {
    ...(from === undefined || to === undefined || to < from ? {} : { seconds: Math.round(to - from) }),
    ...(start.collector.version === undefined ? {} : { version: start.collector.version }),
    ...(start.privileges.uid === undefined ? {} : { uid: start.privileges.uid }),
    ...(start.privileges.inContainer === undefined ? {} : { inContainer: start.privileges.inContainer }),
  };
}

/** Nothing is known of hung commands when the closing record did not arrive. */
function abandonedOf({ documents }: Snapshot): Pick<Report['bundle'], 'abandoned'> {
  const end = documents.manifest[0]?.value;
  return end === undefined || end.abandoned.length === 0
    ? {}
    : { abandoned: end.abandoned.map((child) => ({ ...child })) };
}

function addedOf({ added }: Snapshot): Pick<Report['bundle'], 'added'> {
  if (added === undefined) return {};
  return {
    added: added.map(({ collectedAt, taken, left, ...file }) => ({
      ...file,
      taken: [...taken],
      left: [...left],
      ...(collectedAt === undefined ? {} : { collectedAt: formatTime(collectedAt) }),
    })),
  };
}

/** As many names as a reader takes in; a central log may name hundreds. */
const MOST_HOSTS = 20;

function otherHostsOf({ otherHosts }: Snapshot): Pick<Report['bundle'], 'otherHosts'> {
  if (otherHosts === undefined) return {};
  const { own, others, logs } = otherHosts;
  return { otherHosts: { own, others: others.slice(0, MOST_HOSTS), logs: [...logs] } };
}

/** A clock that drifts or is disciplined moves by less than this within a minute. */
const STEP = 2;

function clockDoubts(
  { step = 0, logs_ahead, boots_differ }: Clock,
  words: FactWords,
): Pick<Report['bundle'], 'clockDoubts'> {
  const doubts = [
    ...(Math.abs(step) > STEP ? [words.clockSet(step > 0, formatDuration(Math.abs(step)))] : []),
    ...(logs_ahead > 0 ? [words.logsAhead(formatDuration(logs_ahead))] : []),
    ...(boots_differ > 0 ? [words.bootsDiffer(formatDuration(boots_differ))] : []),
  ];
  return doubts.length === 0 ? {} : { clockDoubts: doubts };
}

/** Many documents of one source (1,000 mount tables, 100 sysctl files) are one row. */
function sourcesOf(snapshot: Snapshot): Report['coverage']['sources'] {
  const rows = new Map<string, Report['coverage']['sources'][number]>();
  for (const record of snapshot.records) {
    const key = record.source === 'log' ? `log ${record.path}` : `${record.source} ${record.status}`;
    const row = rows.get(key);
    const problems = record.problems.map((p) => (p.line === undefined ? p.message : `line ${p.line}: ${p.message}`));
    if (row === undefined) {
      rows.set(key, {
        id: record.source,
        status: record.status,
        path: record.path,
        bytes: record.bytes,
        ...(record.lines === undefined ? {} : { lines: record.lines }),
        ...(record.reason === undefined ? {} : { reason: record.reason }),
        problems: problems.slice(0, 5),
      });
      continue;
    }
    row.bytes += record.bytes;
    row.problems = [...row.problems, ...problems].slice(0, 5);
  }
  for (const gap of snapshot.gaps) {
    const reason = gap.second ? `second sample: ${gap.reason}` : gap.reason;
    rows.set(`gap ${gap.source} ${gap.status} ${reason}`, {
      id: gap.source,
      status: gap.status,
      bytes: 0,
      reason,
      problems: [],
    });
  }
  return [...rows.values()].sort((a, b) =>
    a.id === b.id ? ((a.path ?? '') < (b.path ?? '') ? -1 : 1) : a.id < b.id ? -1 : 1,
  );
}

function logsOf(snapshot: Snapshot, time: Parameters<typeof resolveTime>[1]): Report['coverage']['logs'] {
  return snapshot.logs.map(({ path, value }) => {
    const from = resolveTime(value.first, time, value);
    const to = resolveTime(value.last, time, value);
    return {
      path,
      emitter: value.emitter,
      format: value.format,
      lines: value.lines,
      ...(from === undefined ? {} : { from: formatTime(from.time) }),
      ...(to === undefined ? {} : { to: formatTime(to.time) }),
      gaps: value.bytes === 0 ? ['the log is empty'] : value.cuts.map((c) => c.text),
    };
  });
}
