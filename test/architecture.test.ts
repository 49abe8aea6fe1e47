import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { facts } from '../src/facts/index.generated.ts';
import { createLogFact } from '../src/facts/log.ts';
import { parsers } from '../src/parsers/index.generated.ts';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const files = readdirSync(path.join(ROOT, 'src'), { recursive: true })
  .map((f) => `src/${String(f).replaceAll('\\', '/')}`)
  .filter((f) => f.endsWith('.ts'))
  .sort();
const written = files.filter((f) => !f.endsWith('.generated.ts'));

/** The part a file belongs to: its folder, or `analysis` for what stands on top of all stages. */
function partOf(file: string): string {
  const parts = file.split('/');
  if (parts.length > 2) return parts[1] ?? '';
  return parts[1] === 'errors.ts' ? 'errors' : 'analysis';
}

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

/** The imports of a file from other files of the project, static and dynamic. */
function importsOf(file: string): Import[] {
  const text = read(file);
  const found: Import[] = [];
  for (const [, keyword, names = '', target = ''] of text.matchAll(
    /^(import|export)\s+([^;'"()=]*?)\s*from\s+'(\.[^']+)'/gm,
  )) {
    if (keyword === undefined) continue;
    const inner = /\{([^}]*)\}/.exec(names)?.[1];
    const members =
      inner
        ?.split(',')
        .map((m) => m.trim())
        .filter((m) => m !== '') ?? [];
    const typeOnly = names.startsWith('type ') || (members.length > 0 && members.every((m) => m.startsWith('type ')));
    found.push({ from: file, to: path.posix.join(path.posix.dirname(file), target), typeOnly });
  }
  for (const [, target = ''] of text.matchAll(/\bimport\('(\.[^']+)'\)/g))
    found.push({ from: file, to: path.posix.join(path.posix.dirname(file), target), typeOnly: false });
  return found;
}

const imports = files.flatMap(importsOf);

/** Who may import whom; a part whose name ends in `(types)` only for types. Every part may import lib and errors. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  cli: [
    'analysis',
    'report',
    'rules',
    'archive(types)',
    'archive',
    'snapshot(types)',
    'facts(types)',
    'parsers(types)',
    'bundle(types)',
    'signatures(types)',
  ],
  analysis: ['archive', 'bundle', 'parsers', 'snapshot', 'signatures', 'facts', 'rules', 'diagnosis', 'report'],
  report: ['diagnosis', 'rules'],
  diagnosis: ['rules'],
  rules: ['facts(types)'],
  facts: ['rules(types)', 'snapshot', 'signatures(types)', 'parsers(types)'],
  snapshot: ['parsers', 'archive(types)', 'signatures(types)'],
  bundle: ['archive'],
  parsers: ['signatures(types)'],
  signatures: [],
  archive: [],
  lib: [],
  errors: [],
};

describe('imports', () => {
  it('are found', () => expect(imports.length).toBeGreaterThan(300));

  it('name files that exist', () => {
    const all = new Set(files);
    expect(imports.filter((i) => i.to.startsWith('src/') && !all.has(i.to)).map((i) => `${i.from}: ${i.to}`)).toEqual(
      [],
    );
  });

  it('follow the order of the parts', () => {
    const wrong = imports.flatMap((i) => {
      const [from, to] = [partOf(i.from), partOf(i.to)];
      if (from === to || to === 'lib' || to === 'errors') return [];
      const allowed = ALLOWED[from] ?? [];
      return allowed.includes(to) || (i.typeOnly && allowed.includes(`${to}(types)`))
        ? []
        : [`${i.from} imports ${i.to}${i.typeOnly ? ' (types)' : ''}`];
    });
    expect(wrong).toEqual([]);
  });

  it('make no circle of parts, apart from types', () => {
    const edges = new Map<string, Set<string>>();
    for (const i of imports) {
      const [from, to] = [partOf(i.from), partOf(i.to)];
      if (i.typeOnly || from === to) continue;
      edges.set(from, (edges.get(from) ?? new Set()).add(to));
    }
    const reaches = (start: string): Set<string> => {
      const seen = new Set(edges.get(start) ?? []);
      for (const next of seen) for (const further of edges.get(next) ?? []) seen.add(further);
      return seen;
    };
    // errors quotes with lib, and lib knows nothing of errors.
    expect([...edges.keys()].filter((part) => reaches(part).has(part))).toEqual([]);
  });

  it('carry their extension', () =>
    expect(imports.filter((i) => !i.to.endsWith('.ts')).map((i) => `${i.from}: ${i.to}`)).toEqual([]));
});

describe('source files', () => {
  it('have at most 250 lines', () => {
    expect(written.map((f) => [f, read(f).trimEnd().split('\n').length] as const).filter(([, n]) => n > 250)).toEqual(
      [],
    );
  });

  it('have no default export, no enum, no any and no non-null assertion', () => {
    const wrong = written.filter((f) =>
      /^export default|^(?:export )?(?:const )?enum |: any\b|<any>|as any\b/m.test(withoutText(read(f))),
    );
    expect(wrong).toEqual([]);
  });

  it('leave the console and the process to the command line', () => {
    const rest = written.filter((f) => partOf(f) !== 'cli');
    expect(
      rest.filter((f) =>
        /\bconsole\.|\bprocess\.(?:exit|env|argv|stdout|stderr|stdin|cwd|platform)/.test(withoutText(read(f))),
      ),
    ).toEqual([]);
  });

  it('write no file outside the command line, and read files only where bytes come in', () => {
    const usesFiles = written.filter(
      (f) => /from 'node:(?:fs|fs\/promises)'/.test(read(f)) && partOf(f) !== 'cli' && partOf(f) !== 'archive',
    );
    expect(usesFiles).toEqual(['src/catalog-files.ts']);
    expect(
      written.filter(
        (f) =>
          partOf(f) !== 'cli' &&
          /\b(?:writeFile|appendFile|createWriteStream|mkdir|rm|unlink)(?:Sync)?\(/.test(withoutText(read(f))),
      ),
    ).toEqual([]);
  });

  it('below the analysis depend on no clock, locale, zone or chance', () => {
    const impure =
      /\bDate\.now\(|new Date\(\)|\bIntl\.|\.toLocale\w+\(|localeCompare|Math\.random\(|\bprocess\.(?:env|argv|cwd|platform|hrtime|memoryUsage)|performance\.now|\.getFullYear\(|\.getHours\(|\.getTimezoneOffset\(/;
    const pure = written.filter((f) => !['cli', 'analysis', 'archive'].includes(partOf(f)));
    expect(pure.filter((f) => impure.test(withoutText(read(f))))).toEqual([]);
  });

  it('are named by what they hold', () => {
    expect(
      files.filter((f) => /(?:manager|helper|util|processor|handler|(?:^|\/)(?:data|info|misc))s?\.ts$/.test(f)),
    ).toEqual([]);
    expect(
      files.map((f) => path.posix.basename(f)).filter((f) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.generated)?\.ts$/.test(f)),
    ).toEqual([]);
  });
});

describe('indexes', () => {
  const INDEXES = [
    {
      folder: 'src/parsers',
      marker: /export const (\w+) = (?:textParser|lineParser|byteLineParser|defineParser)\(/g,
      index: parsers,
    },
    { folder: 'src/facts', marker: /export const (\w+) = defineFact\(/g, index: facts },
  ] as const;

  it.each(INDEXES)('of $folder name every unit', ({ folder, marker, index }) => {
    const declared = written
      .filter((f) => path.posix.dirname(f) === folder)
      .flatMap((f) => [...read(f).matchAll(marker)].map((m) => m[1] ?? ''));
    const key = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
    expect(Object.keys(index).sort()).toEqual(declared.map(key).sort());
  });

  it('key every parser by its source', () => {
    expect(Object.entries(parsers).filter(([key, parser]) => key !== parser.source)).toEqual([]);
  });
});

describe('facts', () => {
  const all = [...Object.values(facts), createLogFact([])];
  const sources = new Set<string>([...Object.keys(parsers), 'log']);

  it('name sources that exist', () => {
    expect(all.flatMap((fact) => fact.sources.filter((s) => !sources.has(s)).map((s) => `${fact.name}: ${s}`))).toEqual(
      [],
    );
  });

  it('name them in every field that may be unknown', () => {
    const wrong: string[] = [];
    const visit = (schema: z.ZodType, where: string): void => {
      const needs = schema.meta()?.needs;
      if (Array.isArray(needs))
        wrong.push(...needs.filter((n) => !sources.has(String(n))).map((n) => `${where}: ${String(n)}`));
      const def = schema.def as { element?: z.ZodType; innerType?: z.ZodType; shape?: Record<string, z.ZodType> };
      if (def.element !== undefined) visit(def.element, where);
      if (def.innerType !== undefined) visit(def.innerType, where);
      for (const [key, field] of Object.entries(def.shape ?? {})) visit(field, `${where}.${key}`);
    };
    for (const fact of all) visit(fact.schema, fact.name);
    expect(wrong).toEqual([]);
  });

  it('have names of their own', () => expect(new Set(all.map((f) => f.name)).size).toBe(all.length));
});

/** The code without comments and without the inside of plain strings. */
function withoutText(code: string): string {
  return code
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
}
