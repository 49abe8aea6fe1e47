import { incidents } from '../../scripts/samples/incidents/all.ts';
import type { Incident } from '../../scripts/samples/incidents/incident.ts';
import type { Report } from '../../src/report/model.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { catalog, snapshotOf } from './analysis.ts';
import { type Sample, without } from './degrade.ts';
import { expectationOf } from './expectation.ts';
import { sharedAnalysis } from './shared-facts.ts';

/** Samples with a cause, each with what its expectation says of less evidence. */
export const sick = incidents.flatMap((incident) => {
  const { degraded } = expectationOf(incident.name);
  return degraded === undefined ? [] : [{ incident, name: incident.name, ...degraded }];
});
export const sound = incidents.filter(({ name }) => expectationOf(name).top === undefined);

/** A sample of which edits are analysed. */
export interface Degrading {
  readonly sample: Sample;
  /** The sample without some sources; asked for once more it is the same snapshot. */
  without(sources: readonly string[]): Snapshot;
  report(edited: Snapshot): Report;
  /** What an edit makes a check find, behind the words that name the edit; nothing where no finding can differ. */
  findings(what: string, edited: Snapshot, check: (report: Report) => readonly string[]): string[];
}

export function degrading(incident: Incident): Degrading {
  const files = incident.build({ small: true });
  const snapshot = snapshotOf(files);
  const { report, changes } = sharedAnalysis(catalog(), snapshot);
  const lesser = new Map<string, Snapshot>();
  return {
    sample: { files, snapshot },
    without(sources) {
      const key = sources.join('\n');
      const edited = lesser.get(key) ?? without(snapshot, sources);
      lesser.set(key, edited);
      return edited;
    },
    report,
    findings: (what, edited, check) =>
      changes(edited) ? check(report(edited)).map((found) => `${what}: ${found}`) : [],
  };
}

/** Claims that are not on the true chain: another root cause, another explanation of a symptom, or a clean bill. */
export const wrongClaims =
  (chain: readonly string[]) =>
  ({ verdict, diagnoses, coverage }: Report): string[] => {
    const top = diagnoses[0];
    const isRootWrong = verdict.status === 'root-cause-found' && !chain.includes(top?.id ?? '');
    return [
      ...(verdict.status === 'healthy' ? ['calls the node healthy'] : []),
      ...(isRootWrong ? [`root cause ${top?.id}: ${verdict.headline}`] : []),
      ...diagnoses
        .filter((d) => d.explains.length > 0 && !chain.includes(d.id))
        .map((d) => `${d.id} explains ${d.explains.map((e) => e.id).join(', ')}`),
      ...(coverage.rules.error > 0 ? [`${coverage.rules.error} rules fail`] : []),
    ];
  };
