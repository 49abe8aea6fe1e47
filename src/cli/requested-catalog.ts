import { type Catalog, loadCatalogOrThrow } from '../catalog.ts';
import { type CheckedRule, compiledFile, type ParsedFile } from '../rules/parsed-file.ts';
import { readResource } from './resources.ts';

export interface LoadedCatalog {
  readonly catalog: Catalog;
  readonly sha256: string;
}

export interface CatalogOptions {
  /** Folders with further rules. */
  readonly rules: readonly string[];
  readonly builtin: boolean;
}

/** The built-in catalog, or it together with (or replaced by) the rules of the user. */
export async function loadRequestedCatalog({ rules, builtin }: CatalogOptions): Promise<LoadedCatalog> {
  const compiled = JSON.parse(readResource('catalog.json')) as {
    sha256: string;
    baseRates: Record<string, number>;
    files: CatalogFile[];
  };
  const files = builtinFiles(compiled.files, builtin);
  if (rules.length === 0) return { catalog: loadCatalogOrThrow(files, compiled.baseRates), sha256: compiled.sha256 };
  // YAML is only loaded when there is YAML to read.
  const { readRuleFiles } = await import('../catalog-files.ts');
  const { createHash } = await import('node:crypto');
  const own = rules.flatMap(readRuleFiles);
  const hash = createHash('sha256').update(builtin ? compiled.sha256 : '');
  for (const { file, value } of own) hash.update(`${file}\0${JSON.stringify(value)}\0`);
  return { catalog: loadCatalogOrThrow([...files, ...own], compiled.baseRates), sha256: hash.digest('hex') };
}

/** A file of catalog.json: a rule that was checked at build, or a value to read, as signatures are. */
interface CatalogFile {
  readonly file: string;
  readonly value?: unknown;
  readonly checked?: CheckedRule;
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
    .map(({ file, value, checked }) => compiledFile(file, value, checked));
}
