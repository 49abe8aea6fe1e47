import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { isInstalled } from './run-collector.ts';

const PARTS = fileURLToPath(new URL('../../collectors/src/', import.meta.url));
const AWKS = ['mawk', 'gawk', 'busybox awk'].filter((awk) => isInstalled(awk.split(' ')[0] ?? ''));
const folder = mkdtempSync(join(tmpdir(), 'json-filter-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The filter of the collector as it stands in its parts, run by one of several awks. */
function clean(awk: string, form: string, text: string, keep = ''): string {
  const script = `tmp=$1 with_env=$4; . "$2/45-secrets.sh"; . "$2/46-json.sh"; awk() { ${awk} "$@"; }; clean_json "$3"`;
  const ran = spawnSync('sh', ['-c', script, 'sh', folder, PARTS, form, keep], {
    input: text,
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
    maxBuffer: 1 << 28,
  });
  expect(ran.stderr.toString()).toBe('');
  return ran.stdout.toString();
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const DROPPED = ['Cmd', 'Args', 'args', 'Entrypoint', 'command', 'Test', 'OnBuild', 'syscalls'];
const LISTS = ['Env', 'env', 'httpHeaders'];
const HIDDEN = ['auth', 'Output', 'registry-password', 'API_KEY'];

/** What must be left of a value below `key`; the filter itself never builds a tree. */
function expected(value: Json, key: string, inEnv: boolean): Json {
  if (typeof value === 'string') {
    if (inEnv && ['Env', 'env'].includes(key)) return value.replace(/=.*/s, '');
    return HIDDEN.includes(key) || (inEnv && key === 'value') ? '***' : value;
  }
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    if (DROPPED.includes(key)) return [];
    const list = LISTS.includes(key);
    return value.map((one: Json) =>
      list && !inEnv && typeof one === 'string' ? one.replace(/=.*/s, '') : expected(one, key, inEnv || list),
    );
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, expected(one, name, inEnv)]));
}

const texts = fc.string({ unit: fc.constantFrom('a', 'B', '9', '"', '\\', '\n', '{', ']', ',', 'ü', '\u0001', ' ') });
const assignments = fc.tuple(texts, texts).map(([name, value]) => `${name}=${value}`);
const keys = fc.constantFrom('Id', 'a"b', 'x\\', 'value', 'Labels', ...DROPPED, ...LISTS, ...HIDDEN);

/** Arrays hold values of one kind, as those of runtimes do. */
const { document } = fc.letrec<{ value: Json; object: Json; document: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    texts,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(null, true, false),
    fc.array(texts, { maxLength: 4 }),
    fc.array(tie('object'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.oneof(
    { weight: 3, arbitrary: fc.dictionary(keys, tie('value'), { maxKeys: 5 }) },
    { weight: 1, arbitrary: fc.record({ Env: fc.array(assignments), env: fc.array(tie('object'), { maxLength: 2 }) }) },
  ),
  document: tie('object'),
}));

/** Parsed and written again, so that -0 and the like do not matter. */
const same = (value: Json): unknown => JSON.parse(JSON.stringify(value));

describe.each(AWKS)('the JSON filter of the collector under %s', (awk) => {
  const documents = fc.sample(document, { numRuns: 400, seed: 7 });

  it('keeps everything but arguments, values of the environment and secrets', () => {
    const lines = clean(awk, 'each', documents.map((one) => `${JSON.stringify(one)}\n`).join(''))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(documents.length);
    lines.forEach((line, i) => {
      expect(JSON.parse(line)).toEqual(same(expected(documents[i] ?? null, '', false)));
    });
  });

  it('does not care about the layout', () => {
    const text = documents.map(
      (one, i) => `/d/${i}.json:${JSON.stringify(one, null, '\t').replaceAll('\n', `\n/d/${i}.json:`)}\n`,
    );
    const lines = clean(awk, 'file', text.join('')).trimEnd().split('\n');
    expect(lines).toHaveLength(documents.length);
    lines.forEach((line, i) => {
      expect(line.startsWith(`/d/${i}.json:`)).toBe(true);
      expect(JSON.parse(line.slice(line.indexOf(':') + 1))).toEqual(same(expected(documents[i] ?? null, '', false)));
    });
  });

  it('lets nothing through that is cut or no JSON', () => {
    const whole = JSON.stringify({ Env: ['A=secret'], Cmd: ['secret'], b: { c: 'secret' } });
    const cuts = Array.from({ length: whole.length - 1 }, (_, i) => whole.slice(0, i + 1));
    const wrong = [
      'secret',
      '{secret}',
      `${whole}secret`,
      `secret${whole}`,
      '"secret"',
      ',',
      '1',
      `${whole}}`,
      '{"a":"secret\\"}',
    ];
    expect(clean(awk, 'each', [...cuts, ...wrong, '', ' '].join('\n')).trim()).toBe('');
  });

  it('keeps the environment when told so, without what looks secret', () => {
    const text = clean(awk, 'each', '{"Env":["A=1","DB_PASSWORD=x"],"Cmd":["run","--token=x"],"auth":"x"}\n', '1');
    expect(text).toBe('{"Env":["A=1","DB_PASSWORD=***"],"Cmd":["run","--token=***"],"auth":"***"}\n');
  });
});
