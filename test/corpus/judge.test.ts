import { describe, expect, it } from 'vitest';
import { kindsOfExcerpt, kindsOfPath } from '../../scripts/corpus/known-kinds.ts';
import { totalsOf } from '../../scripts/corpus/print.ts';
import type { Report, ReportFinding } from '../../src/report/model.ts';
import { contradicts, judge } from './judge.ts';
import type { CorpusBundle } from './manifest.ts';

const finding = (some: Partial<ReportFinding>): ReportFinding => ({
  id: 'storage/block-full',
  role: 'isolated',
  kind: 'fault',
  severity: 'high',
  title: 'File system is full or nearly full, or was',
  message: '/dev/vda1 uses 99 % of its space',
  others: [],
  instances: 1,
  count: 1,
  entities: [],
  state: 'active',
  evidence: [],
  ...some,
});

/** Of a report only what is compared. */
const report = (layout: string, findings: readonly ReportFinding[], unknown: readonly string[] = []): Report =>
  ({
    bundle: { layout },
    findings,
    diagnoses: [],
    unknown: unknown.map((id) => ({ id, title: '', missing: [] })),
  }) as never;

const bundle = (some: Partial<CorpusBundle>): CorpusBundle => ({
  file: 'bundles/1.tgz',
  kind: 'sosreport 4.x of a node',
  role: 'one injected problem, rest of the host healthy',
  expected: [],
  must_not_fire: [],
  ...some,
});

describe('a report on a corpus bundle', () => {
  it('is right when it has the layout and finds what is expected', () => {
    const item = bundle({ expected: [{ id: 'root-disk-full-bind-tmp' }] });
    expect(judge(report('sosreport', [finding({})]), item)).toEqual({
      expected: [{ id: 'root-disk-full-bind-tmp', outcome: 'found', rules: ['storage/block-full'] }],
      wrong: [],
      unnamed: [],
    });
  });

  it('may name what follows from the expected failure, and nothing else of high severity', () => {
    const item = bundle({ role: 'real node', expected: [{ id: 'root-disk-full-bind-tmp' }] });
    const findings = [finding({}), finding({ id: 'kubelet/start-failed' }), finding({ id: 'kernel/panic' })];
    const chain = [{ from: 'storage/block-full', to: 'kubelet/start-failed' }];
    const judged = judge({ ...report('sosreport', findings), diagnoses: [{ chain }] } as never, item);
    expect(judged.unnamed).toEqual([expect.stringMatching(/^kernel\/panic /)]);
  });

  it('may say that a rule needs more, or have none yet', () => {
    const item = bundle({
      expected: [{ id: 'root-disk-full-bind-tmp' }, { id: 'thin-pool-out-of-space' }, { id: 'x' }],
    });
    const { expected } = judge(report('sosreport', [], ['storage/block-full']), item);
    expect(expected.map(({ outcome }) => outcome)).toEqual(['unknown', 'missed', 'no rule yet']);
    const totals = totalsOf([
      {
        name: 'a.tgz',
        analysed: { failure: '', exit: 3, milliseconds: 1500 },
        judgement: { expected, wrong: [], unnamed: [] },
      },
    ]).join('\n');
    expect(totals).toContain('1 analysed in 1.5 s');
    expect(totals).toContain(
      'expected failures: 0 found, 1 cannot be told from what is there, 1 missed, 1 without a rule',
    );
    expect(totals).toContain('expected, no rule yet: x (1 case: a.tgz)');
  });

  it('is wrong with another layout, an accusation of a healthy node, or what must not be said', () => {
    const must_not_fire = ['/snap/* squashfs loop mounts at Use% 100 (read-only, normal)'];
    const found = finding({ message: '/dev/loop3 at /snap/core18 uses 100 % of its space' });
    expect(judge(report('files', [found]), bundle({ must_not_fire })).wrong).toEqual([
      'layout is files, not sosreport',
      expect.stringMatching(/^storage\/block-full \(high\) .* uses 100 % of its space: \/snap\//),
      expect.stringMatching(/^nothing else is wrong on this node: storage\/block-full/),
    ]);
  });

  it('is wrong when nobody wrote down what an item of the manifest means', () => {
    const { wrong } = judge(report('sosreport', []), bundle({ must_not_fire: ['a new claim'] }));
    expect(wrong).toEqual(['no line of FORBIDDEN_ITEMS says what this means: a new claim']);
  });
});

describe('a forbidden statement', () => {
  it.each([
    [{ rules: ['storage/'] }, finding({}), true],
    [{ rules: ['storage/'] }, finding({ severity: 'low' }), false],
    [{ rules: ['storage/block-fu'] }, finding({}), false],
    [{ rules: ['mounts/'] }, finding({}), false],
    [{ about: /\bloop\d+\b/ }, finding({}), false],
    [{ about: /\bloop\d+\b/ }, finding({ evidence: [{ path: 'dmesg', text: 'I/O error, dev loop11' }] }), true],
    [{ only: 'critical' }, finding({}), false],
    [{ only: 'critical' }, finding({ severity: 'critical' }), true],
  ] as const)('%j', (forbidden, found, hit) => expect(contradicts(found, forbidden)).toBe(hit));
});

describe('kinds that are known', () => {
  it.each([
    ['sosreport-node7/sos_commands/filesys/df_-ali_-x_autofs', ['df_inodes']],
    ['sosreport-node7/sos_commands/filesys/df_-al_-x_autofs', ['df']],
    ['host_01.tar.gz/host_01/insights_commands/mount', ['mounts']],
    ['proc/sys/fs/file-nr', ['sysctl']],
    ['sos_commands/logs/journalctl_--list-boots', undefined],
    ['sos_commands/logs/journalctl_--no-pager_--boot', ['log']],
    ['var/log/pods/app/0.log', undefined],
  ])('%s', (entry, kinds) => expect(kindsOfPath(entry)).toEqual(kinds));

  it('are logs for excerpts of no other kind', () => {
    expect(kindsOfExcerpt('df-h')).toEqual(['df']);
    expect(kindsOfExcerpt('dmesg')).toEqual(['log']);
  });
});
