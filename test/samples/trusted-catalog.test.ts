import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkCatalog } from '../../scripts/check-catalog.ts';
import { analyse } from '../../src/analysis.ts';
import { loadCatalogOrThrow } from '../../src/catalog.ts';
import { readRuleFiles } from '../../src/catalog-files.ts';
import { languageOf } from '../../src/rules/localize.ts';
import { compiledFile } from '../../src/rules/parsed-file.ts';
import { readFile, reportOf, SAMPLES } from './analysis.ts';

describe('the catalog as it is built', () => {
  const all = readRuleFiles('rules').map(({ file, value }) => ({ file, value }));
  const files = all.filter(({ file }) => languageOf(file) === undefined);
  const { rules: checked } = checkCatalog(all);
  const asBuilt = files.map(({ file, value }) => {
    const rule = checked.get(file);
    return compiledFile(file, value, rule === undefined ? {} : { checked: rule });
  });
  const built = loadCatalogOrThrow(asBuilt);

  it('knows each rule', () => {
    expect([...checked.keys()].sort()).toEqual(built.rules.map(({ file }) => file).sort());
    expect(built.rules.every(({ rule }) => rule.tests.length === 0)).toBe(true);
  });

  it.each(['mount-max-10', 'runc-init-hang', 'csi-mount-leak'])('says the same of %s', async (sample) => {
    const snapshot = await readFile(path.join(SAMPLES, `${sample}.tgz`));
    expect(analyse(snapshot, built, { version: '0.0.0', catalogSha256: '' })).toEqual(reportOf(snapshot));
  });

  it('is empty where a rule has a problem', () => {
    expect(checkCatalog([...files, { file: 'rules/x/broken.yaml', value: { id: 'x/broken' } }])).toEqual({
      rules: new Map(),
      overlays: new Map(),
    });
  });
});
