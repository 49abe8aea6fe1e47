import { loadCatalog } from '../src/catalog.ts';
import { type CheckedRule, compiledFile } from '../src/rules/parsed-file.ts';

/** Types and variables of the expressions of each rule by its file; none where the catalog has a problem. */
export function checkCatalog(files: readonly { file: string; value: unknown }[]): Map<string, CheckedRule> {
  const recorded = new Map<string, CheckedRule['expressions']>();
  const loaded = loadCatalog(
    files.map(({ file, value }) => compiledFile(file, value)),
    {},
    recorded,
  );
  if (!loaded.ok) return new Map();
  // Tests are run by authors only, and are most of a rule.
  return new Map(
    loaded.value.rules.map(({ file, rule }) => [
      file,
      { rule: { ...rule, tests: [] }, expressions: recorded.get(file) ?? {} },
    ]),
  );
}
