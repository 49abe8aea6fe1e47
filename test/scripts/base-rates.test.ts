import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { healthyRates } from '../../scripts/base-rates.ts';
import { USELESS_BASE_RATE } from '../../src/diagnosis/confidence.ts';
import { catalog, SAMPLES } from '../samples/analysis.ts';

const RATES = path.join(SAMPLES, '../rules/base-rates.json');

describe('the base rates', () => {
  const rates = z.record(z.string(), z.number()).parse(JSON.parse(readFileSync(RATES, 'utf8')));

  it(
    'are those of the healthy nodes: after a change run npm run base-rates',
    async () => expect(await healthyRates(catalog(), SAMPLES)).toEqual(rates),
    120_000,
  );

  it('leave every stable cause an observation that counts', () => {
    const common = ({ id, direct, supports }: { id: string; direct: string[]; supports: string[] }): boolean =>
      [...direct, ...supports].every((clause) => (rates[`${id}#${clause}`] ?? 0) > USELESS_BASE_RATE);
    const weightless = catalog()
      .rules.map(({ rule }) => rule)
      .filter((rule) => rule.status === 'stable' && rule.kind === 'fault' && rule.direct.length > 0 && common(rule));
    expect(weightless.map(({ id }) => id)).toEqual([]);
  });
});
