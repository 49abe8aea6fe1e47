/** Why a path in an archive cannot be used, in words that complete "its path ...". */
export type PathFault = 'leaves the archive' | 'holds a NUL byte';

export type ResolvedPath = { readonly path: string } | { readonly fault: PathFault };

/**
 * The relative form of a path that an archive names: leading slashes, `.` and empty segments are dropped and `..` is
 * resolved lexically. The result is empty for the archive's own root. A `..` that climbs above the root is a fault.
 */
export function normalisePath(raw: string): ResolvedPath {
  return join([], raw);
}

/**
 * Where a symbolic link at `from` (already normalised) points, as a path in the archive. An absolute target means the
 * root of the node the archive was taken from, which is the root of the archive.
 */
export function resolveSymlink(from: string, target: string): ResolvedPath {
  if (target.startsWith('/')) return normalisePath(target);
  return join(from.split('/').slice(0, -1), target);
}

function join(base: readonly string[], raw: string): ResolvedPath {
  if (raw.includes('\0')) return { fault: 'holds a NUL byte' };
  const segments = [...base];
  for (const segment of raw.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return { fault: 'leaves the archive' };
  }
  return { path: segments.join('/') };
}
