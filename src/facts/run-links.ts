import { isWithin, type NamespaceTable } from './mount-table.ts';

/** Links that every system with /run has in place of the directories of before (file-hierarchy(7), FHS 3.0). */
const LINKS: readonly (readonly [link: string, target: string])[] = [
  ['/var/run', '/run'],
  ['/var/lock', '/run/lock'],
];

/**
 * The same path without the links /var/run and /var/lock: dockerd says /var/run/docker where the kernel says /run/docker. A
 * namespace in which something is mounted at the link itself has a directory there.
 */
export function withoutRunLinks(path: string, namespace: NamespaceTable | undefined): string {
  const found = LINKS.find(([link]) => isWithin(path, link));
  if (found === undefined) return path;
  const [link, target] = found;
  return namespace?.table.mountPoints.includes(link) === true ? path : target + path.slice(link.length);
}
