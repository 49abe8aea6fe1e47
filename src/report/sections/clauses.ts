import type { ReportDiagnosis } from '../model.ts';

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
    readonly more: number;
  }[];
}

const OUTCOME_WORDS = { true: 'holds', false: 'does not hold', unknown: 'cannot tell' } as const;

/** Places cited for one value; a mount table of many processes would fill pages. */
const MAX_PLACES = 4;

export function clausesOf(clauses: ReportDiagnosis['clauses']): Clause[] {
  return clauses.map(({ clause, text, outcome, values }) => ({
    name: clause.replaceAll('_', ' '),
    text,
    outcome: OUTCOME_WORDS[outcome],
    holds: outcome === 'true',
    values: values.map(({ path, value, sources }) => ({
      path,
      value,
      places: sources.slice(0, MAX_PLACES),
      more: Math.max(0, sources.length - MAX_PLACES),
    })),
  }));
}
