import type { Catalog } from '../catalog.ts';
import { InquestError } from '../errors.ts';
import { didYouMean, quote } from '../lib/text.ts';
import type { LoadedRule } from '../rules/load.ts';

/** The rule of an id, of an alias, or of the last part of an id; throws with the nearest id when there is none. */
export function findRule(catalog: Catalog, id: string): LoadedRule {
  const found = catalog.rules.find(({ rule }) =>
    [rule.id, ...rule.aliases].some((own) => own === id || own.endsWith(`/${id}`)),
  );
  if (found !== undefined) return found;
  const ids = catalog.rules.map(({ rule }) => rule.id);
  const near = didYouMean(id, id.includes('/') ? ids : ids.map((own) => own.slice(own.indexOf('/') + 1)));
  const meant = near === undefined ? '' : `, did you mean ${quote(near)}?`;
  throw new InquestError('USAGE', {
    message: `there is no rule ${quote(id)}${meant}`,
    hint: 'analyze rules list names them all',
  });
}
