import type { Report } from '../model.ts';
import { wordsOf } from '../words/words.ts';

/** What could not be judged for one and the same reason. */
export interface Gap {
  readonly missing: readonly { readonly source: string; readonly reason: string }[];
  readonly titles: readonly { readonly id: string; readonly title: string }[];
}

/** Rules that miss the same sources are one entry; the one that leaves most open comes first. */
export function gapsOf(report: Report): Gap[] {
  const { terms } = wordsOf(report);
  const groups = new Map<string, { missing: Gap['missing']; titles: { id: string; title: string }[] }>();
  for (const { id, title, missing } of report.unknown) {
    const key = JSON.stringify(missing.map((m) => [m.source, m.reason]));
    const told = missing.map(({ source, reason }) => ({ source, reason: terms.reason(reason) }));
    const group = groups.get(key) ?? { missing: told, titles: [] };
    group.titles.push({ id, title });
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.titles.length - a.titles.length);
}
