import { describe, expect, it } from 'vitest';
import { allInstances } from '../../src/rules/evaluate.ts';
import { judge, makeThing, type Thing } from './world.ts';

const thing = (key: string, size: number, fields: Partial<Thing> = {}): Thing => makeThing({ key, size, ...fields });
const status = (body: string, values: Record<string, unknown>): string => judge(body, values).status;

describe('a rule about the node', () => {
  const body = 'applies_when: count > 0\nclauses: { yes: flag, other: word == "w" }\nwhen: yes\nruled_out_by: other\n';

  it.each([
    [{ count: 0, flag: true, word: 'w' }, 'not-applicable'],
    [{ flag: true, word: 'w' }, 'unknown'],
    [{ count: 1, flag: true, word: 'w' }, 'ruled-out'],
    [{ count: 1, flag: true, word: 'x' }, 'finding'],
    [{ count: 1, flag: false, word: 'x' }, 'clear'],
    [{ count: 1, word: 'x' }, 'unknown'],
    // What would rule it out is not known, yet the rule itself decides.
    [{ count: 1, flag: true }, 'finding'],
    [{ count: 1, flag: false }, 'clear'],
  ])('%o is %s', (values, expected) => expect(status(body, values)).toBe(expected));

  it('that fails otherwise is an error, says why, and stops nothing', () => {
    const result = judge('clauses: { a: "[1][1] == 1" }\nwhen: a\n', {});
    expect(result).toMatchObject({ status: 'error', error: expect.stringContaining('there is no element 1') });
  });

  it('says why also when the error is not in a clause', () => {
    expect(judge('clauses: { a: flag }\nwhen: a && [1][1] == 1\n', { flag: true })).toMatchObject({
      status: 'error',
      error: expect.stringContaining('there is no element 1'),
    });
    expect(judge('applies_when: "[1][1] == 1"\nclauses: { a: flag }\nwhen: a\n', { flag: true })).toMatchObject({
      status: 'error',
      error: expect.stringContaining('there is no element 1'),
    });
  });

  it('does not apply even where its clauses would fail', () => {
    expect(status('applies_when: count > 0\nclauses: { a: "1 / int(count) == 1" }\nwhen: a\n', { count: 0 })).toBe(
      'not-applicable',
    );
  });

  it('names the sources that would decide it', () => {
    expect(judge('clauses: { a: flag }\nwhen: a\n', {}).missing).toEqual([
      { source: 'flag', reason: 'not in this world' },
    ]);
    expect(judge('clauses: { a: one.limit > 1.0 }\nwhen: a\n', { one: thing('k', 1) }).missing).toEqual([
      { source: 'probe', reason: 'probe is missing' },
    ]);
    expect(judge('let: { l: one.limit }\nclauses: { a: l > 1.0 }\nwhen: a\n', { one: thing('k', 1) }).missing).toEqual([
      { source: 'probe', reason: 'probe is missing' },
    ]);
  });

  it('names the sources of fields that items of a list lack, also behind a let', () => {
    const body =
      'let: { l: "causes.filter(c, c.size > 0.0 && c.place == word)" }\nclauses: { a: l.size() > 0 }\nwhen: a\n';
    const judged = judge(body, { word: 'w', causes: [thing('k', 1)] });
    expect(judged.status).toBe('unknown');
    expect(judged.missing).toEqual([{ source: 'map', reason: 'map is missing' }]);
  });
});

describe('a rule for each object', () => {
  const body =
    'for_each: { as: c, in: causes }\nclauses: { big: c.size > 5.0, on: c.on }\nwhen: big && on\nworst_by: c.size\nmessage: "{{c.key}}"\n';
  const all = (things: Thing[], more = '', incomplete = {}) => judge(body + more, { causes: things }, incomplete);

  it('is a finding when any object is one, then unknown, then clear', () => {
    expect(all([thing('a', 9, { on: true }), thing('b', 9), thing('c', 1)]).status).toBe('finding');
    expect(all([thing('b', 9), thing('c', 1)]).status).toBe('unknown');
    expect(all([thing('c', 1)]).status).toBe('clear');
    expect(all([]).status).toBe('clear');
  });

  it('does not turn a false clause unknown because of an unknown one', () => {
    expect(
      all([thing('c', 1)])
        .others('clear')
        [Symbol.iterator]()
        .next().value?.clauses,
    ).toEqual(
      new Map<string, boolean | 'unknown'>([
        ['big', false],
        ['on', 'unknown'],
      ]),
    );
  });

  it('over a list that may lack members is unknown rather than clear', () => {
    const incomplete = { causes: [{ source: 'log', reason: 'cut' }] };
    expect(all([], '', incomplete)).toMatchObject({ status: 'unknown', missing: [{ source: 'log', reason: 'cut' }] });
    expect(all([thing('a', 9, { on: true })], '', incomplete).status).toBe('finding');
  });

  it('is unknown where the list is', () =>
    expect(judge(body, {})).toMatchObject({
      status: 'unknown',
      instances: [],
      missing: [{ source: 'causes', reason: 'not in this world' }],
    }));

  it('is ruled out only when every object is, clear when one is merely clear', () => {
    const ruled = 'ruled_out_by: c.size < 2.0\n';
    expect(all([thing('a', 1)], ruled).status).toBe('ruled-out');
    expect(all([thing('a', 1), thing('b', 3)], ruled).status).toBe('clear');
  });

  it('that does not apply says so even when the list is empty', () => {
    expect(judge(`applies_when: count > 0\n${body}`, { causes: [], count: 0 }).status).toBe('not-applicable');
    expect(judge(`applies_when: count > 0\n${body}`, { causes: [] }).status).toBe('unknown');
  });

  it('has the worst object first', () => {
    expect(
      allInstances(all([thing('a', 7, { on: true }), thing('b', 9, { on: true }), thing('c', 100)])).map((i) => [
        i.status,
        i.label,
      ]),
    ).toEqual([
      ['finding', 'b'],
      ['finding', 'a'],
      ['unknown', 'c'],
    ]);
  });
});

describe('what an instance says', () => {
  const base = 'clauses: { big: one.size > 5.0, known: one.limit > 1.0 }\nwhen: big || known\n';
  const first = (body: string, one: Thing) => allInstances(judge(base + body, { one }))[0];

  it('takes the first tier that holds, and skips one that is not known', () => {
    const tiers = 'severity:\n  - { critical: known }\n  - { high: big }\n  - { low: "true" }\n';
    expect(first(tiers, thing('a', 9))?.severity).toBe('high');
    expect(first(tiers, thing('a', 9, { limit: 2 }))?.severity).toBe('critical');
    expect(first(tiers, thing('a', 1, { limit: 2 }))?.severity).toBe('critical');
  });

  it('falls back to the title when the message names something unknown', () => {
    expect(first('message: "limit {{one.limit}}"\n', thing('a', 9))?.message).toBe('Title of test/rule');
    expect(
      first(
        'message: "size {{one.size}} of {{one.limit}} in {{one.tags}}"\n',
        thing('a', 9, { limit: 2.126, tags: ['x', 'y'] }),
      )?.message,
    ).toBe('size 9 of 2.13 in x, y');
  });

  it('leaves out entities that are not known or empty', () => {
    const entities = 'entities: { place: one.place, tag: one.tags, key: one.key }\n';
    expect(first(entities, thing('a', 9))?.entities).toEqual(new Map([['key', ['a']]]));
    expect(first(entities, thing('a', 9, { place: '', tags: ['t', 'u'] }))?.entities).toEqual(
      new Map([
        ['tag', ['t', 'u']],
        ['key', ['a']],
      ]),
    );
  });

  it('cites nothing for an object without places, not those of what it was taken from', () => {
    const whole = thing('a', 9, { refs: [{ path: 'of/the/whole', line: 1 }] });
    expect(first('evidence: [one.part()]\n', whole)?.evidence).toEqual([]);
  });

  it('carries the places and times of its evidence', () => {
    const seen = { first: 1, last: 2, first_is_onset: true, uncertainty: 0 };
    const instance = first('evidence: [one, one.size]\n', thing('a', 9, { seen, refs: [{ path: 'p', line: 3 }] }));
    expect(instance?.evidence).toEqual([
      { path: 'p', line: 3 },
      { path: 'p', line: 3 },
    ]);
    expect(instance?.seen).toEqual([seen]);
  });

  it('reports every clause with the values it looked at', () => {
    expect(first('', thing('a', 9, { refs: [{ path: 'p', line: 3 }] }))?.report()).toEqual([
      {
        name: 'big',
        text: 'one.size > 5.0',
        outcome: true,
        values: [{ path: 'one.size', value: '9', isKnown: true, refs: [{ path: 'p', line: 3 }] }],
      },
      {
        name: 'known',
        text: 'one.limit > 1.0',
        outcome: 'unknown',
        values: [{ path: 'one.limit', value: 'unknown', isKnown: false, refs: [{ path: 'p', line: 3 }] }],
      },
    ]);
  });

  it('holds now, does not, is not known, or does not say', () => {
    expect(first('holds_now: big\n', thing('a', 9))?.holdsNow).toBe(true);
    expect(first('holds_now: big\n', thing('a', 1, { limit: 5 }))?.holdsNow).toBe(false);
    expect(first('holds_now: known\n', thing('a', 9))?.holdsNow).toBe('unknown');
    expect(first('', thing('a', 9))?.holdsNow).toBe('unstated');
  });
});
