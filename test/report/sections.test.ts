import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/model.ts';
import { blastRadius, evidenceNote } from '../../src/report/sections/blast-radius.ts';
import { coverageSection } from '../../src/report/sections/coverage.ts';
import { diagnosisSections } from '../../src/report/sections/diagnosis.ts';
import { findingIndex } from '../../src/report/sections/findings.ts';
import { firstScreen } from '../../src/report/sections/first-screen.ts';
import { formatPercent, headroomRows } from '../../src/report/sections/headroom.ts';
import { bundleLimits } from '../../src/report/sections/limits.ts';
import { gapsOf } from '../../src/report/sections/not-checked.ts';
import { firstSteps, stagesOf } from '../../src/report/sections/step.ts';
import { ENGLISH } from '../../src/report/words/en.ts';
import { healthyNode, insufficientBundle, mountIncident, twoCauses } from './fixture.ts';

const textOf = (report: Report, key: string): string =>
  firstScreen(report)
    .rows.filter((row) => row.key === key)
    .flatMap((row) => [...row.paragraphs, ...row.items])
    .map((spans) => spans.map((s) => s.text).join(''))
    .join('\n');

describe('first screen', () => {
  test('answers in the order in which a reader asks', () => {
    expect(firstScreen(mountIncident()).rows.map((row) => row.label)).toEqual([
      'Who is hit',
      'Do now',
      'Warning',
      'Reboot',
      'How sure',
      'Since',
      'Owner',
      'Unexplained',
      'Limits',
    ]);
  });

  test('groups pods by namespace and says what is blocked', () => {
    const report = mountIncident();
    report.diagnoses[0]!.impact = { pods: ['a/x', 'b/y', 'a/z'], services: [], newWorkBlocked: false, dataRisk: true };
    expect(textOf(report, 'hit')).toBe(
      'New containers were not seen to be blocked. DATA IS AT RISK.\nPods in a: x, z. Pods in b: y.',
    );
  });

  test.each([
    [{ helps: true, safe: true, destroys: [] }, 'Clears the fault and is safe; drain the node first.'],
    [
      { helps: true, safe: false, destroys: ['/tmp'] },
      'Clears the fault, but is NOT safe. It destroys /tmp: save that first.',
    ],
    [{ helps: false, safe: true, destroys: [] }, 'Does not help; it only interrupts what runs here.'],
    [{ helps: false, safe: false, destroys: [] }, 'Does not help, and is NOT safe.'],
  ])('reboot %o', (reboot, expected) => {
    const report = mountIncident();
    report.diagnoses[0]!.reboot = reboot;
    expect(textOf(report, 'reboot')).toBe(expected);
  });

  test('a reboot that another cause forbids is not called safe', () => {
    const report = mountIncident();
    const [first] = report.diagnoses;
    first!.reboot = { helps: true, safe: true, destroys: ['the mount tables'] };
    report.diagnoses.push({
      ...first!,
      id: 'storage/other',
      reboot: { helps: false, safe: false, destroys: ['/tmp'] },
    });
    expect(textOf(report, 'reboot')).toBe(
      'Clears the fault, but is NOT safe for cause 2. It destroys the mount tables; /tmp: save that first.',
    );
    report.diagnoses[1]!.reboot!.safe = true;
    expect(textOf(report, 'reboot')).toBe(
      'Clears the fault and is safe; drain the node first. It destroys the mount tables; /tmp: save that first.',
    );
  });

  test('an onset that is only bounded is not called a time', () => {
    const report = mountIncident();
    report.diagnoses[0]!.state.since = { time: '2023-08-16T03:22:00Z', quality: 'not_after' };
    expect(textOf(report, 'since')).toMatch(/^Before 2023-08-16 03:22:00 UTC .*, where the record begins\./);
  });

  test('changes are named when they came shortly before', () => {
    expect(textOf(mountIncident(), 'since')).toContain(
      'Changed: containerd.io upgraded from 1.4.9 to 1.6.4, 4h 41m before it',
    );
    const report = mountIncident();
    report.changes!.list.length = 0;
    expect(textOf(report, 'since')).toContain(
      'Apart from containers no change was recorded in the 72 hours before it.',
    );
    report.changes!.missing = [
      { source: 'package_history', reason: 'not in this bundle' },
      { source: 'file_list', reason: 'not in this bundle' },
    ];
    expect(textOf(report, 'since')).toContain('What was installed or configured before it is not in this bundle.');
  });

  test('names the second cause', () => {
    expect(textOf(twoCauses(), 'more')).toContain('A tmpfs is full (high, likely, over)');
  });

  test('a healthy node has no severity and names the logs that were cut', () => {
    expect(firstScreen(healthyNode()).badge).toBe('ok');
    expect(textOf(healthyNode(), 'sure')).toContain('no containerd log is in the bundle');
  });
});

describe('steps', () => {
  test('an instruction is followed by the first command', () => {
    expect(firstSteps(mountIncident().diagnoses[0]!, ENGLISH).map((s) => s.number)).toEqual([1, 2]);
  });

  test('the least harmful comes first, whatever the order of the rule', () => {
    const diagnosis = mountIncident().diagnoses[0]!;
    diagnosis.remediation = [
      { stage: 'now', do: 'a', run: 'x', where: 'node', class: 'destructive' },
      { stage: 'now', do: 'b', run: 'y', where: 'node', class: 'disruptive' },
      { stage: 'permanent', do: 'c', run: 'z', where: 'node', class: 'safe' },
    ];
    expect(firstSteps(diagnosis, ENGLISH).map((s) => [s.number, s.command])).toEqual([[2, 'y']]);
    expect(stagesOf(diagnosis, ENGLISH).map((s) => [s.title, s.steps.map((step) => step.number)])).toEqual([
      ['Now', [1, 2]],
      ['For good', [3]],
    ]);
  });
});

test('limits name privileges, cuts and what did not answer', () => {
  expect(bundleLimits(insufficientBundle())).toEqual([
    'the collection ended after step 13 of 69 (ns_mnt): stopped by signal TERM; missing: df_daemon_tmp, sysctl',
    'Commands of the collector hung and could not be ended: df -PT -k /mnt/share (pid 812, state D, nfs4_proc_statfs)',
    'Collected as uid 1000, not as root',
    'not readable without more privileges: mountinfo',
  ]);
});

test('limits of a cut bundle without records say at least that it was cut, and name a clock that was set', () => {
  const report = insufficientBundle();
  const { cut: _, abandoned: __, ...bundle } = report.bundle;
  const limits = bundleLimits({ ...report, bundle: { ...bundle, clockDoubts: ['The clock was set back'] } });
  expect(limits[0]).toBe('The bundle is cut: what comes after the cut is not in it');
  expect(limits).toContain('The clock was set back');
});

test('sources that are missing for one reason are one row', () => {
  expect(coverageSection(insufficientBundle()).lacking.map((row) => row.id)).toEqual([
    'mountinfo',
    'sysctl, df_daemon_tmp',
  ]);
});

test('rules that miss the same sources are one gap, the widest first', () => {
  expect(gapsOf(mountIncident()).map((g) => [g.missing[0]?.source, g.titles.length])).toEqual([
    ['kubelet journal', 2],
    ['lvs', 1],
  ]);
});

test('headroom: the nearest limit first, and only what is full reads 100%', () => {
  const report = mountIncident();
  report.predictions.reverse();
  expect(headroomRows(report).map((r) => r.percent)).toEqual(['61%', '36%']);
  expect([0.9999, 1, 1.2, 0.919, 0.004, 0.0001, 0].map(formatPercent)).toEqual([
    ...['99%', '100%', '120%', '92%', '0.4%', '<0.1%', '0%'],
  ]);
});

describe('evidence', () => {
  test('of which no text was kept says so, and a row that is quoted does not', () => {
    const report = mountIncident();
    report.diagnoses[0]!.evidence = [
      {
        path: 'commands/df/bytes',
        line: 8,
        context: { whole: '/dev/sdb1 ext4 206292968 180122004 15668852 92% /data' },
      },
      { path: 'proc/1/mountinfo', line: 1597 },
      { path: 'journal/docker.log', line: 7, text: 'no space left on device' },
    ];
    const [section] = diagnosisSections(report);
    expect(section?.evidence.map(({ note }) => note)).toEqual([undefined, ENGLISH.cause.notQuoted, undefined]);
  });
});

describe('all findings', () => {
  test('a root cause is as grave and as present as its diagnosis', () => {
    const report = mountIncident();
    const [cause] = report.diagnoses;
    report.findings = report.findings.map((f) => (f.id === cause!.id ? { ...f, severity: 'low', state: 'past' } : f));
    const entry = findingIndex(report).find(({ id }) => id === cause!.id);
    expect(entry).toMatchObject({ severity: cause!.severity, tags: expect.stringContaining('happening now') });
  });
});

describe('counts of a cause', () => {
  test('more than the places that are cited are told beside these, and in the blast radius', () => {
    const report = mountIncident();
    const [diagnosis] = report.diagnoses;
    const finding = report.findings.find((f) => f.id === diagnosis?.id);
    if (diagnosis === undefined || finding === undefined) throw new Error('the fixture has no diagnosis');
    finding.count = 6385;
    expect(evidenceNote(report, diagnosis)).toContain(`${finding.title} (6,385)`);
    expect(blastRadius(report, diagnosis)).toContainEqual({ name: '6,385 ×', text: finding.title });
    for (const other of report.findings) other.count = other.instances = 1;
    expect(evidenceNote(report, diagnosis)).toBeUndefined();
  });

  test('drafts that hold are named, and are no finding', () => {
    const report = healthyNode();
    report.coverage.rules.onTrial = [{ id: 'x/y', title: 'A draft' }];
    expect(coverageSection(report).rules).toContain('1 on trial, which hold and are not counted: A draft (x/y)');
  });
});
