import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { schemaFiles } from '../../scripts/generate-schemas.ts';
import { analyse, readFiles } from '../../src/analysis.ts';
import { loadCatalogOrThrow } from '../../src/catalog.ts';
import { reportSchema } from '../../src/report/model.ts';
import { compiledFile } from '../../src/rules/parsed-file.ts';
import { readYaml } from '../../src/rules/yaml.ts';
import { shippedSignatures } from '../signatures/shipped.ts';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const TOOL = { version: '0.0.0', catalogSha256: '0'.repeat(64) };
const schemaOf = (file: string): object => JSON.parse(schemaFiles().get(file) ?? '') as object;
const validate = (file: string, value: unknown): unknown[] => {
  const ajv = new Ajv({ allErrors: true, strict: false });
  const check = ajv.compile(schemaOf(file));
  return check(value) ? [] : (check.errors ?? []);
};

const RULE = `
id: test/small-limit
title: The limit is small
kind: fault
severity: high
status: stable
why: because
clauses: { small: 'sysctl["fs.mount-max"] < 100', on: true }
when: small && on
message: 'it is {{sysctl["fs.mount-max"]}}'
evidence: ['sysctl["fs.mount-max"]']
remediation: [{ stage: now, do: raise it, run: 'sysctl -w fs.mount-max=100000' }]
tests:
  - { name: small, files: { proc/sys/fs/mount-max: 10 }, expect: finding }
  - { name: large, files: { proc/sys/fs/mount-max: '100000' }, expect: clear }
`;

const SIGNATURES = compiledFile('rules/signatures/all.yaml', shippedSignatures());
const catalog = loadCatalogOrThrow([SIGNATURES, readYaml('rules/test/small-limit.yaml', RULE)]);
const reportOf = (files: Record<string, string>) =>
  analyse(readFiles(new Map(Object.entries(files)), catalog.signatures, { collectedAt: 1_768_478_400 }), catalog, TOOL);

describe('published schemas', () => {
  it.each([...schemaFiles().keys()])('%s is up to date (npm run generate)', (file) => {
    expect(readFileSync(path.join(ROOT, file), 'utf8')).toBe(schemaFiles().get(file));
  });

  it('have an id without a host', () => {
    for (const text of schemaFiles().values())
      expect(JSON.parse(text)).toMatchObject({ $id: expect.stringMatching(/^urn:inquest:/) });
  });

  it('accept a rule as an author writes it, and name what is wrong', () => {
    expect(validate('rules/rule.schema.json', parse(RULE))).toEqual([]);
    expect(validate('rules/rule.schema.json', { ...(parse(RULE) as object), entites: {} })).not.toEqual([]);
    expect(validate('rules/rule.schema.json', { ...(parse(RULE) as object), kind: 'fawlt' })).not.toEqual([]);
  });

  it('accept the report of an analysis, also with additions', () => {
    const report = reportOf({
      'proc/sys/fs/mount-max': '10\n',
      'commands/kernel/dmesg': '[ 1.000000] Linux version 5.4.0\n',
    });
    expect(report.diagnoses.map((d) => d.id)).toEqual(['test/small-limit']);
    const plain: unknown = JSON.parse(JSON.stringify(report));
    expect(validate('docs/report.schema.json', plain)).toEqual([]);
    expect(validate('docs/report.schema.json', { ...(plain as object), added: 1 })).toEqual([]);
    expect(validate('docs/report.schema.json', { ...(plain as object), verdict: { status: 'fine' } })).not.toEqual([]);
    expect(reportSchema.strict().safeParse(plain).success).toBe(true);
  });
});
