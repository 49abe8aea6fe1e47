import { describe, expect, test } from 'vitest';
import { describeChanges, type KnownChange } from '../../src/report/changes.ts';
import { ENGLISH } from '../../src/report/words/en.ts';

const DAY = 86_400;
const NOW = Date.parse('2025-02-11T03:30:00Z') / 1000;
const at = (ago: number, what: string, kind = 'package'): KnownChange => ({ kind, what, time: NOW - ago });
const listOf = (list: readonly KnownChange[], onset?: number): readonly string[] =>
  describeChanges({ list, missing: [] }, NOW, onset, ENGLISH.tables).list.map((c) => c.what);

describe('changes that a reader asks for', () => {
  test('are those of 72 hours before the collection', () => {
    expect(listOf([at(3 * DAY + 1, 'old'), at(3 * DAY - 1, 'new'), at(-10, 'after')])).toEqual(['new']);
  });

  test('and those of 72 hours before the first sign, with what came soon after it', () => {
    const onset = NOW - 30 * DAY;
    const list = [
      at(34 * DAY, 'long before'),
      at(31 * DAY, 'before'),
      at(30 * DAY - 600, 'soon after'),
      at(20 * DAY, 'later'),
    ];
    expect(listOf(list, onset)).toEqual(['before', 'soon after']);
    expect(describeChanges({ list, missing: [] }, NOW, onset, ENGLISH.tables).list.map((c) => c.beforeOnset)).toEqual([
      DAY,
      -600,
    ]);
  });

  test('a state that nobody recorded the beginning of is kept, and is last', () => {
    expect(listOf([{ kind: 'sysctl_drift', what: 'set by hand' }, at(60, 'package')])).toEqual([
      'package',
      'set by hand',
    ]);
  });

  test('of many of one kind the nearest to the first sign are kept, and the others counted', () => {
    const list = Array.from({ length: 40 }, (_, i) => at(i * 600, `package ${i}`));
    const { list: kept, left } = describeChanges({ list, missing: [] }, NOW, NOW - 20 * 600, ENGLISH.tables);
    expect(kept.length).toBe(12);
    expect(left).toBe(28);
    expect(kept.map((c) => c.what)).toContain('package 20');
  });

  test('the containers of a pod are one change', () => {
    const pod = ['POD', 'app', 'sidecar'].map((name) => ({
      ...at(500, `shop/cart-1/${name} created from img`, 'container'),
      ...{ pod: 'shop/cart-1', isSandbox: name === 'POD' },
    }));
    expect(listOf([...pod, at(400, 'lone created from img', 'container')])).toEqual([
      'pod shop/cart-1 created, 2 containers',
      'lone created from img',
    ]);
  });

  test('without a time of collection nothing is called recent', () => {
    expect(describeChanges({ list: [at(60, 'x')], missing: [] }, undefined, undefined, ENGLISH.tables).list).toEqual(
      [],
    );
  });
});
