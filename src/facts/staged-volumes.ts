import type { SourceRef } from '../lib/source-ref.ts';
import type { FactContext } from './fact.ts';
import { kubelet } from './kubelet.ts';
import { isWithin, type NamespaceTable } from './mount-table.ts';
import { mountTables } from './mount-tables.ts';
import { processes } from './processes.ts';

/** A volume of a CSI driver that is mounted for the node, before any pod gets it, and what else shows the same mount. */
export interface StagedVolume {
  /** `<kubelet root>/plugins/kubernetes.io/csi/.../globalmount`. */
  readonly path: string;
  /** Entity of its file system. */
  readonly filesystem: string;
  /** The device or share, as the mount table names it. */
  readonly source: string;
  /** Other mount points of the same directory of the same file system. */
  readonly others: readonly string[];
  readonly ref: SourceRef;
}

/** Until 1.23 the directory is named after the volume (`pv/<volume>`), then after driver and a hash of the handle. */
const PLUGINS = '/plugins/kubernetes.io/csi/';
const STAGED = /\/plugins\/kubernetes\.io\/csi\/[^/]+\/[^/]+\/globalmount$/;

/** Staged volumes by path, as the kubelet sees them; undefined where no mount table was collected. */
export const stagedVolumes = (context: FactContext): ReadonlyMap<string, StagedVolume> | undefined =>
  context.once(readStaged);

function readStaged(context: FactContext): ReadonlyMap<string, StagedVolume> | undefined {
  const namespace = tableOfKubelet(context);
  if (namespace === undefined) return undefined;
  const { table, path } = namespace;
  const agent = context.get(kubelet);
  const root = agent.known ? agent.value.root : '/var/lib/kubelet';
  const staged: number[] = [];
  for (let row = 0; row < table.rows; row++) {
    const point = table.mountPoints[row] ?? '';
    if (point.endsWith('/globalmount') && isWithin(point, root) && STAGED.test(point)) staged.push(row);
  }
  const points = pointsByMount(namespace, new Set(staged.map((row) => mountKey(namespace, row))));
  const volumes = new Map<string, StagedVolume>();
  for (const row of staged) {
    const point = table.mountPoints[row] ?? '';
    volumes.set(point, {
      path: point,
      filesystem: `filesystem:${table.devices[row]}`,
      source: table.mountSources[row] ?? '',
      others: (points.get(mountKey(namespace, row)) ?? []).filter(
        (other) => other !== point && (namespace.plain !== true || showsVolume(other, point)),
      ),
      ref: { path, line: table.lines[row] ?? 1 },
    });
  }
  return volumes;
}

/**
 * Where the directory of the file system is not told, a mount of the same device need not show the volume: a driver may
 * hand out directories of the disk of the node. Its name, or a place for volumes in a pod, says that it does.
 */
function showsVolume(other: string, point: string): boolean {
  return other.endsWith(point.slice(point.indexOf(PLUGINS))) || other.includes('/volumes/kubernetes.io~csi/');
}

function tableOfKubelet(context: FactContext): NamespaceTable | undefined {
  const tables = mountTables(context);
  const found = context.get(processes);
  const own = found.known ? found.value.find((p) => p.comm === 'kubelet' && p.container_id === undefined) : undefined;
  return (own === undefined ? undefined : tables.tableOf(own.pid)) ?? tables.node;
}

/** What the kubelet takes for one mount: the same directory of the same file system. */
const mountKey = ({ table }: NamespaceTable, row: number): string => `${table.devices[row]} ${table.roots[row]}`;

function pointsByMount(namespace: NamespaceTable, wanted: ReadonlySet<string>): Map<string, string[]> {
  const points = new Map<string, string[]>();
  if (wanted.size === 0) return points;
  for (let row = 0; row < namespace.table.rows; row++) {
    const key = mountKey(namespace, row);
    if (!wanted.has(key)) continue;
    const known = points.get(key);
    const point = namespace.table.mountPoints[row] ?? '';
    if (known === undefined) points.set(key, [point]);
    else known.push(point);
  }
  return points;
}
