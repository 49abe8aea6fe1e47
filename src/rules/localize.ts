import { LANGS, type Lang } from '../lib/lang.ts';
import { quote } from '../lib/text.ts';
import { type CompiledRule, compileTexts } from './compile.ts';
import type { RuleProblem } from './compiler.ts';
import { isProblem, type RootScope, type Scope } from './language.ts';
import { describeIssue, type LoadedRule, type LoadResult } from './load.ts';
import { unknownRule } from './names.ts';
import { checkOverlay, type Overlay, overlaySchema, withTexts } from './overlay.ts';
import type { FileProblem, ParsedFile } from './parsed-file.ts';
import { formatIn } from './template.ts';

const OVERLAY_FILE = /(?:^|[\\/])locales[\\/]([a-z]+)[\\/]([^\\/]+)\.ya?ml$/;

/** The language of an overlay file, by its place: `locales/zh/mounts.yaml`; undefined for any other file. */
export const languageOf = (file: string): string | undefined => OVERLAY_FILE.exec(file)?.[1];

/** What stands at the title of a rule that has no text in a language. */
const UNTRANSLATED: Readonly<Record<Exclude<Lang, 'en'>, string>> = { zh: '（英文）' };

/**
 * Gives rules the texts of overlay files: those of `lang`, where it is another language than English. Files that were not
 * checked before are checked in every language. A rule without an overlay keeps its English texts, and its title says so.
 */
export function localize(
  rules: readonly LoadedRule[],
  files: readonly ParsedFile[],
  language: RootScope,
  lang: Lang = 'en',
): LoadResult<LoadedRule[]> {
  const problems: FileProblem[] = [];
  const byId = new Map(rules.map((loaded) => [loaded.rule.id, loaded]));
  const local = new Map<string, LoadedRule>();
  for (const yaml of files) {
    const isAsked = languageOf(yaml.file) === lang;
    if (!isAsked && yaml.trusted) continue;
    for (const loaded of overlaid(yaml, byId, language, problems)) if (isAsked) local.set(loaded.rule.id, loaded);
  }
  if (problems.length > 0) return { ok: false, problems };
  if (lang === 'en') return { ok: true, value: [...rules] };
  return { ok: true, value: rules.map((loaded) => local.get(loaded.rule.id) ?? marked(loaded, UNTRANSLATED[lang])) };
}

function marked(loaded: LoadedRule, mark: string): LoadedRule {
  const rule = { ...loaded.rule, title: `${loaded.rule.title}${mark}` };
  return { ...loaded, rule, compiled: { ...loaded.compiled, rule } };
}

function overlaid(
  yaml: ParsedFile,
  byId: ReadonlyMap<string, LoadedRule>,
  language: RootScope,
  problems: FileProblem[],
): LoadedRule[] {
  problems.push(...yaml.problems);
  if (yaml.problems.length > 0) return [];
  if (typeof yaml.value !== 'object' || yaml.value === null || Array.isArray(yaml.value)) {
    problems.push(yaml.at([], 'expected texts by the id of their rule'));
    return [];
  }
  return Object.entries(yaml.value).flatMap(([id, value]) => {
    const loaded = byId.get(id);
    const misplaced = misplacedIn(yaml, id);
    if (loaded === undefined || misplaced !== undefined) {
      problems.push(yaml.atKey([id], misplaced ?? unknownRule(id, new Map(rulesOf(byId)))));
      return [];
    }
    const own = entryOf(yaml, id);
    const overlay = readOverlay(own, value, problems);
    if (overlay === undefined) return [];
    const scope = scopeOf(loaded, yaml.expressions?.[id], language);
    const compiled = compileOverlay(loaded, overlay, scope, languageOf(yaml.file));
    if (!Array.isArray(compiled)) return [{ ...loaded, rule: compiled.rule, compiled }];
    problems.push(...compiled.map((p) => own.at(p.path, p.message, p.offset)));
    return [];
  });
}

const rulesOf = (byId: ReadonlyMap<string, LoadedRule>): [string, LoadedRule['rule']][] =>
  [...byId].map(([id, { rule }]) => [id, rule]);

/** A reader looks for the texts of a rule in the file of its family. */
function misplacedIn({ file }: ParsedFile, id: string): string | undefined {
  const family = OVERLAY_FILE.exec(file)?.[2];
  const expected = id.split('/')[0] ?? '';
  return family === expected ? undefined : `the texts of ${quote(id)} belong in ${expected}.yaml`;
}

/** The entry of one rule as a file of its own, whose paths are those of the rule. */
function entryOf(yaml: ParsedFile, id: string): ParsedFile {
  return {
    ...yaml,
    at: (path, message, offset) => yaml.at([id, ...path], message, offset),
    atKey: (path, message) => yaml.atKey([id, ...path], message),
  };
}

function readOverlay(own: ParsedFile, value: unknown, problems: FileProblem[]): Overlay | undefined {
  const result = overlaySchema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) problems.push(...describeIssue(issue, own, overlaySchema));
  return undefined;
}

function compileOverlay(
  { rule, compiled }: LoadedRule,
  overlay: Overlay,
  scope: Scope,
  language: string | undefined,
): CompiledRule | RuleProblem[] {
  const faults = checkOverlay(rule, overlay);
  if (faults.length > 0) return faults;
  const local = withTexts(rule, overlay);
  const lang = LANGS.find((known) => known === language) ?? 'en';
  const texts = compileTexts(local, scope, formatIn(lang));
  return Array.isArray(texts) ? texts : { ...compiled, ...texts, rule: local, lang, conditions: overlay.conditions };
}

/** The scope of the rule, with what was found out about the overlay when the catalog was built. */
function scopeOf(
  { compiled }: LoadedRule,
  expressions: Parameters<RootScope['trusting']>[0] | undefined,
  language: RootScope,
): Scope {
  const { scope } = compiled;
  if (expressions === undefined) return scope;
  const own = language.trusting(expressions);
  return {
    ...{ names: scope.names, extend: scope.extend },
    compile(source) {
      const known = own.compile(source);
      return isProblem(known) ? scope.compile(source) : known;
    },
  };
}
