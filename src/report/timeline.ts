import type { DiagnosisResult } from '../diagnosis/diagnose.ts';
import { groupBy } from '../lib/group-by.ts';
import { formatTime } from '../lib/time.ts';
import type { ReportFrame } from './build.ts';
import type { Report } from './model.ts';
import type { Words } from './words/words.ts';

type Event = Report['timeline'][number];

/** Boot, the beginning and end of every finding, the collection and its second samples, in order of time. */
export function buildTimeline(
  found: DiagnosisResult,
  frame: Pick<ReportFrame, 'collectedAt' | 'bootedAt' | 'sampledAgainAt'>,
  { about }: Words,
): Event[] {
  const events: Event[] = [];
  if (frame.bootedAt !== undefined)
    events.push({
      time: formatTime(frame.bootedAt),
      uncertaintySeconds: 1,
      quality: 'exact',
      kind: 'boot',
      text: about.booted,
    });
  for (const [id, nodes] of groupBy(found.graph.nodes, (n) => n.rule.id)) {
    const title = nodes[0]?.rule.title ?? id;
    const onsets = nodes.map((n) => n.timing.onset).filter((o) => o.time !== undefined);
    const first = onsets.reduce<(typeof onsets)[number] | undefined>(
      (a, b) => (a === undefined || (b.time ?? Infinity) < (a.time ?? Infinity) ? b : a),
      undefined,
    );
    if (first?.time !== undefined) {
      const quality = first.quality === 'exact' ? 'exact' : 'not_after';
      events.push({
        time: formatTime(first.time),
        uncertaintySeconds: Math.round(first.uncertainty),
        quality,
        kind: 'onset',
        text: about.firstSeenOf(title),
        id,
      });
    }
    const last = Math.max(...nodes.map((n) => n.timing.lastSeen ?? -Infinity));
    if (Number.isFinite(last) && last !== first?.time) {
      events.push({
        time: formatTime(last),
        uncertaintySeconds: Math.round(first?.uncertainty ?? 0),
        quality: 'exact',
        kind: 'last-seen',
        text: about.lastSeenOf(title),
        id,
      });
    }
  }
  if (frame.collectedAt !== undefined) {
    events.push({
      time: formatTime(frame.collectedAt),
      uncertaintySeconds: 1,
      quality: 'exact',
      kind: 'collection',
      text: about.collected,
    });
  }
  if (frame.sampledAgainAt !== undefined) {
    events.push({
      time: formatTime(frame.sampledAgainAt),
      uncertaintySeconds: 1,
      quality: 'exact',
      kind: 'collection',
      text: about.sampledAgain,
    });
  }
  return events.sort(byTime);
}

/** What is of one second stands in the same order in every language: by id, the boot before and the collection behind. */
function byTime(a: Event, b: Event): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  return placeOf(a) < placeOf(b) ? -1 : 1;
}

const placeOf = ({ kind, id }: Event): string => (kind === 'boot' ? '0' : kind === 'collection' ? '2' : `1${id}`);
