import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { describeDiagnosis } from '../../src/report/diagnoses.ts';
import { judgeAll } from '../rules/world.ts';

/** The warnings of a diagnosis whose root has these lines as `dont`. */
function warningsOf(dont: string, values: Record<string, unknown>): readonly string[] {
  const body = `clauses: { yes: flag }\nwhen: yes\nkind: fault\nmessage: broken\ndont:\n${dont}`;
  const { diagnoses } = diagnose(judgeAll({ 'test/cause': body }, { flag: true, ...values }), { collectedAt: 1 }, {});
  return diagnoses.flatMap((diagnosis) => describeDiagnosis(diagnosis, new Map()).dont);
}

const DONT = '  - Do not wait\n  - { if: count > 1, text: Do not count }\n';

it('what a reboot destroys is left out where that is not there', () => {
  const lost = (count: number): readonly string[] => {
    const body =
      'clauses: { yes: flag }\nwhen: yes\nkind: fault\nmessage: broken\nreboot:\n  helps: true\n  safe: true\n  destroys: [{ if: count > 1, text: the files }, the trace]\n';
    const { diagnoses } = diagnose(judgeAll({ 'test/cause': body }, { flag: true, count }), { collectedAt: 1 }, {});
    return diagnoses.flatMap((diagnosis) => describeDiagnosis(diagnosis, new Map()).reboot?.destroys ?? []);
  };
  expect([lost(2), lost(1)]).toEqual([['the files', 'the trace'], ['the trace']]);
});

describe('a warning of a rule', () => {
  it.each([
    ['whose condition holds is given', { count: 2 }, ['Do not wait', 'Do not count']],
    ['whose condition does not hold is left out', { count: 1 }, ['Do not wait']],
    ['whose condition is not known is given', {}, ['Do not wait', 'Do not count']],
  ])('%s', (_name, values, expected) => expect(warningsOf(DONT, values)).toEqual(expected));

  it('that two entries give stands once', () => {
    expect(warningsOf('  - { if: flag, text: Do not wait }\n  - Do not wait\n', {})).toEqual(['Do not wait']);
  });
});
