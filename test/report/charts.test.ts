import { describe, expect, test } from 'vitest';
import { layoutChain } from '../../src/report/charts/chain-graph.ts';
import { layoutLanes } from '../../src/report/charts/lanes.ts';
import { layoutSpans } from '../../src/report/charts/spans.ts';
import { fitTicks } from '../../src/report/charts/ticks.ts';
import { agedAxis, linearAxis } from '../../src/report/charts/time-axis.ts';
import { ENGLISH } from '../../src/report/words/en.ts';

const { age, rate } = ENGLISH.tables;
const NOON = Date.UTC(2024, 3, 12, 12) / 1000;

describe('graph of a chain', () => {
  const nodes = (ids: string): Parameters<typeof layoutChain>[0]['nodes'] =>
    [...ids].map((id) => ({
      id,
      role: 'effect',
      kicker: '',
      title: `what ${id} is called`,
      note: undefined,
      href: undefined,
    }));
  const edges = (...pairs: string[]): Parameters<typeof layoutChain>[0]['edges'] =>
    pairs.map((pair, index) => ({
      from: pair[0] ?? '',
      to: pair[1] ?? '',
      number: index + 1,
      href: '#x',
      possible: false,
      title: pair,
    }));

  test('runs to the right while that fits a page, with slim boxes where they must be, else down', () => {
    const short = layoutChain({ nodes: nodes('abc'), edges: edges('ab', 'bc') });
    expect(short.nodes.map((n) => n.x)).toEqual([...short.nodes.map((n) => n.x)].sort((a, b) => a - b));
    const slim = layoutChain({ nodes: nodes('abcd'), edges: edges('ab', 'bc', 'cd') });
    expect(slim.nodes.map((n) => n.x)).toEqual([...slim.nodes.map((n) => n.x)].sort((a, b) => a - b));
    expect(slim.nodes[0]?.width).toBeLessThan(short.nodes[0]?.width ?? 0);
    const long = layoutChain({ nodes: nodes('abcdefg'), edges: edges('ab', 'bc', 'cd', 'de', 'ef', 'fg') });
    expect(long.width).toBeLessThan(300);
    expect(long.nodes.map((n) => n.y)).toEqual([...long.nodes.map((n) => n.y)].sort((a, b) => a - b));
  });

  test('what is too large for paper says so', () => {
    const many = 'bcdefghijklmnopqrstu';
    const wide = layoutChain({ nodes: nodes(`a${many}`), edges: edges(...[...many].map((to) => `a${to}`)) });
    expect(wide.fitsPaper).toBe(false);
    expect(layoutChain({ nodes: nodes('ab'), edges: edges('ab') }).fitsPaper).toBe(true);
  });

  test('boxes lie inside the drawing and do not overlap', () => {
    const {
      nodes: boxes,
      width,
      height,
    } = layoutChain({
      nodes: nodes('abcdef'),
      edges: edges('ab', 'ac', 'ad', 'be', 'ce', 'df', 'af'),
    });
    for (const a of boxes) {
      expect(a.x).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width).toBeLessThanOrEqual(width);
      expect(a.y + a.height).toBeLessThanOrEqual(height);
      for (const b of boxes.filter((other) => other !== a))
        expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(
          true,
        );
    }
  });

  test('survives loops, double arrows and ids that name properties', () => {
    const odd = [...nodes('ab'), ...nodes('c').map((n) => ({ ...n, id: '__proto__' }))];
    const arrows = edges('ab', 'ba', 'ab', 'aa').concat(edges('a?').map((e) => ({ ...e, number: 5, to: '__proto__' })));
    expect(layoutChain({ nodes: odd, edges: arrows }).edges.map((e) => e.path)).not.toContain('');
  });
});

describe('axes', () => {
  const collected = { x: 100, label: 'collected', more: undefined };

  test('an axis in UTC names the day where it changes', () => {
    const { ticks } = fitTicks(linearAxis(NOON - 30 * 3600, NOON), collected);
    expect(ticks.map((t) => t.more).filter((more) => more !== undefined)).toEqual(['2024-04-11', '2024-04-12']);
    expect(ticks.map((t) => t.label)).toContain('00:00');
  });

  test('on an axis of ages the last hour is as wide as months', () => {
    const { at } = agedAxis(NOON - 200 * 86_400, NOON, age);
    const [months, hour] = [at(NOON - 86_400) - at(NOON - 200 * 86_400), at(NOON - 60) - at(NOON - 3600)];
    expect(hour / months).toBeGreaterThan(0.6);
    expect(at(NOON)).toBe(100);
  });

  test('on a phone at most some four ticks are left, at even steps', () => {
    for (const minutes of [7, 30, 55, 140, 700, 2000, 9000, 30_000]) {
      const { ticks } = fitTicks(linearAxis(NOON - minutes * 60, NOON), collected);
      const always = ticks.filter((t) => !t.isMinor).map((t) => t.x);
      expect(always.length, `${minutes}`).toBeGreaterThan(1);
      expect(always.length, `${minutes}`).toBeLessThanOrEqual(4);
      const steps = always.slice(1).map((x, index) => x - (always[index] ?? 0));
      expect(Math.max(...steps) - Math.min(...steps), `${minutes}`).toBeLessThan(0.1);
    }
  });

  test.each([340, 590, 900])('no words touch others or leave an axis of %i pixels', (width) => {
    const axes = [3, 8, 40, 200, 1000].flatMap((days) => [
      fitTicks(agedAxis(NOON - days * 86_400, NOON, age), collected),
      fitTicks(linearAxis(NOON - days * 3600, NOON), { ...collected, x: 97.5 }),
      fitTicks(linearAxis(NOON - days * 86_400, NOON), undefined),
    ]);
    for (const { ticks, mark } of axes) {
      const drawn = ticks.filter((t) => width >= 590 || !t.isMinor);
      for (const line of ['label', 'more'] as const) {
        const taken = [...drawn, ...(mark === undefined ? [] : [mark])].flatMap(({ x, anchor, [line]: text = '' }) => {
          const from = (x / 100) * width - text.length * 6.4 * { start: 0, middle: 0.5, end: 1 }[anchor];
          return text === '' ? [] : [{ from, to: from + text.length * 6.4 }];
        });
        for (const [index, { from, to }] of taken.entries()) {
          expect(from).toBeGreaterThanOrEqual(index === 0 ? 0 : (taken[index - 1]?.to ?? 0) + 4);
          expect(to).toBeLessThanOrEqual(width);
        }
      }
    }
  });
});

describe('spans', () => {
  const words = { age, collected: 'collected' };
  const span = { title: 'x', times: '', first: NOON - 7200, last: NOON - 60, mayBeOlder: false, uncertainty: 1 };

  test('what was already so has an arrow, what is uncertain a band', () => {
    const chart = layoutSpans(
      [span, { ...span, mayBeOlder: true }, { ...span, first: NOON - 3600, uncertainty: 900 }],
      NOON,
      words,
    );
    expect(chart.rows.map((r) => r.isOlder)).toEqual([false, true, false]);
    expect(chart.rows.map((r) => r.doubt === undefined)).toEqual([true, true, false]);
    expect(chart.isLogarithmic).toBe(false);
  });

  test('months and minutes need another axis', () => {
    expect(layoutSpans([span, { ...span, first: NOON - 100 * 86_400 }], NOON, words).isLogarithmic).toBe(true);
  });

  test('a moment is a bar that can be seen, and ends where the picture ends', () => {
    const [moment, last] = layoutSpans(
      [
        { ...span, last: span.first },
        { ...span, first: NOON, last: NOON },
      ],
      NOON,
      words,
    ).rows;
    expect((moment?.to ?? 0) - (moment?.from ?? 0)).toBeGreaterThan(0.2);
    expect(last).toMatchObject({ from: 100, to: 100 });
  });
});

describe('lanes', () => {
  const words = { rate, collected: 'collected' };
  const lane = { title: 'x', note: '', step: 60, from: NOON - 3600, quiet: NOON - 1860 };
  const window = { from: NOON - 3600, to: NOON, end: NOON };
  const counts = [...Array(30).keys()].map((i): [number, number] => [NOON - 1800 + i * 60, i + 1]);

  test('bars begin behind the quiet minute, the highest is named', () => {
    const { width, lanes } = layoutLanes([{ ...lane, counts }], window, words);
    const [drawn] = lanes;
    const first = Number(/^M([\d.]+)/.exec(drawn?.bars ?? '')?.[1]);
    const quiet = ((drawn?.quiet ?? 0) / 100) * width;
    expect(first - quiet).toBeGreaterThan(0);
    expect(first - quiet).toBeLessThan(drawn?.barWidth ?? 0);
    expect(drawn?.peak).toBe('30 a minute');
    expect(drawn?.unseen).toBeUndefined();
  });

  test('before the log begins silence is no silence', () => {
    const [drawn] = layoutLanes([{ ...lane, from: NOON - 1800, quiet: undefined, counts }], window, words).lanes;
    expect(drawn?.unseen).toBe(50);
    expect(drawn?.quiet).toBeUndefined();
  });

  test('a collection that is not in the picture has no line', () => {
    const markAt = (end: number): number | undefined =>
      layoutLanes([{ ...lane, counts }], { ...window, end }, words).mark?.x;
    expect(markAt(NOON - 36)).toBe(99);
    expect(markAt(NOON + 86_400)).toBeUndefined();
  });

  test('180 bars are short enough not to be cut by the escaping of texts', () => {
    const many = [...Array(180).keys()].map((i): [number, number] => [NOON - 10_800 + i * 60, 1000 + i]);
    const [drawn] = layoutLanes([{ ...lane, counts: many }], { ...window, from: NOON - 10_800 }, words).lanes;
    expect(drawn?.bars.length).toBeLessThan(4000);
  });
});
