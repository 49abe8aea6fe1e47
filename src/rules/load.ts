import type * as z from 'zod';
import { lowerFirst, quote, suggestion } from '../lib/text.ts';
import { type CompiledRule, compileRule } from './compile.ts';
import type { RootScope, Scope } from './language.ts';
import { unknownRule } from './names.ts';
import type { Expressions, FileProblem, ParsedFile } from './parsed-file.ts';
import { type Rule, ruleSchema } from './rule.ts';

export interface LoadedRule {
  readonly file: string;
  readonly rule: Rule;
  readonly compiled: CompiledRule;
}

export type LoadResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

interface ReadRule {
  readonly yaml: ParsedFile;
  readonly rule: Rule;
}

/**
 * Reads, checks and compiles rule files. All problems of all files are reported at once, each with its place. `recorded`
 * gets what a later run can trust, by file.
 */
export function loadRules(
  files: readonly ParsedFile[],
  scope: RootScope,
  recorded?: Map<string, Expressions>,
): LoadResult<LoadedRule[]> {
  const problems: FileProblem[] = [];
  const read = files.flatMap((file) => readRule(file, problems));
  // An alias names the rule wherever an id may stand.
  const byId = new Map<string, Rule>();
  for (const { rule, yaml } of read) {
    for (const id of [rule.id, ...rule.aliases]) {
      if (byId.has(id)) problems.push(yaml.at(['id'], `the id ${quote(id)} is used twice`));
      else byId.set(id, rule);
    }
    if (yaml.checked === undefined) problems.push(...checkIdentity(rule, yaml));
  }
  const loaded: LoadedRule[] = [];
  for (const { rule, yaml } of read) {
    problems.push(...checkReferences(rule, yaml, byId));
    const compiled = compileRule(rule, scopeOf(yaml, scope, recorded), byId);
    if (Array.isArray(compiled)) problems.push(...compiled.map((p) => yaml.at(p.path, p.message, p.offset)));
    else loaded.push({ file: yaml.file, rule, compiled });
  }
  if (problems.length > 0) return { ok: false, problems: sortProblems(problems) };
  return { ok: true, value: loaded.sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1)) };
}

function scopeOf(yaml: ParsedFile, scope: RootScope, recorded: Map<string, Expressions> | undefined): Scope {
  if (yaml.checked !== undefined) return scope.trusting(yaml.checked.expressions);
  if (recorded === undefined) return scope;
  const expressions: Record<string, Expressions[string]> = {};
  recorded.set(yaml.file, expressions);
  return scope.recording(expressions);
}

function readRule(yaml: ParsedFile, problems: FileProblem[]): ReadRule[] {
  problems.push(...yaml.problems);
  if (yaml.problems.length > 0) return [];
  if (yaml.checked !== undefined) return [{ yaml, rule: yaml.checked.rule }];
  const result = ruleSchema.safeParse(yaml.value);
  if (result.success) return [{ yaml, rule: result.data }];
  for (const issue of result.error.issues) problems.push(...describeIssue(issue, yaml));
  return [];
}

/** One sentence per zod issue; a misspelt key is named with the key it resembles. */
export function describeIssue(issue: z.core.$ZodIssue, yaml: ParsedFile, schema: unknown = ruleSchema): FileProblem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(issue.path, schema);
    return issue.keys.map((key) =>
      yaml.atKey([...issue.path, key], `unknown key ${quote(key)}${suggestion(key, known)}`),
    );
  }
  const where = issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
  return [yaml.at(issue.path, `${where}${lowerFirst(issue.message)}`)];
}

/** The keys that may stand at a path, from the schema itself. */
function knownKeys(path: readonly PropertyKey[], root: unknown): string[] {
  let schema = root;
  for (const key of path) schema = childSchema(schema, key);
  const shape = unwrap(schema)?.shape;
  return shape === undefined ? [] : Object.keys(shape);
}

interface SchemaLike {
  shape?: Record<string, unknown>;
  element?: unknown;
  unwrap?: () => unknown;
  def?: { type: string; innerType?: unknown; in?: unknown };
}

function unwrap(schema: unknown): SchemaLike | undefined {
  let current = schema as SchemaLike | undefined;
  while (current?.def?.innerType !== undefined) current = current.def.innerType as SchemaLike;
  return current;
}

function childSchema(schema: unknown, key: PropertyKey): unknown {
  const type = unwrap(schema);
  return typeof key === 'number' ? type?.element : type?.shape?.[String(key)];
}

/** The id says where the file lies, so that a rule can be found by its id. */
function checkIdentity(rule: Rule, yaml: ParsedFile): FileProblem[] {
  const normalized = yaml.file.replaceAll('\\', '/');
  const slug = rule.id.slice(rule.id.indexOf('/') + 1);
  const problems: FileProblem[] = [];
  if (
    !normalized.endsWith(`${rule.id}.yaml`) &&
    !normalized.endsWith(`/${slug}.yaml`) &&
    normalized !== `${slug}.yaml`
  ) {
    problems.push(yaml.at(['id'], `the file of ${quote(rule.id)} must be named ${rule.id}.yaml`));
  }
  const expectations = new Set(rule.tests.map((test) => test.expect));
  if (!expectations.has('finding')) problems.push(yaml.at(['tests'], 'no test expects a finding'));
  if (!expectations.has('clear') && !expectations.has('ruled-out')) {
    problems.push(yaml.at(['tests'], 'no test expects clear or ruled-out'));
  }
  return problems;
}

function checkReferences(rule: Rule, yaml: ParsedFile, byId: ReadonlyMap<string, Rule>): FileProblem[] {
  const problems: FileProblem[] = [];
  rule.needs.forEach((id, i) => {
    if (!byId.has(id)) problems.push(yaml.at(['needs', i], unknownRule(id, byId)));
  });
  rule.remediation.forEach((step, i) => {
    if (step.see !== undefined && !byId.has(step.see))
      problems.push(yaml.at(['remediation', i, 'see'], unknownRule(step.see, byId)));
  });
  return problems;
}

function sortProblems(problems: FileProblem[]): FileProblem[] {
  return problems.sort((a, b) =>
    a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
  );
}
