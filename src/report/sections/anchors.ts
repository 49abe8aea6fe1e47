/**
 * The part of an address behind `#` by which a ticket links to a rule's finding: `finding-mounts-host-root-propagation`.
 * Ids are words of the catalog; anything else becomes dashes.
 */
export function findingAnchor(id: string): string {
  return `finding-${id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 120)}`;
}

/** Anchors of a list, each once: what is there already gets a number. */
export function distinctAnchors(ids: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return ids.map((id) => {
    const anchor = findingAnchor(id);
    const times = (seen.get(anchor) ?? 0) + 1;
    seen.set(anchor, times);
    return times === 1 ? anchor : `${anchor}--${times}`;
  });
}
