import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { BundleFiles } from '../../scripts/samples/tar.ts';
import { reportOf, snapshotOf } from '../samples/analysis.ts';
import { disagreements, expectationSchema } from '../samples/expectation.ts';

const folder = path.dirname(fileURLToPath(import.meta.url));
const cases = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));

/** A case is a folder with `bundle.ts`, which exports `bundle()`, and `expected.json`. */
async function bundleOf(name: string): Promise<BundleFiles> {
  const module = (await import(`./${name}/bundle.ts`)) as { readonly bundle?: () => BundleFiles };
  if (module.bundle === undefined) throw new Error(`test/confounders/${name}/bundle.ts exports no bundle()`);
  return module.bundle();
}

describe('states that look like another cause', () => {
  it.each(cases)('%s', async (name) => {
    const text = readFileSync(path.join(folder, name, 'expected.json'), 'utf8');
    const expectation = expectationSchema.parse(JSON.parse(text));
    // An expectation that demands nothing of the cause would accept any report.
    expect(expectation.root ?? expectation.top ?? expectation.verdict ?? expectation.explaining).toBeDefined();
    const report = reportOf(snapshotOf(await bundleOf(name)));
    expect(report.problems).toEqual([]);
    expect(report.coverage.rules.error).toBe(0);
    expect(disagreements(report, expectation)).toEqual([]);
  });
});
