import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';
import { read } from './sources.ts';

const links = (description: string) =>
  z
    .array(z.string())
    .optional()
    .meta({ description, needs: ['links'] });

const bondSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    name: z.string(),
    legs: links('interfaces that belong to it'),
    dead: links('of these, those that are switched on and have no link'),
    alive: z
      .number()
      .optional()
      .meta({ description: 'legs with a link', needs: ['links'] }),
    failures: z.number().meta({ description: 'how often the kernel says that a leg went down' }),
    ran_without: z.number().meta({ description: 'how often no leg was left' }),
    no_partner: z.number().meta({ description: 'how often no switch answered LACP' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Bond' });

const GROUPS = ['bond_leg_down', 'bond_without_leg', 'bond_without_partner'] as const;

/** Bonds of network cards, by their links now and by what the kernel log tells, Documentation/networking/bonding.rst. */
export const bonds = defineFact({
  name: 'bonds',
  title: 'Bonds of network cards',
  schema: z.array(bondSchema),
  sources: ['links', 'log'],
  compute(context) {
    const now = read(context.snapshot, 'links');
    const coverage = logCoverage(context, ['kernel']);
    if (now.documents.length === 0 && !coverage.present) return unknown([...now.missing, ...coverage.reasons]);
    const told = new Map<string, ResolvedOccurrence[]>();
    for (const group of GROUPS) for (const o of occurrencesOf(context, group)) append(told, o.captures.bond ?? '', o);
    const rows = now.documents.flatMap((d) => d.value.links);
    const names = new Set([...rows.filter((l) => l.kind === 'bond').map((l) => l.name), ...told.keys()]);
    const found = [...names].sort().map((name) => describe(name, told.get(name) ?? [], context));
    return known(found, now.documents.length > 0 ? [] : now.missing);
  },
});

function describe(name: string, told: readonly ResolvedOccurrence[], { snapshot, words }: FactContext) {
  const rows = snapshot.documents.links.flatMap((d) => d.value.links.map((link) => ({ link, path: d.path })));
  const own = rows.find((r) => r.link.name === name);
  const legs = own === undefined ? undefined : rows.filter((r) => r.link.master === name).map((r) => r.link);
  const count = (group: string): number =>
    told.filter((o) => o.signature.group === group).reduce((sum, o) => sum + o.count, 0);
  return {
    entity: `interface:${name}`,
    label: words.bond(name),
    name,
    legs: legs?.map((l) => l.name),
    dead: legs?.filter((l) => l.flags.includes('UP') && !l.flags.includes('LOWER_UP')).map((l) => l.name),
    alive: legs?.filter((l) => l.flags.includes('LOWER_UP')).length,
    failures: count('bond_leg_down'),
    ran_without: count('bond_without_leg'),
    no_partner: count('bond_without_partner'),
    seen: seenOf(told),
    refs: [
      ...(own === undefined ? [] : [{ path: own.path, line: own.link.line }]),
      ...told.slice(0, 4).map((o) => o.ref),
    ],
  };
}
