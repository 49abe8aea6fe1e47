import { describe, expect, it } from 'vitest';
import type { BaseRates } from '../../src/diagnosis/confidence.ts';
import { type DiagnosisResult, diagnose } from '../../src/diagnosis/diagnose.ts';
import { judgeVerdict } from '../../src/diagnosis/verdict.ts';
import { judgeAll, makeThing, type Thing } from '../rules/world.ts';

const NOW = 1_000_000;
const seen = (first: number, last: number, onset = true, uncertainty = 1) => ({
  first,
  last,
  first_is_onset: onset,
  uncertainty,
});
const active = seen(NOW - 3_000, NOW - 10);
const past = seen(NOW - 300_000, NOW - 200_000);

/** A rule over one list; `extra` lines are appended. */
const rule = (list: 'causes' | 'middles' | 'effects', as: string, kind: string, extra = ''): string =>
  `kind: ${kind}\nfor_each: { as: ${as}, in: ${list} }\nclauses:\n  big: ${as}.size > 0.0\nwhen: big\nentities: { place: ${as}.place }\nworst_by: ${as}.size\ncount: ${as}.size\nmessage: "${kind} {{${as}.key}}"\nevidence: [${as}]\n${extra}`;

const cause = (edge: string, extra = ''): string => rule('causes', 'c', 'fault', `${extra}explains:\n  - ${edge}\n`);
const SYMPTOM = rule('effects', 'e', 'symptom');
const EDGE = '{ id: test/symptom, because: e.on, share: [place] }';

const one = (fields: Partial<Thing> = {}): Thing =>
  makeThing({ key: 'x', size: 1, place: 'p1', on: true, seen: active, ...fields });

function run(
  bodies: Record<string, string>,
  values: Record<string, unknown>,
  rates: BaseRates = {},
  moments: { collectedAt?: number; bootedAt?: number } = { collectedAt: NOW },
): DiagnosisResult {
  return diagnose(judgeAll(bodies, values), moments, rates);
}

const ids = (result: DiagnosisResult): string[] => result.diagnoses.map((d) => d.root.rule.id);
const edges = (result: DiagnosisResult): string[] =>
  result.graph.edges.map((e) => `${e.from.rule.id}>${e.to.rule.id} ${e.status}`);
const simple = (edge: string, c: Partial<Thing>, e: Partial<Thing>): DiagnosisResult =>
  run({ 'test/cause': cause(edge), 'test/symptom': SYMPTOM }, { causes: [one(c)], effects: [one(e)] });

describe('an edge (D1)', () => {
  it('is active when the mechanism is true and the entity is shared, and absorbs the symptom', () => {
    const result = simple(EDGE, {}, {});
    expect(edges(result)).toEqual(['test/cause>test/symptom active']);
    expect(result.graph.edges[0]?.shared).toEqual(['p1']);
    expect(ids(result)).toEqual(['test/cause']);
    expect(result.residue).toEqual([]);
  });

  it('does not exist when the mechanism is false', () => {
    const result = simple(EDGE, {}, { on: false });
    expect(edges(result)).toEqual([]);
    expect(result.residue.map((n) => n.rule.id)).toEqual(['test/symptom']);
  });

  it('is only possible when the mechanism is unknown, and absorbs nothing', () => {
    const { on: _, ...unknown } = one();
    const result = run({ 'test/cause': cause(EDGE), 'test/symptom': SYMPTOM }, { causes: [one()], effects: [unknown] });
    expect(edges(result)).toEqual(['test/cause>test/symptom possible']);
    expect(result.residue).toHaveLength(1);
    expect(result.diagnoses[0]?.coverage).toEqual([]);
  });

  it('needs equal entities: different ones forbid it, absent ones leave it possible', () => {
    expect(edges(simple(EDGE, { place: 'p2' }, {}))).toEqual([]);
    const { place: _, ...nowhere } = one();
    const bodies = { 'test/cause': cause(EDGE), 'test/symptom': SYMPTOM };
    expect(edges(run(bodies, { causes: [nowhere], effects: [one()] }))).toEqual(['test/cause>test/symptom possible']);
    expect(edges(run(bodies, { causes: [nowhere], effects: [nowhere] }))).toEqual(['test/cause>test/symptom possible']);
  });

  it('joins only the instances that belong together', () => {
    const result = run(
      { 'test/cause': cause(EDGE), 'test/symptom': SYMPTOM },
      { causes: [one({ key: 'a' }), one({ key: 'b', place: 'p2' })], effects: [one(), one({ place: 'p3' })] },
    );
    expect(result.graph.edges.map((e) => e.from.instance.message)).toEqual(['fault a']);
    expect(result.residue.map((n) => [...n.instance.entities.values()].flat())).toEqual([['p3']]);
  });

  it('names predictions that failed, and they speak against the cause', () => {
    const result = simple(
      '{ id: test/symptom, because: e.on, share: [place], predicts: { other_writes_fail: e.size > 5.0 } }',
      {},
      {},
    );
    expect(result.graph.edges[0]?.predictions).toEqual([
      { name: 'other_writes_fail', text: 'e.size > 5.0', outcome: false },
    ]);
    expect(result.diagnoses[0]?.confidence.against).toEqual([expect.stringContaining('other writes fail')]);
    expect(result.diagnoses[0]?.confidence.word).not.toBe('confirmed');
  });
});

describe('files of two machines (D12)', () => {
  const at = (path: string) => ({ refs: [{ path }] });
  const judged = (cause_: string, effect: string) =>
    diagnose(
      judgeAll(
        { 'test/cause': cause(EDGE), 'test/symptom': SYMPTOM },
        { causes: [one(at(cause_))], effects: [one(at(effect))] },
      ),
      { collectedAt: NOW },
      {},
      undefined,
      new Map([
        ['b.log', 'node-b'],
        ['c.log', 'node-c'],
      ]),
    );

  it('no cause of one works on another', () => {
    for (const [a, b] of [
      ['df', 'b.log'],
      ['b.log', 'df'],
      ['b.log', 'c.log'],
    ] as const) {
      const result = judged(a, b);
      expect(edges(result), `${a} ${b}`).toEqual([]);
      expect(result.graph.refused).toHaveLength(1);
      expect(result.residue).toHaveLength(1);
    }
  });

  it('what the files of one tell is joined', () => {
    expect(edges(judged('df', 'sysctl'))).toHaveLength(1);
    expect(edges(judged('b.log', 'b.log'))).toHaveLength(1);
  });
});

describe('risks and settings (D2)', () => {
  const bodies = (edge: string): Record<string, string> => ({
    'test/risk': rule('causes', 'c', 'risk', `explains:\n  - ${edge}\n`),
    'test/symptom': SYMPTOM,
  });

  it('are a cause only through an active edge, otherwise a remark', () => {
    expect(ids(run(bodies(EDGE), { causes: [one()], effects: [one()] }))).toEqual(['test/risk']);
    const other = run(bodies(EDGE), { causes: [one({ place: 'p9' })], effects: [one()] });
    expect(ids(other)).toEqual([]);
    expect(other.risks.map((n) => n.rule.id)).toEqual(['test/risk']);
    const { on: _, ...unknown } = one();
    expect(ids(run(bodies(EDGE), { causes: [one()], effects: [unknown] }))).toEqual([]);
  });
});

describe('a condition that had a part in an effect (D5)', () => {
  const edge = (because: string): string =>
    `{ id: test/symptom, because: e.on, share: [place], with: [{ id: test/setting, because: "${because}" }] }`;
  const bodies = (because: string, setting = 'config', own = ''): Record<string, string> => ({
    'test/cause': cause(edge(because)),
    'test/setting': rule('middles', 'm', setting, `role: vulnerability\n${own}`),
    'test/symptom': SYMPTOM,
  });
  const things = { causes: [one()], middles: [one()], effects: [one()] };

  it.each(['config', 'fault'])('is named with the cause and is no cause of its own: %s', (kind) => {
    const result = run(bodies('e.size > 0.0', kind), things);
    expect(ids(result)).toEqual(['test/cause']);
    expect(result.diagnoses[0]?.joint.map((n) => n.rule.id)).toEqual(['test/setting']);
    expect(result.risks).toEqual([]);
  });

  it('had none when its mechanism is false or unknown', () => {
    for (const because of ['e.size > 5.0', 'e.limit > 1.0']) {
      const result = run(bodies(because), things);
      expect(ids(result)).toEqual(['test/cause']);
      expect(result.diagnoses[0]?.joint).toEqual([]);
      expect(result.risks.map((n) => n.rule.id)).toEqual(['test/setting']);
    }
  });

  it('had none in an effect that the cause does not explain for certain', () => {
    const { on: _, ...unknown } = one();
    const result = run(bodies('e.size > 0.0'), { ...things, effects: [unknown] });
    expect(result.diagnoses[0]?.joint).toEqual([]);
    expect(result.risks.map((n) => n.rule.id)).toEqual(['test/setting']);
  });

  it('had none in what happened to another object', () => {
    const result = run(bodies('e.size > 0.0'), { ...things, middles: [one({ place: 'p7' })] });
    expect(result.diagnoses[0]?.joint).toEqual([]);
    expect(result.risks.map((n) => n.rule.id)).toEqual(['test/setting']);
  });

  it('stays a cause where it explains something itself', () => {
    const own = 'explains:\n  - { id: test/other, because: x.on, share: [place] }\n';
    const other = rule('effects', 'x', 'symptom');
    const result = run(
      { ...bodies('e.place == "p1"'.replaceAll('"', '\\"'), 'fault', own), 'test/other': other },
      { ...things, middles: [one(), one({ place: 'p7' })], effects: [one(), one({ place: 'p7' })] },
    );
    expect(ids(result).sort()).toEqual(['test/cause', 'test/setting']);
    expect(result.diagnoses.find((d) => d.root.rule.id === 'test/cause')?.joint).toHaveLength(1);
  });

  it('must be a rule that exists', () => {
    const { 'test/setting': _, ...without } = bodies('e.size > 0.0');
    expect(() => run(without, things)).toThrow(/unknown rule "test\/setting"/);
  });
});

describe('time (D3)', () => {
  const at = (first: number, onset: boolean, uncertainty = 1): Partial<Thing> => ({
    seen: seen(first, NOW - 10, onset, uncertainty),
  });

  it('forbids a cause that began later for certain', () => {
    expect(edges(simple(EDGE, at(NOW - 1000, true), at(NOW - 2000, true)))).toEqual([]);
  });

  it('forbids nothing when one beginning is not exact or the gap is within the uncertainty', () => {
    expect(edges(simple(EDGE, at(NOW - 1000, false), at(NOW - 2000, true)))).toHaveLength(1);
    expect(edges(simple(EDGE, at(NOW - 1000, true), at(NOW - 2000, false)))).toHaveLength(1);
    expect(edges(simple(EDGE, at(NOW - 1000, true, 600), at(NOW - 2000, true, 600)))).toHaveLength(1);
    const { seen: _, ...timeless } = one();
    expect(
      edges(run({ 'test/cause': cause(EDGE), 'test/symptom': SYMPTOM }, { causes: [timeless], effects: [one()] })),
    ).toHaveLength(1);
  });

  it('forbids nothing up to the seconds by which an edge says that its cause is told late', () => {
    const late = EDGE.replace('{ ', '{ late: 300, ');
    expect(edges(simple(late, at(NOW - 1698, true), at(NOW - 2000, true)))).toHaveLength(1);
    expect(edges(simple(late, at(NOW - 1697, true), at(NOW - 2000, true)))).toEqual([]);
  });
});

describe('now and then (D4)', () => {
  it('a past cause does not explain an active symptom unless its damage persists', () => {
    expect(edges(simple(EDGE, { seen: past }, {}))).toEqual([]);
    expect(
      edges(simple('{ id: test/symptom, because: e.on, share: [place], persists: true }', { seen: past }, {})),
    ).toHaveLength(1);
    expect(edges(simple(EDGE, { seen: past }, { seen: past }))).toHaveLength(1);
  });

  it('a past cause does not reach an active symptom through a recent middle either', () => {
    const recent = seen(NOW - 100_000, NOW - 5_000);
    const result = run(
      {
        'test/cause': cause('{ id: test/middle, because: m.on, share: [place] }'),
        'test/middle': rule('middles', 'm', 'fault', `explains:\n  - ${EDGE}\n`),
        'test/symptom': SYMPTOM,
      },
      { causes: [one({ seen: past })], middles: [one({ seen: recent })], effects: [one()] },
    );
    const root = result.diagnoses.find((d) => d.coverage.length > 0);
    expect(root?.root.rule.id).toBe('test/middle');
  });

  it('a past cause ranks behind one that is active', () => {
    const result = run(
      {
        'test/old': rule('causes', 'c', 'fault', 'severity: critical\n'),
        'test/new': rule('middles', 'm', 'fault', 'severity: medium\n'),
      },
      { causes: [one({ seen: past })], middles: [one()] },
    );
    expect(ids(result)).toEqual(['test/new', 'test/old']);
  });

  it('a finding whose log lines carry no time that can be placed is not known to be active', () => {
    const { seen: _, ...timeless } = one();
    const result = run({ 'test/symptom': SYMPTOM }, { effects: [timeless] }, {}, {});
    expect(result.graph.nodes.map((n) => n.timing.now)).toEqual(['unknown']);
  });
});

describe('joint causes (D5)', () => {
  const needs = {
    'test/cause': cause(EDGE, 'needs: [test/condition]\n'),
    'test/condition': rule('middles', 'm', 'config', 'role: vulnerability\n'),
    'test/symptom': SYMPTOM,
  };

  it('hold together only, and are one diagnosis', () => {
    const both = run(needs, { causes: [one()], middles: [one()], effects: [one()] });
    expect(ids(both)).toEqual(['test/cause']);
    const absent = run(needs, { causes: [one()], middles: [one({ size: 0 })], effects: [one()] });
    expect(edges(absent)).toEqual([]);
    expect(absent.residue).toHaveLength(1);
    const unknown = run(needs, { causes: [one()], effects: [one()] });
    expect(edges(unknown)).toEqual(['test/cause>test/symptom possible']);
  });

  it('name the other conditions', () => {
    const fault = { ...needs, 'test/condition': rule('middles', 'm', 'fault', 'role: vulnerability\n') };
    expect(
      run(fault, { causes: [one()], middles: [one()], effects: [one()] }).diagnoses[0]?.joint.map((n) => n.rule.id),
    ).toEqual(['test/condition']);
    // A setting that is needed is a condition too, although it is no cause by itself.
    expect(
      run(needs, { causes: [one()], middles: [one()], effects: [one()] }).diagnoses[0]?.joint.map((n) => n.rule.id),
    ).toEqual(['test/condition']);
  });

  it('do not swallow what a condition explains by itself', () => {
    const result = run(
      {
        'test/cause': cause(EDGE, 'needs: [test/condition]\n'),
        'test/condition': rule('middles', 'm', 'fault', 'explains:\n  - { id: test/other, because: x.on }\n'),
        'test/symptom': SYMPTOM,
        'test/other': rule('effects', 'x', 'symptom').replace('big: x.size', 'big: x.limit'),
      },
      { causes: [one()], middles: [one()], effects: [one({ limit: 1 })] },
    );
    const covered = result.diagnoses.flatMap((d) => d.coverage.map((c) => c.symptom.id));
    expect(covered.sort()).toEqual(['test/other', 'test/symptom']);
  });
});

describe('loops (D6)', () => {
  const loop = (first: number, second: number): DiagnosisResult =>
    run(
      {
        'test/a': rule('causes', 'c', 'fault', 'explains:\n  - { id: test/b, because: m.on }\n'),
        'test/b': rule('middles', 'm', 'fault', `explains:\n  - { id: test/a, because: c.on }\n  - ${EDGE}\n`),
        'test/symptom': SYMPTOM,
      },
      {
        causes: [one({ seen: seen(first, NOW, true, 5_000) })],
        middles: [one({ seen: seen(second, NOW, true, 5_000) })],
        effects: [one({ seen: seen(NOW - 100, NOW, false) })],
      },
    );

  it('are entered at the member that began first', () => {
    expect(ids(loop(NOW - 3000, NOW - 2000))).toEqual(['test/a']);
    expect(ids(loop(NOW - 2000, NOW - 3000))).toEqual(['test/b']);
    expect(loop(NOW - 2000, NOW - 3000).diagnoses[0]?.coverage).toHaveLength(1);
  });

  it('are explained by what stands outside', () => {
    const result = run(
      {
        'test/a': rule('causes', 'c', 'fault', 'explains:\n  - { id: test/b, because: m.on }\n'),
        'test/b': rule('middles', 'm', 'fault', 'explains:\n  - { id: test/a, because: c.on }\n'),
        'test/root': `clauses: { yes: flag }\nwhen: yes\nexplains:\n  - { id: test/a, because: c.on }\n`,
      },
      { causes: [one()], middles: [one()], flag: true },
    );
    expect(ids(result)).toEqual(['test/root']);
  });

  it('with a symptom in them still end in a diagnosis', () => {
    const result = run(
      {
        'test/cause': cause(EDGE),
        'test/symptom': rule(
          'effects',
          'e',
          'symptom',
          'explains:\n  - { id: test/cause, because: c.on, share: [place] }\n',
        ),
      },
      {
        causes: [one({ seen: seen(NOW - 1000, NOW, true, 3_000) })],
        effects: [one({ seen: seen(NOW - 2000, NOW, true, 3_000) })],
      },
    );
    expect([...ids(result), ...result.residue.map((n) => n.rule.id)]).not.toEqual([]);
    expect(ids(result)).toEqual(['test/cause']);
  });

  it('a long chain of findings is no recursion', () => {
    const causes = Array.from({ length: 3000 }, (_, i) => one({ key: `k${i}` }));
    expect(run({ 'test/cause': rule('causes', 'c', 'fault') }, { causes }).diagnoses[0]?.roots).toHaveLength(3000);
  });
});

describe('coverage (D7)', () => {
  it('counts occurrences and prints what is left', () => {
    const result = run(
      { 'test/cause': cause(EDGE), 'test/symptom': SYMPTOM },
      { causes: [one()], effects: [one({ size: 143 }), one({ size: 7, place: 'p2', key: 'left' })] },
    );
    expect(result.diagnoses[0]?.coverage).toMatchObject([{ explained: 143, total: 150 }]);
    expect(result.residue.map((n) => [n.instance.message, n.instance.count])).toEqual([['symptom left', 7]]);
  });
});

describe('ranking (D8)', () => {
  it('puts what explains active symptoms before what is merely severe', () => {
    const result = run(
      {
        'test/cause': cause(EDGE),
        'test/disk': rule('middles', 'm', 'fault', 'severity: critical\n'),
        'test/symptom': SYMPTOM,
      },
      { causes: [one()], middles: [one()], effects: [one()] },
    );
    expect(ids(result)).toEqual(['test/cause', 'test/disk']);
  });

  it('counts by occurrences and does not depend on the order of the rules', () => {
    const bodies = {
      'test/cause': cause(EDGE),
      'test/zother': rule('middles', 'm', 'fault', `explains:\n  - ${EDGE}\n`),
      'test/symptom': SYMPTOM,
    };
    const values = {
      causes: [one()],
      middles: [one({ place: 'p2' })],
      effects: [one({ size: 2 }), one({ size: 9, place: 'p2' })],
    };
    expect(ids(run(bodies, values))).toEqual(['test/zother', 'test/cause']);
    expect(ids(run(Object.fromEntries(Object.entries(bodies).reverse()), values))).toEqual([
      'test/zother',
      'test/cause',
    ]);
  });
});

describe('confidence (D9, D10)', () => {
  const extra = 'holds_now: c.size > 0.0\ndirect: [big]\n';
  const confidence = (edge: string, c: Partial<Thing>, e: Partial<Thing>, more = extra, rates: BaseRates = {}) =>
    run({ 'test/cause': cause(edge, more), 'test/symptom': SYMPTOM }, { causes: [one(c)], effects: [one(e)] }, rates)
      .diagnoses[0]?.confidence;

  it('is confirmed with the failing operation, the exhausted resource and a shared entity', () => {
    expect(confidence(EDGE, {}, {})?.word).toBe('confirmed');
  });

  it('is likely when one of the three is missing', () => {
    expect(confidence(EDGE, {}, {}, 'direct: [big]\n')?.word).toBe('likely');
    expect(confidence('{ id: test/symptom, because: e.on }', {}, {})?.word).toBe('likely');
    expect(confidence(EDGE, {}, {}, 'holds_now: c.size > 100.0\ndirect: [big]\n')?.word).toBe('likely');
  });

  it('is only possible without any of them, and then at most 0.7', () => {
    const found = run(
      { 'test/cause': rule('causes', 'c', 'fault') },
      { causes: [one({ refs: ['a', 'b', 'c', 'd', 'e'].map((path) => ({ path })) })] },
    ).diagnoses[0]?.confidence;
    expect(found?.word).toBe('possible');
    expect(found?.value).toBeLessThanOrEqual(0.7);
  });

  it('never exceeds 0.9', () => {
    const many = { refs: ['df', 'proc/1/mountinfo', 'sysctl', 'kubelet.log', 'x', 'y'].map((path) => ({ path })) };
    expect(confidence(EDGE, many, many)?.value).toBeLessThanOrEqual(0.9);
  });

  it('counts one event in three logs once', () => {
    const one_ = confidence(EDGE, { refs: [{ path: 'journal/docker.log' }] }, {}, 'direct: [big]\n')?.value;
    const three = confidence(
      EDGE,
      { refs: [{ path: 'journal/docker.log' }, { path: 'var/log/messages' }, { path: 'commands/kernel/dmesg' }] },
      {},
      'direct: [big]\n',
    )?.value;
    expect(three).toBe(one_);
  });

  it('gives no weight to a clause that holds on every fifth healthy node', () => {
    expect(confidence(EDGE, {}, {}, extra, { 'test/cause#big': 0.3 })?.for.some((text) => text.includes('big'))).toBe(
      false,
    );
    expect(confidence(EDGE, {}, {}, extra, { 'test/cause#big': 0.2 })?.for.some((text) => text.includes('big'))).toBe(
      true,
    );
  });

  it('falls with clauses against it', () => {
    const against = confidence(EDGE, {}, {}, 'holds_now: c.size > 0.0\nagainst: [big]\n');
    expect(against?.against).toEqual(['big']);
    expect(against?.word).toBe('likely');
  });
});

describe('rivals (D15)', () => {
  const bodies = {
    'test/cause': cause(EDGE, 'holds_now: c.size > 0.0\n'),
    'test/symptom': SYMPTOM,
    'test/rival': rule('middles', 'm', 'fault', `explains:\n  - ${EDGE}\n`),
  };

  it('that may lie behind the root itself count as well', () => {
    const behind = {
      ...bodies,
      'test/rival': rule('middles', 'm', 'fault', 'explains:\n  - { id: test/cause, because: c.on, share: [place] }\n'),
    };
    const found = run(behind, { causes: [one()], effects: [one()] }).diagnoses[0];
    expect(found?.root.rule.id).toBe('test/cause');
    expect(found?.confidence.word).toBe('likely');
    expect(found?.confidence.wouldChangeIf).toEqual(['Title of test/rival: middles (not in this world)']);
  });

  it('that could not be tested keep a cause from being confirmed, and say what would tell', () => {
    const found = run(bodies, { causes: [one()], effects: [one()] }).diagnoses[0]?.confidence;
    expect(found?.word).toBe('likely');
    expect(found?.wouldChangeIf).toEqual(['Title of test/rival: middles (not in this world)']);
  });

  it('do not count when the error text excludes their mechanism', () => {
    const excluded = {
      ...bodies,
      'test/rival': rule(
        'middles',
        'm',
        'fault',
        'explains:\n  - { id: test/symptom, because: "!e.on", share: [place] }\n',
      ),
    };
    expect(run(excluded, { causes: [one()], effects: [one()] }).diagnoses[0]?.confidence.word).toBe('confirmed');
  });

  it('whose list may lack objects count, unless the object behind the symptom is in it and clear', () => {
    const wordWith = (middles: readonly Thing[]): string | undefined => {
      const values = { causes: [one()], effects: [one()], middles };
      const results = judgeAll(bodies, values, { middles: [{ source: 'list', reason: 'cut' }] });
      return diagnose(results, { collectedAt: NOW }, {}).diagnoses[0]?.confidence.word;
    };
    expect(wordWith([])).toBe('likely');
    expect(wordWith([one({ size: 0, place: 'p2' })])).toBe('likely');
    expect(wordWith([one({ size: 0, place: 'p2' }), one({ size: 0 })])).toBe('confirmed');
  });

  it('do not count when they are clear or drafts', () => {
    expect(run(bodies, { causes: [one()], effects: [one()], middles: [] }).diagnoses[0]?.confidence.word).toBe(
      'confirmed',
    );
    const draft = { ...bodies, 'test/rival': `status: draft\n${bodies['test/rival']}` };
    expect(run(draft, { causes: [one()], effects: [one()] }).diagnoses[0]?.confidence.word).toBe('confirmed');
  });
});

describe('a root that may be an effect', () => {
  const bodies = {
    'test/symptom': SYMPTOM,
    'test/behind': rule('middles', 'm', 'fault', 'explains:\n  - { id: test/cause, because: m.on, share: [place] }\n'),
  };
  const found = (behind: Partial<Thing>, sample = 'holds_now: c.size > 5.0\n'): DiagnosisResult =>
    run({ ...bodies, 'test/cause': cause(EDGE, sample) }, { causes: [one()], effects: [one()], middles: [behind] });
  const { on: _, ...untold } = one();

  it('is only possible where a finding may have caused it, and says which', () => {
    const result = found(untold);
    const top = result.diagnoses.find((d) => d.root.rule.id === 'test/cause');
    expect(top?.confidence.word).toBe('possible');
    expect(top?.confidence.wouldChangeIf).toEqual([
      'Title of test/behind: it was found, and whether it led to this cannot be told from this bundle',
    ]);
    expect(judgeVerdict(result, { missing: [{ source: 's', reason: 'r' }], logGaps: [] }).status).not.toBe(
      'root-cause-found',
    );
  });

  it('is likely where all three are seen: it is then a cause, if not the first one', () => {
    const sampled = 'holds_now: c.size > 0.0\n';
    const wordOf = (behind: Partial<Thing>): string | undefined =>
      found(behind, sampled).diagnoses.find((d) => d.root.rule.id === 'test/cause')?.confidence.word;
    expect([wordOf(untold), wordOf(one({ on: false }))]).toEqual(['likely', 'confirmed']);
  });

  it('is none where the finding caused it, and is the root where it did not or concerns another object', () => {
    expect(ids(found(one()))).toEqual(['test/behind']);
    for (const other of [one({ on: false }), { ...untold, place: 'p2' }])
      expect(found(other).diagnoses.find((d) => d.root.rule.id === 'test/cause')?.confidence.word).toBe('likely');
  });
});

describe('ruled out (D4, D14)', () => {
  const bodies = { 'test/cause': cause(EDGE, 'holds_now: big\n'), 'test/symptom': SYMPTOM };

  it('lists what would explain an active symptom and does not hold, with the values that decided', () => {
    const result = run(bodies, {
      causes: [one({ size: 0, key: 'far', place: 'p2' }), one({ size: -1, key: 'near' })],
      effects: [one()],
    });
    expect(result.ruledOut).toMatchObject([
      {
        label: 'fault near',
        suspected: true,
        clauses: [{ name: 'big', outcome: false, values: [{ path: 'c.size', value: '-1' }] }],
      },
    ]);
  });

  it('does not judge a past symptom by a value that was sampled later', () => {
    const result = run(bodies, { causes: [one({ size: 0 })], effects: [one({ seen: past })] });
    expect(result.ruledOut).toEqual([]);
    expect(result.sampledLater.map((s) => s.rule.id)).toEqual(['test/cause']);
  });

  it('does not judge a symptom from before the reboot', () => {
    const result = run(
      bodies,
      { causes: [one({ size: 0 })], effects: [one()] },
      {},
      { collectedAt: NOW, bootedAt: NOW - 5 },
    );
    expect(result.sampledLater.map((s) => s.reason)).toEqual(['the node was rebooted since']);
  });

  it('judges the object behind the symptom, whatever holds or is not known elsewhere', () => {
    const { size: _, ...unknown } = one({ key: 'far', place: 'p2' });
    for (const elsewhere of [unknown, one({ key: 'far', place: 'p2' })]) {
      const result = run(bodies, { causes: [elsewhere, one({ size: 0, key: 'near' })], effects: [one()] });
      expect(result.ruledOut.map((r) => r.label)).toEqual(['fault near']);
    }
  });

  it('leaves open what is not known of the object behind the symptom, or of one that may be', () => {
    const { size: _, ...behind } = one({ key: 'behind' });
    const { place: __, ...anywhere } = behind;
    for (const open of [behind, anywhere])
      expect(run(bodies, { causes: [open, one({ size: 0, key: 'near' })], effects: [one()] }).ruledOut).toEqual([]);
  });

  it('leaves out what explains nothing that was seen', () => {
    expect(run(bodies, { causes: [one({ size: 0 })], effects: [] }).ruledOut).toEqual([]);
  });
});

describe('the verdict', () => {
  const nothing = { missing: [], logGaps: [] };
  const bodies = { 'test/cause': cause(EDGE), 'test/symptom': SYMPTOM };
  const verdict = (result: DiagnosisResult, input: Parameters<typeof judgeVerdict>[1] = nothing): string =>
    judgeVerdict(result, input).status;
  const missing = { missing: [{ source: 'mountinfo', reason: 'not root' }], logGaps: [] };

  it('is a root cause before missing data, missing data before findings, findings before health', () => {
    expect(verdict(run(bodies, { causes: [one()], effects: [one()] }), missing)).toBe('root-cause-found');
    expect(verdict(run(bodies, { causes: [], effects: [one()] }), missing)).toBe('insufficient-data');
    expect(verdict(run(bodies, { causes: [], effects: [one()] }))).toBe('findings');
    expect(verdict(run(bodies, { causes: [], effects: [] }), missing)).toBe('insufficient-data');
    expect(verdict(run(bodies, { causes: [], effects: [] }))).toBe('healthy');
  });

  it('needs a cause of at least medium severity that is more than possible', () => {
    const low = {
      'test/cause': cause(EDGE, 'severity: low\n'),
      'test/symptom': SYMPTOM.replace('kind:', 'severity: low\nkind:'),
    };
    expect(verdict(run(low, { causes: [one()], effects: [one()] }))).toBe('findings');
    expect(verdict(run({ 'test/cause': rule('causes', 'c', 'fault') }, { causes: [one()] }))).toBe('findings');
  });

  it('says that a reboot destroyed the proof', () => {
    const result = run(
      bodies,
      { causes: [one({ size: 0 })], effects: [one()] },
      {},
      { collectedAt: NOW, bootedAt: NOW - 5 },
    );
    expect(judgeVerdict(result, nothing)).toMatchObject({
      status: 'insufficient-data',
      headline: expect.stringContaining('rebooted'),
    });
  });

  it('speaks of the worst that is not explained', () => {
    const two = {
      'test/blip': rule('middles', 'm', 'symptom', 'severity: info\n').replace('middles', 'causes'),
      'test/symptom': rule('effects', 'e', 'symptom', 'severity: high\n'),
    };
    const { headline } = judgeVerdict(run(two, { causes: [one()], effects: [one({ key: 'y' })] }), nothing);
    expect(headline).toBe('Not explained by this bundle: symptom y');
  });

  it('names the logs that were cut when it finds nothing', () => {
    expect(
      judgeVerdict(run(bodies, { causes: [], effects: [] }), { missing: [], logGaps: ['the kernel log is absent'] })
        .headline,
    ).toContain('the kernel log is absent');
  });
});

describe('drafts', () => {
  const draft = (kind: string, extra = ''): DiagnosisResult =>
    run({ 'test/cause': `status: draft\n${rule('causes', 'c', kind, extra)}` }, { causes: [one()] });
  const verdictOf = (result: DiagnosisResult) => judgeVerdict(result, { missing: [], logGaps: [] });

  it('are never part of the graph', () => {
    expect(draft('fault').graph.nodes).toEqual([]);
    expect(draft('fault').diagnoses).toEqual([]);
  });

  it('keep a node with a fault or a symptom of theirs from being called healthy', () => {
    for (const kind of ['fault', 'symptom'])
      expect(verdictOf(draft(kind))).toMatchObject({
        status: 'findings',
        severity: 'low',
        headline: `No proven rule found a fault; one that is not proven yet says: ${kind} x`,
      });
  });

  it('accuse nobody by a risk, by little, or by what is over', () => {
    expect(verdictOf(draft('risk')).status).toBe('healthy');
    expect(verdictOf(draft('fault', 'severity: low\n')).status).toBe('healthy');
    const over = run(
      { 'test/cause': `status: draft\n${rule('causes', 'c', 'fault')}` },
      { causes: [one({ seen: past })] },
    );
    expect(verdictOf(over).status).toBe('healthy');
  });
});
