import type { ArchiveProblem, ArchiveSummary } from './archive/archive.ts';
import type { Layout } from './bundle/layout.ts';
import type { NodePart, Part, PartContent, RoutedBundle } from './bundle/node-router.ts';
import type { SnapshotBuilder } from './snapshot/builder.ts';
import { withClusterObjects, withClusterPlaces, withFolder } from './snapshot/parts.ts';
import type { ClockHints, CollectedBy, NodeSnapshot, Snapshot } from './snapshot/snapshot.ts';

/** A builder and what feeds it, for one part of a bundle. */
export interface ReadPart extends PartContent {
  readonly builder: SnapshotBuilder;
}

/** How a bundle was read, and where it came from. */
export interface ReadSummary {
  readonly archive: ArchiveSummary;
  readonly path: string;
  readonly hints: ClockHints;
  /** Nodes of it that were analysed while it was read. */
  readonly analysed?: number;
}

/**
 * Builds the snapshot of a bundle: of its only node, or of what is of all nodes with one snapshot for each. What lay in a
 * folder that turned out to be no node counts as a part of the whole.
 */
export function buildSnapshot(routed: RoutedBundle<ReadPart>, summary: ReadSummary): Snapshot {
  const { archive, hints, path, analysed = 0 } = summary;
  if (routed.left > 0)
    routed.whole.content.builder.problem(
      undefined,
      `there are more nodes in it than are read: ${routed.left} or more are left out`,
    );
  const read = routed.nodes.filter((part) => !part.content.builder.isEmpty());
  // What was read from several archives, and from nothing else, is better kept apart than taken for one node.
  const several = analysed + read.filter((part) => part.probable).length > 1 && routed.whole.content.builder.isEmpty();
  const isNode = (part: NodePart<ReadPart>): boolean =>
    part.probable ? part.layout !== undefined || (several && read.includes(part)) : true;
  const build = ({ content, layout, candidates }: Part<ReadPart>): Snapshot =>
    content.builder.build(archive, collectedBy(path, layout), hints, candidates);
  const whole = routed.nodes
    .filter((part) => !isNode(part))
    .reduce((sum, part) => withFolder(sum, part.folder, buildPart(part, summary)), build(routed.whole));
  const nodes = routed.nodes.filter(isNode);
  const [first] = nodes;
  if (analysed === 0) {
    if (first === undefined) return whole;
    // A folder around all that is of one node says nothing.
    if (nodes.length === 1 && whole.records.length === 0) return build(first);
  }
  return { ...whole, nodes: nodes.map((part) => nodeOf(part, whole, summary)) };
}

/** The snapshot of a node of which no more can come, while the rest of the archive is still to be read. */
export function buildNode(part: NodePart<ReadPart>, path: string, hints: ClockHints): NodeSnapshot {
  const { name, folder, elsewhere, entries, bytes } = part;
  const archive: ArchiveSummary = {
    format: 'tar',
    bytes,
    unpackedBytes: bytes,
    entries,
    complete: !part.broken,
    problems: [],
  };
  return { name, folder, elsewhere, snapshot: buildPart(part, { archive, path, hints }) };
}

function nodeOf(part: NodePart<ReadPart>, whole: Snapshot, summary: ReadSummary): NodeSnapshot {
  const { name, folder, elsewhere } = part;
  return {
    name,
    folder,
    elsewhere: withClusterPlaces(elsewhere, whole),
    snapshot: withClusterObjects(buildPart(part, summary), whole),
  };
}

function buildPart(part: NodePart<ReadPart>, { archive, path, hints }: ReadSummary): Snapshot {
  const problems = archive.problems.filter((problem) => isInside(problem, part.folder));
  const own: ArchiveSummary = {
    ...archive,
    entries: part.entries,
    unpackedBytes: part.bytes,
    complete: archive.complete || !(part.broken || problems.length > 0),
    problems: problems.map(({ path: place = '', message }) => ({ path: place.slice(part.folder.length), message })),
  };
  return part.content.builder.build(
    own,
    { ...collectedBy(path, part.layout), node: part.name },
    hints,
    part.candidates,
  );
}

const isInside = ({ path }: ArchiveProblem, folder: string): boolean =>
  folder !== '' && path?.startsWith(folder) === true;

function collectedBy(path: string, layout: Layout | undefined): CollectedBy {
  const { id, title, lacks } = layout ?? { id: 'files', title: 'files' };
  return { path, layout: id, tool: title, ...(lacks === undefined ? {} : { lacks }) };
}
