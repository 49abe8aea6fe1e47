import { describe, expect, test } from 'vitest';
import type { ReportDiagnosis } from '../../src/report/model.ts';
import { withNotes } from '../../src/report/notes.ts';
import { healthyNode, insufficientBundle, mountIncident, twoCauses, unexplainedFindings } from './fixture.ts';

/** What somebody who runs no nodes does not know. */
const JARGON = /namespace|fs\.mount-max|ENOSPC|overlay|cgroup|sysctl|\/proc|kubelet|inode/i;

describe('the note to the customer', () => {
  test.each(Object.entries({ mountIncident, twoCauses, healthyNode, insufficientBundle, unexplainedFindings }))(
    '%s: five sentences',
    (_name, report) => {
      const customer = withNotes(report()).notes?.customer ?? [];
      expect(customer.length).toBe(5);
      expect(customer.filter((text) => !/^[A-Z\d].*[.]$/s.test(text))).toEqual([]);
    },
  );

  test('has no jargon where the rule has plain words', () => {
    expect(withNotes(mountIncident()).notes?.customer.join(' ')).not.toMatch(JARGON);
  });

  test('promises nothing that is not known', () => {
    const report = mountIncident();
    report.diagnoses[0]!.state = { now: 'unknown', since: { quality: 'unknown' } };
    report.diagnoses[0]!.confidence.word = 'likely';
    report.diagnoses[0]!.remediation = [];
    const customer = withNotes(report).notes?.customer.join(' ');
    expect(customer).toContain('The likely cause: ');
    expect(customer).toContain('When it began is not known; whether it still happens cannot be told.');
    expect(customer).toContain('The repair is being worked out.');
  });
});

describe('what is said of the repair', () => {
  const step = { stage: 'now', do: 'look', where: 'node', class: 'safe' } as const;
  const look = { ...step, reads: true } as const;
  const said = (remediation: ReportDiagnosis['remediation']): string | undefined => {
    const report = mountIncident();
    report.diagnoses[0]!.remediation = remediation;
    return withNotes(report).notes?.customer.at(-1);
  };

  test.each([
    [
      'the first step that changes something decides, not the look before',
      [look, { ...step, class: 'disruptive' as const }],
      /^The repair is known and interrupts/,
    ],
    [
      'a step for good is a repair as well',
      [look, { ...step, stage: 'permanent' as const }],
      /^The first step .* interrupts nothing/,
    ],
    ['a look and a check are none', [look, { ...step, stage: 'verify' as const }], /^The repair is being worked out/],
  ])('%s', (_what, remediation, expected) => {
    expect(said(remediation)).toMatch(expected);
  });

  test('a healthy node has no trouble that lasts', () => {
    expect(withNotes(healthyNode()).notes?.customer.join(' ')).not.toContain('while the trouble lasts');
  });
});

describe('the note to the vendor', () => {
  test('of a long line keeps the end, which says why', () => {
    const report = mountIncident();
    const [first] = report.diagnoses[0]!.evidence;
    report.diagnoses[0]!.evidence = [{ ...first!, text: `mount ${'x'.repeat(900)}: no space left on device` }];
    const line = withNotes(report).notes?.vendor.find((text) => text.includes('xxx'));
    expect(line).toMatch(/: mount x+…x+: no space left on device$/);
  });

  test('has versions, the fault, lines that prove it and what was excluded', () => {
    const vendor = withNotes(mountIncident()).notes?.vendor.join('\n') ?? '';
    expect(vendor).toMatch(/^System: .*kernel /m);
    expect(vendor).toMatch(/^Version: docker 20\.10\.7 is affected/m);
    expect(vendor).toMatch(/^journal\/docker\.log:48123: /m);
    expect(vendor).toMatch(/^Excluded: The filesystem is full \(fs\.used_ratio = 0\.31\)/m);
    expect(vendor).toMatch(/^Bundle: inquest-worker-17/m);
  });

  test('of a bundle without a cause says what was seen', () => {
    expect(withNotes(unexplainedFindings()).notes?.vendor.join('\n')).toMatch(/^Seen: /m);
  });
});
