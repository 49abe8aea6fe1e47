import type { Report } from '../model.ts';
import type { Words } from '../words/words.ts';
import { clockOf, formatMoment } from './times.ts';

/** A cause that was tested and is not it, with what it was judged by. */
export interface RuledOutEntry {
  readonly id: string;
  readonly title: string;
  readonly object: string;
  readonly because: readonly {
    readonly text: string;
    readonly outcome: string;
    readonly values: string;
    readonly places: string;
  }[];
  readonly sampled: string | undefined;
}

export interface RuledOutSection {
  /** When all values were sampled, where it is the same time for all. */
  readonly sampled: string | undefined;
  /** What the error text allows, so that a reader would have suspected it. */
  readonly suspected: readonly RuledOutEntry[];
  readonly others: readonly RuledOutEntry[];
  readonly othersCount: string;
}

/** More than these nobody reads at night. */
const MAX_SUSPECTED = 8;

export function ruledOutSection(report: Report): RuledOutSection {
  const clock = clockOf(report);
  const { cause, terms } = clock.words;
  const times = new Set(report.ruledOut.map((entry) => entry.sampledAt));
  const [common] = times.size === 1 ? times : [];
  const entries = report.ruledOut.map((entry) => ({
    suspected: entry.suspected,
    id: entry.id,
    title: entry.title,
    object: entry.object,
    because: entry.because.map((clause) => ({
      text: clause.text,
      outcome: terms.outcome[clause.outcome],
      values: valuesText(clause.values, clock.words),
      places: [...new Set(clause.values.flatMap((v) => v.sources))].slice(0, 3).join(', '),
    })),
    sampled:
      entry.sampledAt === undefined || entry.sampledAt === common
        ? undefined
        : cause.sampled(formatMoment(entry.sampledAt, clock)),
  }));
  const sampled = common === undefined ? undefined : cause.allSampled(formatMoment(common, clock));
  const first = entries.filter((e) => e.suspected);
  const others = [...first.slice(MAX_SUSPECTED), ...entries.filter((e) => !e.suspected)];
  return { sampled, suspected: first.slice(0, MAX_SUSPECTED), others, othersCount: cause.furtherTested(others.length) };
}

/** What the error text allows comes first: a reader would have suspected it. */
export function suspectedFirst({ ruledOut }: Report): Report['ruledOut'] {
  return [...ruledOut.filter((r) => r.suspected), ...ruledOut.filter((r) => !r.suspected)];
}

/** `daemon_tmp.used_ratio = 0.31`, one value after another. */
export function valuesText(values: Report['ruledOut'][number]['because'][number]['values'], { terms }: Words): string {
  return values.map((v) => `${v.path} = ${v.value === '' ? terms.emptyValue : v.value}`).join(', ');
}
