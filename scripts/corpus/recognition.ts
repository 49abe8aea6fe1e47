import { readBundle } from '../../src/analysis.ts';
import { DEFAULT_LIMITS } from '../../src/archive/archive.ts';
import { readArchive } from '../../src/archive/read-archive.ts';
import { append } from '../../src/lib/group-by.ts';
import { locate } from '../../src/lib/source-ref.ts';
import type { Signature } from '../../src/signatures/signature.ts';
import { placeInBundle } from '../../src/snapshot/parts.ts';
import type { SourceRecord } from '../../src/snapshot/snapshot.ts';
import { kindsOfPath } from './known-kinds.ts';

export interface Recognition {
  /** Entries with content whose path names a known kind. */
  readonly known: number;
  /** Those of them that were taken for that kind. */
  readonly recognised: number;
  /** The others, as `path (kind): what became of it`. */
  readonly lost: readonly string[];
  /** Recognised, and nothing in it could be read. */
  readonly unreadable: readonly string[];
  /** Of the paths that were asked about, those that no source was read from. */
  readonly unread: readonly string[];
}

/** Tools put one or two folders of their own around everything. */
const MAX_TOP_FOLDERS = 3;

/** Compares what lies in a bundle with what was read of it; `asked` are paths below the top folder. */
export async function recognitionOf(
  file: string,
  signatures: readonly Signature[],
  asked: readonly string[],
): Promise<Recognition> {
  const records = await recordsOf(file, signatures);
  const found = (await entriesOf(file)).flatMap((path) => {
    const kinds = kindsOfPath(path);
    return kinds === undefined ? [] : [{ path, kinds, read: at(path, records) }];
  });
  const own = found.map((entry) => ({ ...entry, read: entry.read.filter((r) => entry.kinds.includes(r.source)) }));
  const lost = found.filter((_, i) => own[i]?.read.length === 0);
  const unreadable = own.filter(({ read }) => read.length > 0 && read.every((r) => r.status === 'unparsable'));
  return {
    known: found.length,
    recognised: found.length - lost.length,
    lost: lost.map(({ path, kinds, read }) => `${path} (${kinds.join(' or ')}): ${fateOf(read)}`),
    unreadable: unreadable.map(({ path, read }) => `${path}: ${fateOf(read)}`),
    unread: asked.filter((path) => at(path, records).length === 0),
  };
}

/** What was read from an entry: records lack the folder at the top, of the bundle or of a bundle inside it. */
function at(path: string, records: Records): readonly SourceRecord[] {
  const node = records.folders.find((folder) => folder !== '' && path.startsWith(folder)) ?? '';
  const parts = path.slice(node.length).split('/');
  for (let skipped = 0; skipped <= Math.min(MAX_TOP_FOLDERS, parts.length - 1); skipped++) {
    const found = records.byPath.get(node + parts.slice(skipped).join('/'));
    if (found !== undefined) return found;
  }
  return [];
}

const fateOf = (read: readonly SourceRecord[]): string =>
  read.length === 0 ? 'not read' : read.map((r) => [r.source, r.status, r.reason ?? ''].join(' ').trim()).join(', ');

interface Records {
  readonly byPath: ReadonlyMap<string, readonly SourceRecord[]>;
  /** Where the nodes of a bundle of several lie. */
  readonly folders: readonly string[];
}

async function recordsOf(file: string, signatures: readonly Signature[]): Promise<Records> {
  const { records, nodes = [] } = await readBundle(file, { signatures, limits: DEFAULT_LIMITS, hints: {} });
  const byPath = new Map<string, SourceRecord[]>();
  for (const record of records) append(byPath, locate(record).path, record);
  for (const node of nodes) {
    for (const record of node.snapshot.records)
      append(byPath, locate({ path: placeInBundle(node, record.path) }).path, record);
  }
  return { byPath, folders: nodes.map(({ folder }) => folder) };
}

/** The paths of all files that have content. */
async function entriesOf(file: string): Promise<string[]> {
  const paths: string[] = [];
  await readArchive(file, {
    limits: DEFAULT_LIMITS,
    open({ path, kind }) {
      if (kind !== 'file') return undefined;
      let bytes = 0;
      return {
        write(chunk) {
          bytes += chunk.length;
        },
        end() {
          if (bytes > 0) paths.push(path);
        },
      };
    },
  });
  return paths;
}
