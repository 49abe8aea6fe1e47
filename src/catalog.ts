import type { BaseRates } from './diagnosis/confidence.ts';
import { InquestError } from './errors.ts';
import type { Fact } from './facts/fact.ts';
import { allFacts, createVocabulary } from './facts/vocabulary.ts';
import type { Lang } from './lib/lang.ts';
import { plural } from './lib/text.ts';
import { createLanguage, type Language } from './rules/language.ts';
import { type LoadedRule, type LoadResult, loadRules } from './rules/load.ts';
import { languageOf, localize } from './rules/localize.ts';
import { type Expressions, type FileProblem, formatFileProblem, type ParsedFile } from './rules/parsed-file.ts';
import { compileCatalog } from './signatures/catalog.ts';
import { checkSignature, validateSignature } from './signatures/check.ts';
import type { Signature } from './signatures/signature.ts';

/** Everything that decides what is looked for: signatures, facts, and the rules over them. */
export interface Catalog {
  readonly signatures: readonly Signature[];
  readonly facts: ReadonlyMap<string, Fact>;
  readonly language: Language;
  readonly rules: readonly LoadedRule[];
  readonly baseRates: BaseRates;
  /** Of the texts of the rules, and so of the report. */
  readonly lang: Lang;
}

export interface CatalogRequest {
  /** English without it. */
  readonly lang?: Lang;
  /** Gets what was found out about the expressions of each rule file. */
  readonly recorded?: Map<string, Expressions>;
}

const isSignatureFile = (file: string): boolean => /(?:^|[\\/])signatures[\\/][^\\/]+\.ya?ml$/.test(file);

/**
 * Builds a catalog from parsed files: those in a folder `signatures` hold signatures, those in `locales/<language>` the texts
 * of rules in that language, all others one rule each.
 */
export function loadCatalog(
  files: readonly ParsedFile[],
  baseRates: BaseRates = {},
  { lang = 'en', recorded }: CatalogRequest = {},
): LoadResult<Catalog> {
  const problems: FileProblem[] = [];
  const signatures = files.filter((f) => isSignatureFile(f.file)).flatMap((f) => readSignatures(f, problems));
  problems.push(...checkTogether(files, signatures));
  const facts = allFacts(signatures);
  const language = createLanguage(createVocabulary(facts));
  const rules = loadRules(
    files.filter((f) => !isSignatureFile(f.file) && languageOf(f.file) === undefined),
    language,
    recorded,
  );
  if (!rules.ok) problems.push(...rules.problems);
  if (problems.length > 0 || !rules.ok) return { ok: false, problems };
  const overlays = files.filter((f) => languageOf(f.file) !== undefined);
  const localized = localize(rules.value, overlays, language, lang);
  if (!localized.ok) return localized;
  return { ok: true, value: { signatures, facts, language, rules: localized.value, baseRates, lang } };
}

/** The same, for callers who cannot go on without a catalog: all problems in one error (exit 4). */
export function loadCatalogOrThrow(
  files: readonly ParsedFile[],
  baseRates: BaseRates = {},
  request: CatalogRequest = {},
): Catalog {
  const result = loadCatalog(files, baseRates, request);
  if (result.ok) return result.value;
  const problems = result.problems.map(formatFileProblem).join('\n');
  throw new InquestError('RULES_INVALID', { count: plural(result.problems.length, 'problem'), problems });
}

/** What only shows when all signatures stand side by side: ids used twice, groups that exclude each other in a circle. */
function checkTogether(files: readonly ParsedFile[], signatures: readonly Signature[]): FileProblem[] {
  const last = files.filter((f) => isSignatureFile(f.file) && !f.trusted).at(-1);
  if (last === undefined) return [];
  const ids = signatures.map((s) => s.id);
  const twice = [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))];
  const problems = twice.map((id) => last.at([], `the signature ${JSON.stringify(id)} stands twice`));
  try {
    compileCatalog(signatures);
  } catch (error) {
    problems.push(last.at([], error instanceof Error ? error.message : String(error)));
  }
  return problems;
}

function readSignatures(yaml: ParsedFile, problems: FileProblem[]): Signature[] {
  problems.push(...yaml.problems);
  if (yaml.problems.length > 0) return [];
  if (!Array.isArray(yaml.value)) {
    problems.push(yaml.at([], 'expected a list of signatures'));
    return [];
  }
  return yaml.value.flatMap((value: unknown, i) => {
    const result = validateSignature(value);
    const faults = 'signature' in result ? (yaml.trusted ? [] : checkSignature(result.signature)) : result.problems;
    problems.push(...faults.map((message) => yaml.at([i], message)));
    return faults.length === 0 && 'signature' in result ? [result.signature] : [];
  });
}
