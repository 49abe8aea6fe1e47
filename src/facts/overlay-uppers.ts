import type { SourceRef } from '../lib/source-ref.ts';
import type { FactContext } from './fact.ts';
import { filesystemOf } from './filesystems.ts';
import { mountTables } from './mount-tables.ts';

/** Where the writable files of an overlay lie, and the line of the mount table that says so. */
export interface Upper {
  readonly directory: string;
  /** major:minor that stat(2) shows for files of the overlay; it has no size of its own. */
  readonly device: string | undefined;
  readonly ref: SourceRef;
}

const UPPER = /(?:^|,)upperdir=(\/[^,]{1,4000})/;

/** Overlay mounts by mount point, in the namespaces in which runtimes mount: containerd keeps this nowhere else. */
export const overlayUppers = (context: FactContext): ReadonlyMap<string, Upper> => context.once(findUppers);

/** Devices of overlays with the entity of the file system that takes what is written to them. */
export const filesystemsBehindOverlays = (context: FactContext): ReadonlyMap<string, string> =>
  context.once(findFilesystemsBehind);

function findFilesystemsBehind(context: FactContext): Map<string, string> {
  const behind = new Map<string, string>();
  for (const { device, directory } of overlayUppers(context).values()) {
    const entity = filesystemOf(directory, context);
    if (device !== undefined && entity !== undefined) behind.set(device, entity);
  }
  return behind;
}

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
      uppers.set(table.mountPoints[row] ?? '', { directory, device: table.devices[row], ref: { path, line } });
    }
  }
  return uppers;
}
