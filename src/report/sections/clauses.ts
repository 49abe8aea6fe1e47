import type { ReportDiagnosis } from '../model.ts';
import type { Words } from '../words/words.ts';

/** A condition of a rule with the values it was judged by. */
export interface Clause {
  readonly name: string;
  readonly text: string;
  readonly outcome: string;
  readonly holds: boolean;
  readonly values: readonly {
    readonly path: string;
    readonly value: string;
    readonly places: readonly string[];
    /** ` and 3 more`; empty when all are named. */
    readonly more: string;
  }[];
}

/** Places cited for one value; a mount table of many processes would fill pages. */
const MAX_PLACES = 4;

export function clausesOf(clauses: ReportDiagnosis['clauses'], { cause, terms }: Words): Clause[] {
  return clauses.map(({ clause, title, text, outcome, values }) => ({
    name: cause.condition(clause, title),
    text,
    outcome: terms.outcome[outcome],
    holds: outcome === 'true',
    values: values.map(({ path, value, sources }) => ({
      path,
      value: value === '' ? terms.emptyValue : value,
      places: sources.slice(0, MAX_PLACES),
      more: sources.length > MAX_PLACES ? cause.morePlaces(sources.length - MAX_PLACES) : '',
    })),
  }));
}
