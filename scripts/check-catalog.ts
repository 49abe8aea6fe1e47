import { loadCatalog } from '../src/catalog.ts';
import type { Lang } from '../src/lib/lang.ts';
import { languageOf } from '../src/rules/localize.ts';
import { type CheckedRule, compiledFile, type Expressions } from '../src/rules/parsed-file.ts';

interface SourceFile {
  readonly file: string;
  readonly value: unknown;
}

export interface CheckedCatalog {
  /** By file. */
  readonly rules: ReadonlyMap<string, CheckedRule>;
  /** The files of each language, with the expressions that only their texts have, by the id of the rule. */
  readonly overlays: ReadonlyMap<string, readonly (SourceFile & { expressions: Record<string, Expressions> })[]>;
}

/** Types and variables of the expressions of each rule by its file; none where the catalog has a problem. */
export function checkCatalog(files: readonly SourceFile[]): CheckedCatalog {
  const own = files.filter(({ file }) => languageOf(file) === undefined);
  const recorded = new Map<string, Expressions>();
  const loaded = loadCatalog(
    own.map(({ file, value }) => compiledFile(file, value)),
    {},
    { recorded },
  );
  if (!loaded.ok) return { rules: new Map(), overlays: new Map() };
  // Tests are run by authors only, and are most of a rule.
  const rules = loaded.value.rules.map(({ file, rule }): [string, CheckedRule] => [
    file,
    { rule: { ...rule, tests: [] }, expressions: recorded.get(file) ?? {} },
  ]);
  const langs = [...new Set(files.flatMap(({ file }) => languageOf(file) ?? []))];
  return {
    rules: new Map(rules),
    overlays: new Map(langs.map((lang) => [lang, overlaysOf(lang, files, own, recorded)])),
  };
}

/** What the rules use beyond `english` when they are loaded with the texts of a language. */
function overlaysOf(
  lang: string,
  files: readonly SourceFile[],
  own: readonly SourceFile[],
  english: ReadonlyMap<string, Expressions>,
): (SourceFile & { expressions: Record<string, Expressions> })[] {
  const overlays = files.filter(({ file }) => languageOf(file) === lang);
  const recorded = new Map<string, Expressions>();
  const loaded = loadCatalog(
    [...own, ...overlays].map(({ file, value }) => compiledFile(file, value)),
    {},
    { recorded, lang: lang as Lang },
  );
  if (!loaded.ok) throw new Error(loaded.problems.map((p) => `${p.file}: ${p.message}`).join('\n'));
  const fileOf = new Map(loaded.value.rules.map(({ rule, file }) => [rule.id, file]));
  const added = (id: string): Expressions => {
    const file = fileOf.get(id) ?? '';
    const known = english.get(file) ?? {};
    return Object.fromEntries(
      Object.entries(recorded.get(file) ?? {}).filter(([source]) => !Object.hasOwn(known, source)),
    );
  };
  return overlays.map(({ file, value }) => ({
    ...{ file, value },
    expressions: Object.fromEntries(Object.keys(value as object).map((id) => [id, added(id)])),
  }));
}
