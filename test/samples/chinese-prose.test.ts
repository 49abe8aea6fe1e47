import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SAMPLES } from './analysis.ts';
import { lettersOf, proseIn } from './english-prose.ts';
import { confounderFiles, confounderReport, confounders, sampleFiles, sampleReport } from './shared-reports.ts';

describe('a Chinese report has no English sentence of its own', () => {
  it.each(sampleFiles)(
    'on the sample %s',
    async (sample) => {
      const file = path.join(SAMPLES, sample);
      const quoted = lettersOf(gunzipSync(readFileSync(file)));
      expect(proseIn(await sampleReport(sample, 'zh'), quoted)).toEqual([]);
      // The check sees what it looks for.
      expect(proseIn(await sampleReport(sample), quoted, 50)).toHaveLength(50);
    },
    60_000,
  );

  it.each(confounders)('on the state %s', async (name) => {
    const quoted = lettersOf([...(await confounderFiles(name)).values()].join('\n'));
    expect(proseIn(await confounderReport(name, 'zh'), quoted)).toEqual([]);
  });
});
