/** Where mounts lie, by what the path says; the first that fits counts. */
const PLACES: readonly (readonly [string, RegExp])[] = [
  ['below the file system of a container', /\/merged\/./],
  ['file systems of containers', /\/(?:overlay2|aufs|overlay)\/|\/rootfs$|\/io\.containerd\./],
  ['volumes of pods', /\/pods\/[^/]+\/volume/],
  ['volumes staged on the node', /\/plugins\//],
  ['network namespaces', /\/netns\//],
  ['shared memory of containers', /\/shm$/],
  ['control groups', /\/cgroup\//],
  ['the system itself', /^\/(?:proc|sys|dev|boot|run|tmp|var|usr|home|opt|mnt|srv|etc)?(?:\/[^/]+){0,2}$/],
];

/** How many mounts of a table lie where, the most first; together they are all of them. */
export function mountPlaces(mountPoints: readonly string[]): { place: string; mounts: number }[] {
  const counts = new Map<string, number>();
  for (const point of mountPoints) {
    const place = PLACES.find(([, pattern]) => pattern.test(point))?.[0] ?? 'elsewhere';
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return [...counts]
    .map(([place, mounts]) => ({ place, mounts }))
    .sort((a, b) => b.mounts - a.mounts || (a.place < b.place ? -1 : 1));
}
