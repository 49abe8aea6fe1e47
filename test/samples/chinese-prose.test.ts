import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { BundleFiles } from '../../scripts/samples/tar.ts';
import { analyse } from '../../src/analysis.ts';
import { loadCatalogOrThrow } from '../../src/catalog.ts';
import { readRuleFiles } from '../../src/catalog-files.ts';
import type { Report } from '../../src/report/model.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { readFile, reportOf, SAMPLES, snapshotOf } from './analysis.ts';
import { lettersOf, proseIn } from './english-prose.ts';

const chinese = loadCatalogOrThrow(readRuleFiles(path.join(SAMPLES, '../rules')), {}, { lang: 'zh' });

const chineseOn = (snapshot: Snapshot): Report => analyse(snapshot, chinese, { version: '0.0.0', catalogSha256: '' });

const samples = readdirSync(SAMPLES).filter((name) => name.endsWith('.tgz'));
const CONFOUNDERS = path.join(SAMPLES, '../test/confounders');
const confounders = readdirSync(CONFOUNDERS, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? e.name : []));

describe('a Chinese report has no English sentence of its own', () => {
  it.each(samples)(
    'on the sample %s',
    async (sample) => {
      const file = path.join(SAMPLES, sample);
      const quoted = lettersOf(gunzipSync(readFileSync(file)).toString('utf8'));
      const snapshot = await readFile(file);
      expect(proseIn(chineseOn(snapshot), quoted)).toEqual([]);
      // The check sees what it looks for.
      expect(proseIn(reportOf(snapshot), quoted).length).toBeGreaterThan(50);
    },
    60_000,
  );

  it.each(confounders)('on the state %s', async (name) => {
    const module = (await import(`../confounders/${name}/bundle.ts`)) as { readonly bundle: () => BundleFiles };
    const files = module.bundle();
    expect(proseIn(chineseOn(snapshotOf(files)), lettersOf([...files.values()].join('\n')))).toEqual([]);
  });
});
