import { analyse, analyseBundle, evaluate, type ReadBundleOptions, readBundle } from './analysis.ts';
import type { ArchiveFormat } from './archive/archive.ts';
import type { Asked } from './asked.ts';
import type { Catalog } from './catalog.ts';
import { InquestError } from './errors.ts';
import { clock } from './facts/clock.ts';
import { quote } from './lib/text.ts';
import type { Report } from './report/model.ts';
import type { ToolIdentity } from './report-frame.ts';
import { withAdded } from './snapshot/added.ts';
import { identityOf, relate } from './snapshot/identity.ts';
import type { Snapshot } from './snapshot/snapshot.ts';

/** Reads a bundle and, into the same snapshot, later files of the same node. Throws USAGE for files of another node or boot. */
export async function readWithAdded(
  path: string,
  added: readonly string[],
  options: Omit<ReadBundleOptions, 'signatures'>,
  catalog: Catalog,
): Promise<Snapshot> {
  const reading = { ...options, signatures: catalog.signatures };
  let snapshot = await readBundle(path, reading);
  if (added.length === 0) return snapshot;
  refuseNodes(snapshot, path);
  for (const file of added) {
    if (file === '-')
      throw new InquestError('USAGE', {
        message: '--with cannot read standard input',
        hint: 'save it to a file first',
      });
    const later = await readBundle(file, reading);
    refuseNodes(later, file);
    snapshot = add(snapshot, later, { path, file, collectedAt: collectedAt(later, catalog) });
  }
  return snapshot;
}

/** The same up to the report. */
export async function analyseWithAdded(
  path: string,
  added: readonly string[],
  options: Omit<ReadBundleOptions, 'signatures'>,
  catalog: Catalog,
  tool: ToolIdentity,
  asked?: Asked,
): Promise<{ snapshot: Snapshot; report: Report }> {
  if (added.length === 0 && asked === undefined) return analyseBundle(path, options, catalog, tool);
  const snapshot = await readWithAdded(path, added, options, catalog);
  if (asked !== undefined) refuseNodes(snapshot, path, 'a question is about one node');
  return { snapshot, report: analyse(snapshot, catalog, tool, asked) };
}

function refuseNodes({ nodes }: Snapshot, path: string, what = '--with joins files of one node'): void {
  if (nodes === undefined) return;
  throw new InquestError('USAGE', {
    message: `${what}, and ${quote(path)} holds ${nodes.length}`,
    hint: 'unpack it and pass the folder of the node',
  });
}

/** When a file was collected, where more than its last line tells. */
function collectedAt(later: Snapshot, catalog: Catalog): number | undefined {
  const time = evaluate(later, { ...catalog, rules: [] }).facts.get(clock);
  return time.known && time.value.collected_at_from !== 'last log line' ? time.value.collected_at : undefined;
}

interface Naming {
  /** The bundle and the file that is added, as the user wrote them. */
  readonly path: string;
  readonly file: string;
  readonly collectedAt: number | undefined;
}

function add(first: Snapshot, later: Snapshot, { path, file, collectedAt: at }: Naming): Snapshot {
  const relation = relate(identityOf(first), identityOf(later));
  if (relation.kind === 'other-node')
    throw refusal(file, `it is of ${relation.later}, and ${quote(path)} is of ${relation.first}`);
  if (relation.kind === 'other-boot')
    throw refusal(
      file,
      `the node was restarted between the two, boot ${relation.first.slice(0, 8)} is that of ${quote(path)} and ${relation.later.slice(0, 8)} of this`,
    );
  const name = nameOf(file, first);
  return withAdded(first, later, {
    name,
    folder: ALONE.has(later.bundle.format) ? folderOfAlone(later, name) : `${name}/`,
    sameNode: relation.kind === 'same' ? 'yes' : 'unknown',
    ...(at === undefined ? {} : { collectedAt: at }),
  });
}

function refusal(file: string, why: string): InquestError {
  return new InquestError('USAGE', {
    message: `cannot add ${quote(file)}: ${why}`,
    hint: 'analyse it as a bundle of its own',
  });
}

/** Formats of what is one file and no archive. */
const ALONE: ReadonlySet<ArchiveFormat> = new Set(['file', 'gzip', 'xz', 'zstd', 'bzip2']);

/** A single file is cited by its own name, as far as that is free. */
function folderOfAlone({ records }: Snapshot, name: string): string {
  return records.every((record) => record.path === name) ? '' : `${name}/`;
}

/** The last part of the path, or all of it where something of that name is there already. */
function nameOf(file: string, { records, added = [] }: Snapshot): string {
  const taken = new Set([...records.map((record) => record.path.split('/')[0]), ...added.map((other) => other.name)]);
  const base =
    file
      .replace(/[\\/]+$/, '')
      .split(/[\\/]/)
      .pop() ?? file;
  let name = taken.has(base) ? file : base;
  for (let n = 2; taken.has(name); n++) name = `${base} (${n})`;
  return name;
}
