import { type Catalog, loadCatalogOrThrow } from '../catalog.ts';
import type { Lang } from '../lib/lang.ts';
import { languageOf } from '../rules/localize.ts';
import { type CheckedRule, compiledFile, type Expressions, type ParsedFile } from '../rules/parsed-file.ts';
import { readResource } from './resources.ts';

export interface LoadedCatalog {
  readonly catalog: Catalog;
  readonly sha256: string;
}

export interface CatalogOptions {
  /** Folders with further rules. */
  readonly rules: readonly string[];
  readonly builtin: boolean;
  readonly lang?: Lang;
}

/** The built-in catalog, or it together with (or replaced by) the rules of the user. */
export async function loadRequestedCatalog({ rules, builtin, lang = 'en' }: CatalogOptions): Promise<LoadedCatalog> {
  const compiled = JSON.parse(readResource('catalog.json')) as {
    sha256: string;
    baseRates: Record<string, number>;
    files: CatalogFile[];
  };
  const files = [...builtinFiles(compiled.files, builtin), ...(builtin ? overlayFiles(lang) : [])];
  if (rules.length === 0)
    return { catalog: loadCatalogOrThrow(files, compiled.baseRates, { lang }), sha256: compiled.sha256 };
  // YAML is only loaded when there is YAML to read.
  const { readRuleFiles } = await import('../catalog-files.ts');
  const { createHash } = await import('node:crypto');
  const own = rules.flatMap(readRuleFiles);
  const hash = createHash('sha256').update(builtin ? compiled.sha256 : '');
  for (const { file, value } of own) hash.update(`${file}\0${JSON.stringify(value)}\0`);
  // Texts of the user for built-in rules need the expressions of these, of which only those used so far are in the catalog.
  const known = own.some(({ file }) => languageOf(file) !== undefined) ? readCatalogSources(builtin) : files;
  return { catalog: loadCatalogOrThrow([...known, ...own], compiled.baseRates, { lang }), sha256: hash.digest('hex') };
}

/** A file of catalog.json: a rule that was checked at build, or a value to read, as signatures are. */
interface CatalogFile {
  readonly file: string;
  readonly value?: unknown;
  readonly checked?: CheckedRule;
  readonly expressions?: Readonly<Record<string, Expressions>>;
}

function overlayFiles(lang: Lang): ParsedFile[] {
  if (lang === 'en') return [];
  const { files } = JSON.parse(readResource(`catalog-${lang}.json`)) as { files: CatalogFile[] };
  return builtinFiles(files, true);
}

/** All files as they are written, with the tests of the rules. */
export function readCatalogSources(builtin: boolean): ParsedFile[] {
  const { files } = JSON.parse(readResource('catalog-sources.json')) as { files: CatalogFile[] };
  return builtinFiles(files, builtin);
}

/** Rules of the user may use the built-in signatures even where the built-in rules are off. */
function builtinFiles(files: readonly CatalogFile[], builtin: boolean): ParsedFile[] {
  return files
    .filter(({ file }) => builtin || file.startsWith('rules/signatures/'))
    .map(({ file, value, ...found }) => compiledFile(file, value, found));
}
