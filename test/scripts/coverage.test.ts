import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { coverageOfModes, gapsOf, type ModeList, readModes } from '../../scripts/docs/coverage.ts';
import { coveragePage } from '../../scripts/docs/coverage-page.ts';
import { loadCatalogOrThrow } from '../../src/catalog.ts';
import { readRuleFiles } from '../../src/catalog-files.ts';

const CATALOG = loadCatalogOrThrow(readRuleFiles('rules'));

/** The collection of failure modes and wordings that the list answers; it lies beside the corpus and is not part of the project. */
const KNOWLEDGE = path.resolve(process.env.CORPUS_DIR ?? '../shared/corpus', '../knowledge');
const wordingSchema = z.array(z.object({ id: z.string(), mode: z.string() }));
const wordings = (): z.infer<typeof wordingSchema> =>
  wordingSchema.parse(JSON.parse(readFileSync(path.join(KNOWLEDGE, 'signatures.json'), 'utf8')));

describe('the list of failure modes', () => {
  it.skipIf(!existsSync(KNOWLEDGE))(
    'answers every wording and mode that was collected (skipped without CORPUS_DIR)',
    () => {
      const { modes, signatures } = readModes();
      expect(wordings().length).toBeGreaterThan(400);
      expect(wordings().filter(({ id }) => !(id in signatures))).toEqual([]);
      // The other wordings are forms of a line (`parse`) and tell of no failure.
      const failures = wordings().filter(({ mode }) => mode !== 'parse');
      expect(failures.filter(({ mode }) => !(mode in modes))).toEqual([]);
    },
  );

  it('puts off no answer', () => {
    const { modes, signatures } = readModes();
    const reasons = [...Object.values(modes), ...Object.values(signatures)].filter((a) => typeof a === 'string');
    expect(reasons.filter((reason) => reason.startsWith('no signature yet'))).toEqual([]);
  });

  it('names only rules and signatures that exist, and every rule', () => {
    expect(gapsOf(readModes(), CATALOG)).toEqual({ unknown: [], unnamed: [] });
  });

  it('has a word of reason where nothing covers a mode', () => {
    const { modes, signatures } = readModes();
    const reasons = [...Object.values(modes), ...Object.values(signatures)].filter((a) => typeof a === 'string');
    expect(reasons.filter((reason) => reason.trim().split(' ').length < 2)).toEqual([]);
  });
});

describe('coverage', () => {
  const [first, second] = CATALOG.rules.map(({ rule }) => rule.id);
  const list: ModeList = {
    modes: { covered: [first ?? ''], open: 'cannot be seen in a bundle', mistaken: ['mounts/no-such-rule'] },
    signatures: { 'a.wording': ['no-such-signature'] },
    others: { [second ?? '']: 'seen in the field' },
  };

  it('tells ids that do not exist, and rules that nobody named', () => {
    const gaps = gapsOf(list, CATALOG);
    expect(gaps.unknown).toEqual(['mounts/no-such-rule', 'no-such-signature']);
    expect(gaps.unnamed).toHaveLength(CATALOG.rules.length - 2);
    expect(gaps.unnamed).not.toContain(first);
  });

  it('counts a rule that bears the mode as an alias', () => {
    const rules = CATALOG.rules.map((loaded, i) =>
      i === 0 ? { ...loaded, rule: { ...loaded.rule, aliases: ['mounts/open'] } } : loaded,
    );
    expect(coverageOfModes(list, { ...CATALOG, rules }).get('open')).toEqual([first]);
    expect(coverageOfModes(list, CATALOG).get('open')).toBe('cannot be seen in a bundle');
  });

  it('is a page of three tables', () => {
    const page = coveragePage(list, CATALOG);
    expect(page).toContain('2 of 3 failure modes of container hosts have a rule, 1 of 1 wordings');
    expect(page).toContain('| `open` | cannot be seen in a bundle |');
    expect(page).toContain(`| \`covered\` | [${first}](rules/${first}.md) |`);
  });
});
