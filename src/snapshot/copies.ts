import { isDeepStrictEqual } from 'node:util';
import type { Document, SourceRecord } from './snapshot.ts';

/** What counts by itself wherever it lies. Of a configuration file the path says as much as the text. */
const COUNTED_ONCE: ReadonlySet<string> = new Set([
  'boots',
  'crictl_pods',
  'crictl_ps',
  'df',
  'df_inodes',
  'docker_events',
  'docker_inspect',
  'docker_ps',
  'log',
  'mounts',
  'package_history',
  'ps',
  'unit_files',
  'units',
  'units_failed',
]);

/**
 * Finds contents that lie under two names: the output of a command that two plugins ran, a link that was packed as a file.
 * Of equal ones the first by path counts, whatever the order of the archive; the record of each other one says so. `counts`
 * tells whether there is anything in a document that could be counted twice.
 */
export function withoutCopies<T>(
  source: string,
  documents: readonly Document<T>[],
  records: Map<string, SourceRecord>,
  counts: (value: T) => boolean = () => true,
): Document<T>[] {
  if (!COUNTED_ONCE.has(source) || documents.length < 2) return [...documents];
  const bySize = new Map<number, Document<T>[]>();
  return documents.filter((document) => {
    const record = records.get(document.path);
    if (record === undefined || record.bytes === 0 || !counts(document.value)) return true;
    const alike = bySize.get(record.bytes) ?? [];
    bySize.set(record.bytes, alike);
    const original = alike.find(
      (other) => isDeepStrictEqual(other.params, document.params) && isDeepStrictEqual(other.value, document.value),
    );
    if (original === undefined) {
      alike.push(document);
      return true;
    }
    records.set(document.path, {
      ...record,
      status: 'skipped',
      reason: `the same content as ${original.path}, which counts`,
    });
    return false;
  });
}
