import * as z from 'zod';
import type { CompiledRule } from '../../src/rules/compile.ts';
import { evaluateRule, type FactSource, type Missing, type RuleResult } from '../../src/rules/evaluate.ts';
import { createLanguage, type Language, type Vocabulary } from '../../src/rules/language.ts';
import { type LoadedRule, type LoadResult, loadRules } from '../../src/rules/load.ts';
import { readYaml } from '../../src/rules/yaml.ts';

const refs = z.array(z.object({ path: z.string(), line: z.number().optional() })).default([]);
const seen = z
  .object({ first: z.number(), last: z.number(), first_is_onset: z.boolean(), uncertainty: z.number() })
  .meta({ id: 'Seen' });

/** An object of a made-up world; everything but the size may be unknown. */
const thing = z
  .object({
    key: z.string(),
    size: z.number(),
    limit: z
      .number()
      .optional()
      .meta({ needs: ['probe'] }),
    on: z
      .boolean()
      .optional()
      .meta({ needs: ['probe'] }),
    place: z
      .string()
      .optional()
      .meta({ needs: ['map'] }),
    tags: z.array(z.string()),
    seen: seen.optional().meta({ needs: ['log'] }),
    refs,
  })
  .meta({ id: 'Thing' });
export type Thing = z.input<typeof thing>;

const vocabulary: Vocabulary = {
  variables: new Map<string, z.ZodType>([
    ['causes', z.array(thing)],
    ['middles', z.array(thing)],
    ['effects', z.array(thing)],
    ['one', thing],
    ['count', z.number()],
    ['word', z.string()],
    ['flag', z.boolean()],
    ['table', z.map(z.string(), z.number()).meta({ keys: ['a.x', 'a.y', 'a.z'] })],
  ]),
  functions: [
    { signature: 'seconds(string): double', handler: (text: string) => Number.parseFloat(text) },
    { signature: 'Thing.twice(): double', handler: (object: { size: number }) => object.size * 2 },
    { signature: 'Thing.part(): Thing', handler: (object: object) => ({ ...object, refs: [] }) },
  ],
};

const schemas = vocabulary.variables;

/** The language over the made-up world: the engine must work over any facts. */
export const language: Language = createLanguage(vocabulary);

/** Facts with these values; every other one is unknown because its source of the same name is missing. */
export function world(
  values: Readonly<Record<string, unknown>>,
  incomplete: Readonly<Record<string, readonly Missing[]>> = {},
): FactSource {
  return {
    bindings: values,
    lookup(name) {
      const schema = schemas.get(name);
      if (schema === undefined || !(name in values))
        return { known: false, missing: [{ source: name, reason: 'not in this world' }] };
      return { known: true, value: values[name], incomplete: incomplete[name] ?? [] };
    },
    isCollected: () => false,
    reasonFor: (source) => ({ source, reason: `${source} is missing` }),
  };
}

export const makeThing = (fields: Partial<Thing> & { key: string }): Thing => ({
  size: 0,
  tags: [],
  refs: [],
  ...fields,
});

const TESTS = 'tests:\n  - { name: f, files: {}, expect: finding }\n  - { name: c, files: {}, expect: clear }\n';

/** A rule file: an id and the lines that matter; the rest is filled in. */
export function ruleText(
  id: string,
  body: string,
  fields: { kind?: string; severity?: string; status?: string } = {},
): string {
  const has = (key: string): boolean => new RegExp(`^${key}:`, 'm').test(body);
  const line = (key: string, value: string): string => (has(key) ? '' : `${key}: ${value}\n`);
  return [
    `id: ${id}\n`,
    line('title', `Title of ${id}`),
    line('kind', fields.kind ?? 'fault'),
    line('severity', fields.severity ?? 'high'),
    line('status', fields.status ?? 'stable'),
    line('why', 'because'),
    line('message', `"message of ${id}"`),
    body.endsWith('\n') ? body : `${body}\n`,
    has('tests') ? '' : TESTS,
  ].join('');
}

export function load(texts: Readonly<Record<string, string>>): LoadResult<LoadedRule[]> {
  return loadRules(
    Object.entries(texts).map(([file, text]) => readYaml(file, text)),
    language,
  );
}

/** Rules by id to their body, loaded; fails with all problems. */
export function loadBodies(bodies: Readonly<Record<string, string>>): LoadedRule[] {
  const result = load(
    Object.fromEntries(Object.entries(bodies).map(([id, body]) => [`rules/${id}.yaml`, ruleText(id, body)])),
  );
  if (!result.ok)
    throw new Error(result.problems.map((p) => `${p.file}:${p.line}:${p.column}: ${p.message}`).join('\n'));
  return result.value;
}

/** One rule over a world. */
export function judge(
  body: string,
  values: Readonly<Record<string, unknown>>,
  incomplete: Readonly<Record<string, readonly Missing[]>> = {},
): RuleResult {
  const [loaded] = loadBodies({ 'test/rule': body });
  if (loaded === undefined) throw new Error('no rule');
  return evaluateRule(loaded.compiled, world(values, incomplete), language);
}

export function judgeAll(
  bodies: Readonly<Record<string, string>>,
  values: Readonly<Record<string, unknown>>,
  incomplete: Readonly<Record<string, readonly Missing[]>> = {},
): RuleResult[] {
  const facts = world(values, incomplete);
  return loadBodies(bodies).map(({ compiled }: { compiled: CompiledRule }) => evaluateRule(compiled, facts, language));
}
