import type { SourceRef } from '../lib/source-ref.ts';
import type { FactContext } from './fact.ts';
import { mountTables } from './mount-tables.ts';

/** Where the writable files of an overlay lie, and the line of the mount table that says so. */
export interface Upper {
  readonly directory: string;
  readonly ref: SourceRef;
}

const UPPER = /(?:^|,)upperdir=(\/[^,]{1,4000})/;

/** Overlay mounts by mount point, in the namespaces in which runtimes mount: containerd keeps this nowhere else. */
export const overlayUppers = (context: FactContext): ReadonlyMap<string, Upper> => context.once(findUppers);

function findUppers(context: FactContext): Map<string, Upper> {
  const { node, runtime } = mountTables(context);
  const uppers = new Map<string, Upper>();
  for (const namespace of new Set([node, runtime])) {
    if (namespace === undefined) continue;
    const { table, path } = namespace;
    for (let row = 0; row < table.rows; row++) {
      if (table.fsTypes[row] !== 'overlay') continue;
      const directory = UPPER.exec(table.superOptions[row] ?? '')?.[1];
      const line = table.lines[row];
      if (directory === undefined || line === undefined) continue;
      uppers.set(table.mountPoints[row] ?? '', { directory, ref: { path, line } });
    }
  }
  return uppers;
}
