import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyseFile, openCatalog } from '../../scripts/corpus/analyse-file.ts';
import type { Report } from '../../src/report/model.ts';
import { withExcerpt } from './excerpt.ts';
import { judge } from './judge.ts';
import { type CorpusBundle, type CorpusIssue, NO_CORPUS, openCorpus } from './manifest.ts';
import { RULES_OF_EXPECTED } from './mapping.ts';

const corpus = openCorpus();
const catalog = openCatalog();

/** The two large bundles take most of the time; the others are the same node with one file changed each. */
const BUNDLES = /\/(?:03|06|20|22|23|25|40|48|50|53|57|60|62)-/;

async function reportOn(file: string): Promise<Report> {
  const analysed = await analyseFile(file, catalog);
  if (!('report' in analysed)) throw new Error(`exit ${analysed.exit}: ${analysed.failure}`);
  return analysed.report;
}

async function reportOnItem(folder: string, item: CorpusBundle | CorpusIssue): Promise<Report> {
  const file = path.join(folder, item.file);
  return 'inner' in item ? withExcerpt(file, item.inner, reportOn) : reportOn(file);
}

describe.skipIf(corpus === undefined)(`the corpus${corpus === undefined ? ` (skipped, ${NO_CORPUS})` : ''}`, () => {
  const { folder, bundles, issues } = corpus ?? { folder: '', bundles: [], issues: [] };
  const chosen = bundles.filter(({ file }) => BUNDLES.test(file));

  it.each(chosen)('$file is read as what it is, and nothing wrong is said of it', async (item) => {
    expect(judge(await reportOnItem(folder, item), item).wrong).toEqual([]);
  });

  it.each(issues)('$issue, saved as a file, is analysed', async (item) => {
    expect(judge(await reportOnItem(folder, item), item)).toMatchObject({ wrong: [], unnamed: [] });
  });

  it('names only rules that the catalog has', () => {
    const ids = new Set(catalog.rules.map(({ rule }) => rule.id));
    const named = Object.values(RULES_OF_EXPECTED).flat();
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
    const expected = new Set([...bundles, ...issues].flatMap((item) => item.expected.map(({ id }) => id)));
    expect(Object.keys(RULES_OF_EXPECTED).filter((id) => !expected.has(id))).toEqual([]);
  });
});
