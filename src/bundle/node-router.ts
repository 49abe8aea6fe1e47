import type { EntryHeader, EntrySink, OpenEntry } from '../archive/archive.ts';
import { sectionPath } from '../lib/source-ref.ts';
import { createHostSink } from './by-host.ts';
import type { LayoutCandidate } from './classify.ts';
import type { Layout, NodeFolder } from './layout.ts';
import { createNodeNames } from './node-names.ts';
import { type BundleReader, createBundleReader, type SourceReader } from './reader.ts';

/** What one node, or what is of all nodes, is read into; `sources` takes its entries. */
export interface PartContent {
  readonly sources: SourceReader;
}

/** One node of a bundle, or what is of all of them. */
export interface Part<C extends PartContent> {
  readonly content: C;
  readonly layout: Layout | undefined;
  readonly candidates: readonly LayoutCandidate[];
  readonly entries: number;
  readonly bytes: number;
  /** The archive broke off inside it, or right behind it. */
  readonly broken: boolean;
}

export interface NodePart<C extends PartContent> extends Part<C> {
  /** As the paths name it, or the lines of a journal. */
  readonly name: string;
  /** The folder of its entries, with a slash at its end; empty when it only has lines in journals. */
  readonly folder: string;
  /** Folders of entries that lie elsewhere, by their path in the part. */
  readonly elsewhere: ReadonlyMap<string, string>;
  /** Whether it counts as a node only if it has a layout. */
  readonly probable: boolean;
}

export interface RoutedBundle<C extends PartContent> {
  readonly whole: Part<C>;
  readonly nodes: readonly NodePart<C>[];
  /** Nodes beyond the limit, which were not read. */
  readonly left: number;
}

export interface NodeRouter<C extends PartContent> {
  readonly open: OpenEntry;
  finish(): RoutedBundle<C>;
}

/** More nodes than clusters have whose bundles people send; each costs the time of an analysis. */
const MAX_NODES = 1_000;

interface OpenPart<C extends PartContent> {
  readonly content: C;
  readonly reader: BundleReader;
  readonly given: NodeFolder | undefined;
  /** All of it lies in one archive inside the bundle. */
  isArchive: boolean;
  folder: string | undefined;
  readonly elsewhere: Map<string, string>;
  entries: number;
  bytes: number;
  broken: boolean;
}

/**
 * Routes the entries of a bundle to one reader for each node that a layout tells apart, and the rest to one for what is
 * of all. A bundle of one node has no other part than that. With `whenWhole`, a node that is an archive of its own is handed
 * over as soon as no more of it can come and it is not the only one; it is then missing at the end.
 */
export function createNodeRouter<C extends PartContent>(
  layouts: readonly Layout[],
  open: (node: string | undefined) => C,
  whenWhole?: (node: NodePart<C>) => void,
): NodeRouter<C> {
  const folders = foldersOf(layouts);
  const names = createNodeNames();
  const parts = new Map<string, OpenPart<C>>();
  let collector: Layout | undefined;
  let latest: OpenPart<C> | undefined;

  const left = new Set<string>();
  let opened = 0;

  const partOf = (name: string, given: NodeFolder | undefined): OpenPart<C> | undefined => {
    const key = names.keyOf(name);
    const known = parts.get(key);
    if (known !== undefined) return known;
    if (opened >= MAX_NODES) {
      if (left.size < MAX_NODES) left.add(key);
      return undefined;
    }
    opened++;
    const own = given?.layout === undefined ? layouts : [given.layout, ...layouts];
    const part = openPart(open(name), own, given);
    parts.set(key, part);
    return part;
  };
  const closed: NodePart<C>[] = [];
  const nodePart = (key: string, part: OpenPart<C>, usual: Layout | undefined): NodePart<C> => ({
    ...finishPart(part, latest, usual),
    name: names.nameOf(key),
    folder: part.folder ?? '',
    elsewhere: part.elsewhere,
    probable: part.given?.probable === true,
  });
  /** The first of them waits for a second, since the report on one node is another. */
  const close = (part: OpenPart<C>): void => {
    const key = [...parts].find(([, known]) => known === part)?.[0];
    if (key === undefined || !part.isArchive || whenWhole === undefined) return;
    const node = nodePart(key, part, undefined);
    // What its content does not show to be a node may be a detail of something else.
    if (node.probable && node.layout === undefined) return;
    parts.delete(key);
    closed.push(node);
    if (closed.length > 1) for (const whole of closed.splice(0)) whenWhole(whole);
  };
  const content = open(undefined);
  const whole = openPart({ ...content, sources: dividing(content.sources, partOf) }, layouts, undefined);

  return {
    open(header) {
      const found = findNode(header.path, folders);
      const part = found === undefined ? whole : partOf(found.node, found.folder);
      if (part === undefined) return undefined;
      collector ??= found?.layout;
      const before = latest;
      latest = part;
      if (before !== undefined && before !== part && part !== whole) close(before);
      return openEntry(part, header, found?.length ?? 0);
    },
    finish() {
      const rest = finishPart(whole, latest);
      const inside = (rest.layout ?? collector)?.nodes?.find((folder) => folder.layout !== undefined)?.layout;
      const nodes = [...parts].map(([key, part]) =>
        nodePart(key, part, part.given === undefined ? inside : part.given.layout),
      );
      return {
        whole: { ...rest, content, layout: rest.layout ?? collector },
        nodes: [...closed, ...nodes],
        left: left.size,
      };
    },
  };
}

function openPart<C extends PartContent>(
  content: C,
  layouts: readonly Layout[],
  given: NodeFolder | undefined,
): OpenPart<C> {
  const reader = createBundleReader(layouts, content.sources);
  return {
    content,
    reader,
    given,
    isArchive: false,
    folder: undefined,
    elsewhere: new Map(),
    entries: 0,
    bytes: 0,
    broken: false,
  };
}

/** Folders that surely are of a node come first. */
function foldersOf(layouts: readonly Layout[]): { layout: Layout; folder: NodeFolder }[] {
  const all = layouts.flatMap((layout) => (layout.nodes ?? []).map((folder) => ({ layout, folder })));
  return [...all.filter((f) => f.folder.probable !== true), ...all.filter((f) => f.folder.probable === true)];
}

interface FoundNode {
  readonly node: string;
  /** Characters of the path that name the node. */
  readonly length: number;
  readonly layout: Layout;
  readonly folder: NodeFolder;
}

function findNode(path: string, folders: ReturnType<typeof foldersOf>): FoundNode | undefined {
  for (const { layout, folder } of folders) {
    const found = folder.path.exec(path);
    const node = found?.groups?.node ?? folder.node;
    if (found === null || node === undefined || found[0].length >= path.length) continue;
    return { node, length: found[0].length, layout, folder };
  }
  return undefined;
}

const isArchive = (folder: string, { within = [] }: EntryHeader): boolean =>
  within.some((archive) => folder.startsWith(`${archive}/`));

/** Opens an entry under its path inside the part, and notes how it ended. */
function openEntry<C extends PartContent>(
  part: OpenPart<C>,
  header: EntryHeader,
  length: number,
): EntrySink | undefined {
  part.entries++;
  const folder = header.path.slice(0, length);
  const path = header.path.slice(length);
  if (part.folder === undefined) part.isArchive = part.given?.layout === undefined && isArchive(folder, header);
  part.folder ??= folder;
  if (part.folder !== folder) part.elsewhere.set(path, folder);
  const { linkTarget, ...rest } = header;
  const target = linkTarget?.startsWith(folder) === true ? linkTarget.slice(length) : undefined;
  const sink = part.reader.open({ ...rest, path, ...(target === undefined ? {} : { linkTarget: target }) });
  if (sink === undefined) return undefined;
  return {
    write(chunk) {
      part.bytes += chunk.length;
      sink.write(chunk);
    },
    end(complete) {
      if (!complete) part.broken = true;
      sink.end(complete);
    },
  };
}

/** Hands the lines of a merged journal to the nodes that wrote them. */
function dividing<C extends PartContent>(
  sources: SourceReader,
  partOf: (name: string, given: NodeFolder | undefined) => OpenPart<C> | undefined,
): SourceReader {
  return {
    recognise: (head, alone) => sources.recognise(head, alone),
    fail: (match, failure, place) => sources.fail?.(match, failure, place),
    leave: (entry) => sources.leave?.(entry),
    open(match, path) {
      if (match.byHost !== true) return sources.open(match, path);
      return createHostSink((host, firstLine) => {
        const part = partOf(host, undefined);
        if (part === undefined) return undefined;
        const place = sectionPath(path, firstLine, host);
        part.elsewhere.set(path, '');
        return part.content.sources.open(match, place);
      });
    },
  };
}

/** `usual` is how the tool lays out what is of one node. */
function finishPart<C extends PartContent>(
  part: OpenPart<C>,
  latest: OpenPart<C> | undefined,
  usual?: Layout,
): Part<C> {
  const layout = part.reader.finish() ?? usual;
  const { content, reader, entries, bytes } = part;
  return { content, layout, candidates: reader.candidates(), entries, bytes, broken: part.broken || part === latest };
}
