import { describe, expect, it, vi } from 'vitest';
import type { Report } from '../../src/report/model.ts';
import { collectedSources, half, reread, without } from './degrade.ts';
import { degrading, sound } from './degraded-case.ts';

vi.setConfig({ testTimeout: 120_000 });

describe.each(sound)('$name with less evidence', (incident) => {
  it('has no cause of anything, whatever is missing or cut', () => {
    const { sample, findings } = degrading(incident);
    const blamed = ({ diagnoses }: Report): string[] => diagnoses.map((d) => `${d.id}: ${d.summary}`);
    const wrong = collectedSources(sample.snapshot).flatMap((source) => [
      ...findings(`without ${source}`, without(sample.snapshot, [source]), blamed),
      ...findings(`the first half of ${source}`, reread(sample, source, half('first')), blamed),
    ]);
    expect(wrong).toEqual([]);
  });
});
