import type { Report } from '../../src/report/model.ts';
import { SEVERITIES } from '../../src/rules/severity.ts';
import type { ExpectedScore } from './score.ts';

/**
 * One bundle or excerpt by the reading of the goal: was the expected family found, and is it what the report names first.
 *
 * An item that expects several failures is found when each is; remarks count only where nothing but remarks is expected.
 * `cannot be told` is not found, whatever the reason. An item of remarks alone has no place, since no remark is a cause.
 */
export interface ItemScore {
  readonly found: boolean;
  /** The first diagnosis is a rule of an expected family. */
  readonly firstDiagnosis?: boolean;
  /** What the report names first is one; see `namedFirst`. */
  readonly namedFirst?: boolean;
}

/** Undefined where nothing is expected: such an item is judged by what it must not say. */
export function scoreItem(expected: readonly ExpectedScore[]): ItemScore | undefined {
  if (expected.length === 0) return undefined;
  const causes = expected.filter(({ remark }) => !remark);
  if (causes.length === 0) return { found: expected.every(({ familyFound }) => familyFound) };
  return {
    found: causes.every(({ familyFound }) => familyFound),
    firstDiagnosis: causes.some(({ familyDiagnosed }) => familyDiagnosed),
    namedFirst: causes.some(({ familyNamed }) => familyNamed),
  };
}

/**
 * The rule that a reader of the report meets first: the root of the first diagnosis; where there is none, what the
 * headline names, which is the gravest symptom that nothing explains. A verdict of health names nothing.
 */
export function namedFirst({ diagnoses, residue, verdict }: Named): string | undefined {
  if (diagnoses[0] !== undefined) return diagnoses[0].id;
  if (verdict.status === 'healthy') return undefined;
  const gravest = Math.min(...residue.map(({ severity }) => SEVERITIES.indexOf(severity)));
  return residue.find(({ severity }) => SEVERITIES.indexOf(severity) === gravest)?.id;
}

type Named = Pick<Report, 'diagnoses' | 'residue' | 'verdict'>;
