import * as z from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { defineFact, factTable, known, unknown } from './fact.ts';
import { sysctlDocuments } from './sysctl-documents.ts';
import { NUMERIC_SYSCTLS } from './sysctl-names.ts';

/** Kernel parameters with a numeric value. `"key" in sysctl` is false only where the kernel has no such key. */
export const sysctl = defineFact({
  name: 'sysctl',
  title: 'Kernel parameters (numeric)',
  schema: z.map(z.string(), z.number()).meta({ description: 'sysctl name to value', keys: [...NUMERIC_SYSCTLS] }),
  sources: ['sysctl'],
  compute({ snapshot }) {
    const { documents, missing } = sysctlDocuments(snapshot);
    if (documents.length === 0) return unknown(missing);
    const values = new Map<string, number>();
    const refs = new Map<string, SourceRef>();
    for (const { path, value } of documents) {
      for (const entry of value.entries) {
        const number = Number(entry.value);
        if (entry.value === '' || Number.isNaN(number)) continue;
        values.set(entry.key, number);
        refs.set(entry.key, { path, line: entry.line, text: `${entry.key} = ${entry.value}` });
      }
    }
    const absent = absentKeys(snapshot);
    return known(factTable(values, refs, absent));
  },
});

/**
 * A full listing that was not cut names every key the kernel has, except the ones it says it could not read; the collector lists the
 * keys it asked for in vain. Anything else that is not there was simply not collected.
 */
function absentKeys(snapshot: Snapshot): (key: string) => boolean {
  const { documents, partial } = sysctlDocuments(snapshot);
  const dumps = partial ? [] : documents.filter((d) => d.value.dump);
  const unreadable = new Set(dumps.flatMap((d) => d.value.unreadable));
  const absent = new Set([
    ...documents.flatMap((d) => d.value.absent),
    ...snapshot.documents.manifest_step.flatMap((d) => d.value.absent),
  ]);
  return (key) => absent.has(key) || (dumps.length > 0 && !unreadable.has(key));
}
