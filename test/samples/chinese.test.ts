import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../src/catalog.ts';
import { LANGS } from '../../src/lib/lang.ts';
import { catalog } from './analysis.ts';
import { sampleFiles, sampleReport } from './shared-reports.ts';

const chinese = catalog('zh');
const HAN = /\p{Script=Han}/u;
const isTranslated = ({ rules }: Catalog, id: string): boolean =>
  rules.some(({ rule }) => rule.id === id && !rule.title.endsWith('（英文）'));

/** The rules of the first incidents: whoever works on one of those gets all of it in Chinese. */
const SEEDS = [
  /^mounts\//,
  /^cgroup\/(?:memcg-ids-exhausted|kmem|kernel-memory)/,
  /^runtime\/runc-/,
  /^runtime\/(?:container-(?:removal-stuck|frozen|start-failure)|docker-cp-failure|exec-probe-tmpfs-full)$/,
  /^limits\/(?:runtime-socket-leak|closed-connections-kept|open-files-exhausted|file-max-reached)$/,
  /^storage\/(?:tmpfs-full|build-cache-grown|jbd2-|ext4-|fs-remounted|disk-detached|block-full|inode-full|object-fs-)/,
  /^network\/(?:nic-driver-reload|pod-interface-lost|cni-master-missing)$/,
  /^kubelet\/(?:root-bind-alias|pleg-unhealthy|node-not-ready|runtime-call-timeout)$/,
];

describe('the rules of the seed families in Chinese', () => {
  const stable = catalog().rules.filter(({ rule }) => rule.status === 'stable');
  const seeds = stable.map(({ rule }) => rule.id).filter((id) => SEEDS.some((family) => family.test(id)));

  it.each(SEEDS)('%s names rules', (family) => {
    expect(seeds.some((id) => family.test(id))).toBe(true);
  });

  it.each(seeds)('%s has all of its texts', (id) => {
    const rule = chinese.rules.find((loaded) => loaded.rule.id === id)?.rule;
    const texts = [
      rule?.title,
      rule?.why,
      rule?.message,
      ...(rule?.remediation ?? []).map((step) => step.do),
      ...(rule?.remediation ?? []).flatMap((step) => step.impact ?? []),
      ...(rule?.dont ?? []).map((warning) => warning.text),
      ...(rule?.reboot?.destroys ?? []).map(({ text }) => text),
      ...(rule?.predict === undefined ? [] : [rule.predict.next]),
    ];
    for (const text of texts) expect(text).toMatch(HAN);
    expect(rule?.title).not.toContain('英文');
  });

  it('leave no other language than these', () => {
    expect(LANGS).toEqual(['en', 'zh']);
  });
});

/** Keys of the report whose values are words; everything else is the same in every language. */
const WORDS = new Set([
  ...[
    'language',
    'headline',
    'plain',
    'reasons',
    'title',
    'fromTitle',
    'toTitle',
    'why',
    'message',
    'summary',
    'objects',
    'others',
  ],
  ...[
    'do',
    'of',
    'impact',
    'duration',
    'undo',
    'expect',
    'see',
    'dont',
    'destroys',
    'trigger',
    'vulnerability',
    'amplifier',
  ],
  ...['for', 'against', 'wouldChangeIf', 'object', 'next', 'text', 'customer', 'vendor', 'affected'],
  // What facts say of objects and changes, and values that are such texts.
  ...['label', 'largestLabel', 'what', 'value'],
]);

/** The report with its words as their kind and number only. */
function withoutWords(value: unknown, key = ''): unknown {
  if (WORDS.has(key) && typeof value === 'string') return 'words';
  if (Array.isArray(value)) return value.map((item) => withoutWords(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      // English conditions are called by their names.
      .filter(([name]) => name !== 'language' && !(name === 'title' && 'clause' in value))
      .map(([name, inner]) => [name, withoutWords(inner, name)]),
  );
}

/** Numbers, paths and names in a text: what must be the same in each language. */
const valuesIn = (text: string): string[] => (text.match(/\d{2,}|\/[\w./-]+/g) ?? []).sort();

describe.each(sampleFiles)('the Chinese report on %s', (sample) => {
  it('differs from the English one in words only, and is Chinese', async () => {
    const [en, zh] = [await sampleReport(sample), await sampleReport(sample, 'zh')];
    expect(zh.language).toBe('zh');
    expect(en.language).toBeUndefined();
    expect(withoutWords(zh)).toEqual(withoutWords(en));
    // An expression that was not filled in; Go templates in commands have braces of their own.
    const told = JSON.stringify(zh, (key, value: unknown) => (key === 'run' || key === 'verify' ? undefined : value));
    expect(told).not.toMatch(/\{\{[a-z_.]+\}\}/);
    for (const [i, diagnosis] of zh.diagnoses.entries()) {
      const english = en.diagnoses[i];
      const texts = [
        diagnosis.title,
        diagnosis.why,
        diagnosis.summary,
        ...diagnosis.dont,
        ...diagnosis.remediation.map((r) => r.do),
      ];
      if (isTranslated(chinese, diagnosis.id)) for (const text of texts) expect(text).toMatch(HAN);
      expect(valuesIn(diagnosis.summary)).toEqual(valuesIn(english?.summary ?? ''));
      expect(diagnosis.remediation.map((r) => [r.run, r.verify])).toEqual(
        english?.remediation.map((r) => [r.run, r.verify]),
      );
    }
  });

  it('names no finding, effect or excluded cause in English', async () => {
    const zh = await sampleReport(sample, 'zh');
    const shown = [
      ...zh.diagnoses.flatMap((d) => [d.title, ...d.chain.map((c) => c.toTitle)]),
      ...[...zh.findings, ...zh.ruledOut].map((f) => f.title),
    ];
    expect(shown.filter((title) => title.endsWith('（英文）'))).toEqual([]);
  });
});
