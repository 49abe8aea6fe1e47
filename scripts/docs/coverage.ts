import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Catalog } from '../../src/catalog.ts';
import type { Rule } from '../../src/rules/rule.ts';

/** Ids of what covers a failure mode or a wording, or the reason why nothing does. */
const answerSchema = z.union([z.array(z.string()).min(1), z.string().min(1)]);
export type Answer = z.infer<typeof answerSchema>;

const listSchema = z.strictObject({
  /** Failure modes of container hosts: rules, or why there is none. */
  modes: z.record(z.string(), answerSchema),
  /** Wordings that logs have for them: signatures of this catalog, or why there is none. */
  signatures: z.record(z.string(), answerSchema),
  /** Rules for what is not in the list of modes: seen on real bundles, or part of a mode that needs several. */
  others: z.record(z.string(), z.string()),
});
export type ModeList = z.infer<typeof listSchema>;

const FILE = 'scripts/docs/modes.yaml';

/** The list of failure modes with what covers each. */
export const readModes = (): ModeList => listSchema.parse(parse(readFileSync(FILE, 'utf8')));

const slugOf = (id: string): string => id.slice(id.indexOf('/') + 1);

/** What covers each mode: the rules that the list names and those that bear the mode as an alias; else the reason. */
export function coverageOfModes({ modes }: ModeList, { rules }: Catalog): ReadonlyMap<string, Answer> {
  const bearers = rules.flatMap(({ rule }) => rule.aliases.map((alias) => [slugOf(alias), rule.id] as const));
  return new Map(
    Object.entries(modes).map(([mode, answer]) => {
      const listed = typeof answer === 'string' ? [] : answer;
      const ids = [...new Set([...listed, ...bearers.filter(([alias]) => alias === mode).map(([, id]) => id)])];
      return [mode, ids.length > 0 ? ids : answer];
    }),
  );
}

/** Ids in the list that the catalog does not have, and rules that the list does not have. */
export function gapsOf(list: ModeList, catalog: Catalog): { readonly unknown: string[]; readonly unnamed: string[] } {
  const rules = new Set(catalog.rules.map(({ rule }) => rule.id));
  const signatures = new Set(catalog.signatures.map((s) => s.id));
  const named = (answers: Readonly<Record<string, Answer>>): string[] =>
    Object.values(answers).flatMap((answer) => (typeof answer === 'string' ? [] : answer));
  const listed = [...named(list.modes), ...Object.keys(list.others)];
  const covered = new Set([...listed, ...[...coverageOfModes(list, catalog).values()].flatMap(idsOf)]);
  return {
    unknown: [...listed.filter((id) => !rules.has(id)), ...named(list.signatures).filter((id) => !signatures.has(id))],
    unnamed: catalog.rules.map(({ rule }: { rule: Rule }) => rule.id).filter((id) => !covered.has(id)),
  };
}

const idsOf = (answer: Answer): readonly string[] => (typeof answer === 'string' ? [] : answer);
