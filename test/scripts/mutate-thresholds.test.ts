import { describe, expect, it } from 'vitest';
import { movedThresholds, moves } from '../../scripts/mutate-thresholds.ts';
import { catalog } from '../samples/analysis.ts';

const changes = (source: string): string[] => moves(source).map(({ change }) => change);

describe('a number that is compared', () => {
  it.each([
    ['ns.mounts >= 60000', ['60000 -> 600000', '60000 -> 6000']],
    ['use.ratio >= 0.95', ['0.95 -> 9.5', '0.95 -> 0.095']],
    ['5.0 < init.age', ['5.0 -> 50.0', '5.0 -> 0.5']],
    ['cache.bytes >= size_bytes("10Gi")', ['10 -> 100', '10 -> 1']],
    ['a > 2 && b < 3', ['2 -> 20', '2 -> 0.2', '3 -> 30', '3 -> 0.3']],
    ['log.x.count > 0', []],
    ['runc.candidate == 93', []],
    ['ns.mounts * 2 > limit', ['2 -> 20', '2 -> 0.2']],
    ['version_less(node.kernel, "4.8")', []],
  ])('%s', (source, expected) => expect(changes(source)).toEqual(expected));

  it('is replaced where it stands', () =>
    expect(moves('a >= 2 && b >= 2').map(({ text }) => text)).toEqual([
      'a >= 20 && b >= 2',
      'a >= 0.2 && b >= 2',
      'a >= 2 && b >= 20',
      'a >= 2 && b >= 0.2',
    ]));

  it('is moved in the clauses that decide, and nowhere else', () => {
    const rule = catalog().rules.find(({ rule: { id } }) => id === 'cgroup/memcg-ids-exhausted');
    const found = rule === undefined ? [] : movedThresholds(rule.compiled).map(({ change }) => change);
    // at_limit only decides how grave it is.
    expect(found).toEqual(['near_limit: 60000 -> 600000', 'near_limit: 60000 -> 6000']);
  });
});
