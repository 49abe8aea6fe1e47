import { describe, expect, it } from 'vitest';
import { scoreLines } from '../../scripts/corpus/score-totals.ts';
import type { Report, ReportDiagnosis, ReportFinding } from '../../src/report/model.ts';
import type { CorpusBundle, CorpusIssue } from './manifest.ts';
import { familiesOf, scoreOf, wrongRoots } from './score.ts';

const FULL = 'storage/block-full';
const PANIC = 'kernel/panic';

const diagnosis = (id: string, some: Partial<ReportDiagnosis> = {}): ReportDiagnosis =>
  ({ id, severity: 'high', confidence: { word: 'likely' }, chain: [], ...some }) as never;

const link = (from: string, to: string): ReportDiagnosis['chain'][number] => ({ from, to }) as never;

const finding = (id: string, some: Partial<ReportFinding> = {}): ReportFinding =>
  ({
    id,
    kind: 'fault',
    role: 'isolated',
    severity: 'high',
    title: '',
    message: '',
    others: [],
    entities: [],
    evidence: [],
    ...some,
  }) as never;

/** Of a report only what is measured. */
const report = (some: Partial<Report>): Report =>
  ({
    bundle: { layout: 'files' },
    verdict: { status: 'findings' },
    diagnoses: [],
    findings: [],
    residue: [],
    unknown: [],
    ...some,
  }) as never;

const issue = (some: Partial<CorpusIssue> = {}): CorpusIssue => ({
  file: 'issues/1.tgz',
  issue: 'somebody/thing-1',
  log_kind: 'dmesg',
  inner: 'bundle/dmesg',
  truth: 'agreed',
  expected: [{ id: 'root-disk-full-bind-tmp', family: 'tmpfs-full' }],
  ...some,
});

const bundle = (some: Partial<CorpusBundle> = {}): CorpusBundle => ({
  file: 'bundles/1.tgz',
  kind: 'sosreport 4.x of a node',
  role: 'healthy control',
  expected: [],
  must_not_fire: [],
  ...some,
});

const families = familiesOf([issue()]);
const scored = (some: Partial<Report>, item: CorpusIssue | CorpusBundle = issue()) =>
  scoreOf(report(some), item, families);

describe('the score of a report', () => {
  it('counts the place among the diagnoses', () => {
    const found = [finding(FULL), finding(PANIC)];
    const first = scored({ findings: found, diagnoses: [diagnosis(FULL), diagnosis(PANIC)] });
    expect(first?.expected).toMatchObject([{ found: true, rank: 1, saidFirst: true }]);
    expect(first?.expected[0]?.limit).toBeUndefined();
    const second = scored({ findings: found, diagnoses: [diagnosis(PANIC), diagnosis(FULL)] });
    expect(second?.expected).toMatchObject([
      { found: true, rank: 2, saidFirst: false, limit: 'behind kernel/panic (likely, high)' },
    ]);
  });

  it('gives no place to what is only a symptom or an effect', () => {
    const symptom = finding(FULL, { kind: 'symptom' });
    const alone = scored({ findings: [symptom], residue: [symptom] });
    expect(alone?.expected).toMatchObject([
      { found: true, saidFirst: true, limit: `${FULL} is a symptom (isolated, high)` },
    ]);
    expect(alone?.expected[0]?.rank).toBeUndefined();
    const beside = scored({ findings: [symptom], residue: [symptom], diagnoses: [diagnosis(PANIC)] });
    expect(beside?.expected).toMatchObject([{ saidFirst: false }]);
  });

  it('calls what cannot be told not found, and says what it needs', () => {
    const unknown = [{ id: FULL, title: '', missing: [{ source: 'df', reason: 'not in this bundle' }] }];
    expect(scored({ unknown })?.expected).toMatchObject([
      { found: false, familyFound: false, limit: 'storage/block-full needs df (not in this bundle)' },
    ]);
    expect(scored({})?.expected[0]?.limit).toBe('storage/block-full could be judged and does not hold');
    expect(scored({}, issue({ expected: [{ id: 'never heard of' }] }))?.expected[0]?.limit).toBe(
      'no rule is written for it',
    );
  });

  it('knows the other rules of a family', () => {
    const item = issue({ expected: [{ id: 'never heard of', family: 'tmpfs-full' }] });
    expect(scored({ findings: [finding(FULL)] }, item)?.expected).toMatchObject([{ found: false, familyFound: true }]);
  });

  it('leaves out what nobody agreed on', () => {
    expect(scored({}, issue({ truth: 'hand-typed' }))).toBeUndefined();
    expect(scored({}, issue({ truth: 'likely' }))).toBeDefined();
  });

  it('accuses no healthy node, and cannot say what is wrong on a real one', () => {
    const diagnoses = [diagnosis(PANIC, { confidence: { word: 'possible' } as never })];
    expect(scored({ diagnoses }, bundle())).toMatchObject({
      accused: ['kernel/panic (possible, high)'],
      rootsKnown: true,
    });
    const real = scored({ diagnoses: [diagnosis(PANIC)] }, bundle({ role: 'parsers under odd content' }));
    expect(real).toMatchObject({ wrongRoots: [], rootsKnown: false });
    expect(real?.accused).toBeUndefined();
  });
});

describe('one item', () => {
  const both = issue({
    expected: [
      { id: 'root-disk-full-bind-tmp', family: 'tmpfs-full' },
      { id: 'conntrack-table-full', family: 'conntrack' },
      { id: 'dns-nameserver-limit', severity: 'info' },
    ],
  });
  const conntrack = 'network/conntrack-full';
  const scoredItem = (some: Partial<Report>, item = both) => scoreOf(report(some), item, familiesOf([both]))?.item;

  it('is found when every failure that it expects is, but for remarks', () => {
    expect(scoredItem({ findings: [finding(FULL)] })).toMatchObject({ found: false });
    expect(scoredItem({ findings: [finding(FULL), finding(conntrack)] })).toMatchObject({ found: true });
  });

  it('has one place, whatever the number of failures that it expects', () => {
    const found = { findings: [finding(FULL), finding(conntrack)] };
    const behind = { ...found, diagnoses: [diagnosis(conntrack), diagnosis(FULL)] };
    expect(scoredItem(behind)).toEqual({ found: true, firstDiagnosis: true, namedFirst: true });
    const wrong = { ...found, diagnoses: [diagnosis(PANIC), diagnosis(FULL)] };
    expect(scoredItem(wrong)).toEqual({ found: true, firstDiagnosis: false, namedFirst: false });
  });

  it('is named first by the gravest unexplained symptom only where there is no diagnosis', () => {
    const residue = [finding(PANIC, { severity: 'low' }), finding(FULL, { severity: 'high' })];
    expect(scoredItem({ residue })).toMatchObject({ firstDiagnosis: false, namedFirst: true });
    expect(scoredItem({ residue: [...residue, finding(PANIC, { severity: 'critical' })] })?.namedFirst).toBe(false);
    expect(scoredItem({ residue, diagnoses: [diagnosis(PANIC)] })?.namedFirst).toBe(false);
    expect(scoredItem({ residue, verdict: { status: 'healthy' } as never })?.namedFirst).toBe(false);
  });

  it('has no place where only remarks are expected, and no score where nothing is', () => {
    const remark = issue({ expected: [{ id: 'dns-nameserver-limit', severity: 'info' }] });
    const held = { findings: [finding('network/dns-limits-exceeded')] };
    expect(scoredItem(held, remark)).toEqual({ found: true });
    expect(scoredItem({}, issue({ expected: [] }))).toBeUndefined();
  });

  it('may be a matter of the collection, which the state of a source tells', () => {
    const timeouts = issue({ expected: [{ id: 'collector-timeouts', severity: 'info' }] });
    const source = (status: string): Partial<Report> => ({ coverage: { sources: [{ id: 'df', status }] } as never });
    expect(scoredItem(source('timed_out'), timeouts)).toEqual({ found: true });
    expect(scoredItem(source('collected'), timeouts)).toEqual({ found: false });
  });
});

describe('a wrong root', () => {
  const accepted = new Set([FULL]);
  it.each([
    ['is grave', [diagnosis(PANIC)], ['kernel/panic (likely, high)']],
    ['is not a medium one', [diagnosis(PANIC, { severity: 'medium' })], []],
    ['is not merely possible', [diagnosis(PANIC, { confidence: { word: 'possible' } as never })], []],
    ['is not the expected one', [diagnosis(FULL)], []],
    ['is not what leads to the expected one', [diagnosis(PANIC, { chain: [link(PANIC, FULL)] })], []],
    ['is not what follows from it', [diagnosis(FULL, { chain: [link(FULL, PANIC)] }), diagnosis(PANIC)], []],
    [
      'is one beside a chain',
      [diagnosis(FULL, { chain: [link(FULL, 'x/y')] }), diagnosis(PANIC)],
      ['kernel/panic (likely, high)'],
    ],
  ])('%s', (_, diagnoses, wrong) => expect(wrongRoots({ diagnoses }, accepted)).toEqual(wrong));
});

describe('the totals', () => {
  it('name every item that lowers them, and leave remarks out of the ranks', () => {
    const item = (expected: CorpusIssue['expected'], some: Partial<Report>) => ({
      name: 'a.tgz',
      score: scored(some, bundle({ expected, role: 'one injected problem' })) ?? expect.fail(),
    });
    const lines = scoreLines(
      [
        item([{ id: 'root-disk-full-bind-tmp' }], { findings: [finding(FULL)], diagnoses: [diagnosis(FULL)] }),
        item([{ id: 'root-disk-full-bind-tmp', severity: 'info' }], { findings: [finding(FULL)] }),
        item([{ id: 'root-disk-full-bind-tmp' }], { diagnoses: [diagnosis(PANIC)] }),
      ],
      [
        { name: 'confounder x', wrongRoots: [] },
        { name: 'healthy y', wrongRoots: ['z (likely, high)'] },
      ],
    ).join('\n');
    expect(lines).toContain('found: 2 of 3 (66.6 %)');
    expect(lines).toContain('first diagnosis: 1 of 2 (50 %); of those found: 1 of 1 (100 %)');
    expect(lines).toContain('score over 3 bundles and excerpts that expect something');
    expect(lines).toContain('expected family found: 2 of 3 (66.6 %)');
    expect(lines).toContain('named first, 1 that expect only remarks left out: 1 of 2 (50 %)');
    expect(lines).toContain('with a wrong root: 2 of 5 (40 %)');
    expect(lines).toContain('wrong root: a.tgz: kernel/panic (likely, high)');
    expect(lines).toContain('wrong root: healthy y: z (likely, high)');
    expect(lines).toContain('not found: a.tgz: root-disk-full-bind-tmp: storage/block-full could be judged');
    expect(lines).not.toContain('not named first');
  });
});
