import { changes } from './facts/changes.ts';
import type { FactContext } from './facts/fact.ts';
import { formatSourceRef } from './lib/source-ref.ts';
import type { KnownChanges } from './report/changes.ts';

/** What was changed on the node, as the report wants it; what no source tells is named. */
export function changesOf({ get }: Pick<FactContext, 'get'>): KnownChanges {
  const found = get(changes);
  if (!found.known) return { list: [], missing: lacksOf(found.missing) };
  return {
    list: found.value.map(({ kind, what, pod, is_sandbox: isSandbox, time, uncertainty, refs }) => {
      const [ref] = refs;
      return {
        kind,
        what,
        pod,
        isSandbox,
        time,
        uncertainty,
        source: ref === undefined ? undefined : formatSourceRef(ref),
      };
    }),
    missing: lacksOf(found.incomplete ?? []),
  };
}

/** One reason for each source. */
function lacksOf(missing: readonly { readonly source: string; readonly reason: string }[]): KnownChanges['missing'] {
  return [...new Map(missing.map(({ source, reason }) => [source, { source, reason }])).values()];
}
