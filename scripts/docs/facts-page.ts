import type * as z from 'zod';
import type { Catalog } from '../../src/catalog.ts';
import { createVocabulary } from '../../src/facts/vocabulary.ts';
import { COMPREHENSIONS } from '../../src/rules/comprehensions.ts';
import { METHODS, STANDARD_FUNCTIONS } from '../../src/rules/operators.ts';
import { bare, celType, collectObjectTypes, type ObjectType } from '../../src/rules/types.ts';
import type { Signature } from '../../src/signatures/signature.ts';
import { anchor, cellCode, code, GENERATED, page, prose, table } from './markdown.ts';

/** What there is of CEL itself. */
const celFunctions = [
  ...new Set([STANDARD_FUNCTIONS, METHODS, COMPREHENSIONS].flatMap((some) => Object.keys(some))),
].sort();

/** What rules may name: facts with their fields, functions, groups of log patterns; and the sources behind them. */
export function factsPage({ facts, signatures }: Catalog, sources: readonly string[]): string {
  const types = new Map<string, ObjectType>();
  for (const fact of facts.values()) collectObjectTypes(fact.schema, types);
  const named = [...facts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  // The fields of `log` are the groups below.
  const described = [...types.values()].filter((type) => type.id !== 'Logs').sort((a, b) => (a.id < b.id ? -1 : 1));
  return page([
    '# Facts for rule authors',
    '',
    GENERATED,
    '',
    'A fact is a value derived from the sources of a bundle. Numbers are doubles in base units: bytes, seconds, ratios from 0 to',
    '1. A fact or field whose source was not collected is unknown, and so is every clause that needs it. A key of a table that',
    'the node does not have is an answer: `"fs.mount-max" in sysctl`.',
    '',
    '## Facts',
    '',
    ...table(
      ['fact', 'type', 'what', 'sources'],
      named.map((fact) => [
        code(fact.name),
        typeText(fact.schema, types),
        prose(fact.title),
        fact.sources.map(code).join(', '),
      ]),
    ),
    '',
    ...described.flatMap((type) => describeType(type, types)),
    '## Functions',
    '',
    ...createVocabulary(facts).functions.map((f) => `- ${code(f.signature)}`),
    '',
    `Of CEL there are ${celFunctions.map((name) => code(`${name}()`)).join(', ')}, the operators, lists and \`in\`. All numbers are`,
    'doubles, so that division never drops a fraction.',
    '',
    '## Log patterns',
    '',
    '`log.<group>` counts the matching lines of all logs; `.of(object)` keeps those whose paths belong to the object.',
    '',
    ...groupTable(signatures),
    '',
    '## Sources',
    '',
    `Sources with a parser: ${sources.map(code).join(', ')}; and ${code('log')}, which the patterns are searched in.`,
  ]);
}

function describeType(type: ObjectType, types: ReadonlyMap<string, ObjectType>): string[] {
  const rows = [...type.fields].map(([name, schema]) => {
    const { description, needs } = metaOf(schema);
    return [code(name), typeText(schema, types), prose(description), needs.map(code).join(', ')];
  });
  return [`### ${type.id}`, '', ...table(['field', 'type', 'what', 'unknown without'], rows), ''];
}

function typeText(schema: z.ZodType, types: ReadonlyMap<string, ObjectType>): string {
  const text = celType(schema);
  const object = [...types.keys()].find((id) => text === id || text.endsWith(`<${id}>`) || text.endsWith(` ${id}>`));
  return object === undefined || object === 'Logs' ? cellCode(text) : `[${cellCode(text)}](#${anchor(object)})`;
}

/** Descriptions stand on the field or on the type inside its `optional`. */
function metaOf(schema: z.ZodType): { description: string; needs: string[] } {
  const meta = { ...bare(schema).meta(), ...schema.meta() };
  const needs = Array.isArray(meta.needs) ? meta.needs.map(String) : [];
  return { description: meta.description ?? '', needs };
}

function groupTable(signatures: readonly Signature[]): string[] {
  const groups = new Map<string, Signature[]>();
  for (const signature of signatures) groups.set(signature.group, [...(groups.get(signature.group) ?? []), signature]);
  const rows = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, members]) => {
      const emitters = [...new Set(members.flatMap((member) => member.sources))].sort();
      return [
        code(group),
        emitters.join(', '),
        members.map((member) => cellCode(member.samples[0] ?? '')).join('<br>'),
      ];
    });
  return table(['group', 'written by', 'an example of each pattern'], rows);
}
