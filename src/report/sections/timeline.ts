import { formatDuration } from '../../lib/time.ts';
import type { Report } from '../model.ts';
import type { Words } from '../words/words.ts';
import { type Clock, clockOf, formatNodeTime, formatOffset, formatRelative, formatUtc } from './times.ts';

export interface TimelineSection {
  /** `Node (+08:00)` when the node's zone is known and is not UTC. */
  readonly zone: string | undefined;
  readonly entries: readonly TimelineEntry[];
}

export interface TimelineEntry {
  readonly utc: string;
  readonly node: string | undefined;
  readonly relative: string | undefined;
  readonly kind: string;
  readonly text: string;
  readonly id: string | undefined;
}

export function timelineSection(report: Report): TimelineSection {
  const clock = clockOf(report);
  const { utcOffset } = clock;
  const hasZone = utcOffset !== undefined && utcOffset !== 0;
  return {
    zone: hasZone ? clock.words.tables.nodeZone(formatOffset(utcOffset)) : undefined,
    entries: report.timeline.map((e) => entryOf(e, clock)),
  };
}

/** The same section with one row for what began, or was last seen, at one and the same time. */
export function mergedEvents({ zone, entries }: TimelineSection, { about, terms }: Words): TimelineSection {
  const rows: TimelineEntry[] = [];
  for (const entry of entries) {
    const last = rows.at(-1);
    if (last !== undefined && last.utc === entry.utc && last.kind === entry.kind) {
      const text = about.titleIn(last.text);
      rows[rows.length - 1] = { ...last, text: `${text}${terms.semicolon}${entry.text}`, id: undefined };
    } else rows.push(entry);
  }
  return { zone, entries: rows };
}

function entryOf(entry: Report['timeline'][number], clock: Clock): TimelineEntry {
  const { tables, terms } = clock.words;
  const kind = terms.event[entry.kind];
  const before = entry.quality === 'not_after' ? '≤ ' : '';
  const spread = entry.uncertaintySeconds >= 1 ? ` ± ${formatDuration(entry.uncertaintySeconds)}` : '';
  return {
    utc: `${before}${formatUtc(entry.time).replace(/ UTC$/, '')}${spread}`,
    node: formatNodeTime(entry.time, clock)?.replace(/ [+-]\d\d:\d\d$/, ''),
    relative: formatRelative(entry.time, clock),
    kind: entry.quality === 'sampled' ? tables.sampledEvent(kind) : kind,
    text: entry.text,
    id: entry.id,
  };
}
