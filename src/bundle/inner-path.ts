import type { EntryHeader } from '../archive/archive.ts';

/**
 * The archive inside the bundle that an entry lies in, as its path begins: `nodes/node-1.zip`. The path may have lost a
 * first part that `within` still has, as it does when the entries of one node are read apart. Undefined for what lies in
 * the bundle itself, or in an archive that was taken off the path.
 */
export function archiveOf({ path, within }: Pick<EntryHeader, 'path' | 'within'>): string | undefined {
  let archive = within?.at(-1);
  while (archive !== undefined) {
    if (path.startsWith(`${archive}/`)) return archive;
    const slash = archive.indexOf('/');
    archive = slash === -1 ? undefined : archive.slice(slash + 1);
  }
  return undefined;
}
