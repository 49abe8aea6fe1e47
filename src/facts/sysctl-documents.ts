import type { Documents, Snapshot } from '../snapshot/snapshot.ts';
import type { MissingReason } from './fact.ts';
import { read } from './sources.ts';

/** What is known of kernel parameters, without values that a cut may have shortened (`1000` of `100000`). */
export interface SysctlDocuments {
  readonly documents: Documents['sysctl'];
  readonly missing: readonly MissingReason[];
  /** The source was cut or failed in part: a key that is not there may still exist on the node. */
  readonly partial: boolean;
}

/** The documents of `sysctl`; in a source that was cut, a last line without its end is not a value. */
export function sysctlDocuments(snapshot: Snapshot): SysctlDocuments {
  const { documents, missing } = read(snapshot, 'sysctl');
  const gap = snapshot.gaps.some((g) => g.source === 'sysctl' && !g.second);
  const cut = snapshot.records.filter((r) => r.source === 'sysctl' && r.status === 'truncated').map((r) => r.path);
  const isCut = (path: string): boolean => gap || cut.includes(path);
  const trusted = documents.map((document) => {
    const { path, value } = document;
    return value.unended && isCut(path)
      ? { ...document, value: { ...value, entries: value.entries.slice(0, -1) } }
      : document;
  });
  return { documents: trusted, missing, partial: gap || cut.length > 0 };
}
