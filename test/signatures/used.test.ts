import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadCatalogOrThrow } from '../../src/catalog.ts';
import { readRuleFiles } from '../../src/catalog-files.ts';
import type { Signature } from '../../src/signatures/signature.ts';

const { rules, signatures } = loadCatalogOrThrow(readRuleFiles('rules'));
const read = rules.map(({ rule }) => JSON.stringify({ ...rule, tests: [] })).join('\n');
const facts = readdirSync('src/facts')
  .filter((name) => name.endsWith('.ts') && !name.includes('generated'))
  .map((name) => readFileSync(`src/facts/${name}`, 'utf8'))
  .join('\n');

const isUsed = ({ group, failure }: Pick<Signature, 'group' | 'failure'>): boolean =>
  failure !== undefined ||
  new RegExp(`\\blog\\.${group}\\b`).test(read) ||
  facts.includes(`'${group}'`) ||
  signatures.some(({ follows, unless = [] }) => follows?.group === group || unless.includes(group));

describe('every group of signatures', () => {
  it('is read by a rule or a fact, or tells of a failed operation', () => {
    expect([...new Set(signatures.filter((s) => !isUsed(s)).map(({ group }) => group))]).toEqual([]);
  });

  it('of which nobody asks is found', () => {
    expect(isUsed({ group: 'conntrack_ful' })).toBe(false);
    expect(isUsed({ group: 'conntrack_full' })).toBe(true);
  });
});
