import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import { type Container, containers } from './containers.ts';
import { livePods } from './device-uses.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import type { NamespaceTable } from './mount-table.ts';
import { mountTables } from './mount-tables.ts';
import { podUidOfPath } from './pod-uid.ts';
import { read } from './sources.ts';

const leftoverMountsSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    kind: z.enum(['pod volumes', 'container roots']),
    mounts: z.number().meta({ description: 'entries of the mount table of the node' }),
    owners: z.number().meta({ description: 'pods or containers that are gone' }),
    examples: z.array(z.string()).meta({ description: 'mount points, one of each owner, at most ten' }),
    mount_namespace: z.string().meta({ description: 'entity of the namespace of the node' }),
    node_mounts: z.number().meta({ description: 'entries of that table in all' }),
    refs: refsSchema,
  })
  .meta({ id: 'LeftoverMounts' });
type LeftoverMounts = z.infer<typeof leftoverMountsSchema>;

/** Mounts of the node that belong to pods and containers of which nothing runs any more. */
export const leftoverMounts = defineFact({
  name: 'leftover_mounts',
  title: 'Mounts of pods and containers that are gone',
  schema: z.array(leftoverMountsSchema),
  sources: ['mountinfo', 'docker_inspect', 'docker_disk_containers', 'crictl_ps', 'oci_bundles', 'process_cgroup'],
  compute(context) {
    const { node } = mountTables(context);
    if (node === undefined) return unknown(read(context.snapshot, 'mountinfo').missing);
    const alive = livePods(context);
    const listed = context.get(containers);
    if (alive === undefined && !listed.known) return unknown(listed.missing);
    const roots = listed.known ? runningRoots(listed.value) : undefined;
    const left = new Map<LeftoverMounts['kind'], Map<string, number[]>>();
    for (let row = 0; row < node.table.rows; row++) {
      const owner = ownerOf(node.table.mountPoints[row] ?? '');
      if (owner === undefined || (owner.kind === 'pod volumes' ? alive : roots)?.has(owner.id) !== false) continue;
      const owners = left.get(owner.kind) ?? new Map<string, number[]>();
      left.set(owner.kind, owners);
      append(owners, owner.id, row);
    }
    const found = [...left].map(([kind, owners]) => describe(kind, owners, node, context));
    const reasons =
      alive === undefined || roots === undefined ? [{ source: 'docker_inspect', reason: NOT_LISTED }] : [];
    return known(found, reasons);
  },
});

const NOT_LISTED = 'which pods and containers run is only known in part';

const ROOT =
  /\/overlay2\/([0-9a-z]{1,64})\/merged$|\/io\.containerd\.runtime\.v2\.task\/[^/]{1,64}\/([0-9a-f]{64})\/rootfs$/;

function ownerOf(point: string): { kind: LeftoverMounts['kind']; id: string } | undefined {
  // A mount below the root of a container is a copy of another one, whatever its path says.
  if (point.includes('/pods/') && !point.includes('/merged/') && !point.includes('/rootfs/')) {
    const uid = podUidOfPath(point);
    return uid === undefined ? undefined : { kind: 'pod volumes', id: uid };
  }
  const root = point.endsWith('/merged') || point.endsWith('/rootfs') ? ROOT.exec(point) : null;
  const id = root?.[1] ?? root?.[2];
  return id === undefined ? undefined : { kind: 'container roots', id };
}

/** Layers and ids of running containers; undefined where one of them does not tell its layer. */
function runningRoots(all: readonly Container[]): ReadonlySet<string> | undefined {
  const running = all.filter((c) => c.running !== false);
  if (running.length === 0 || running.some((c) => c.running === undefined)) return undefined;
  const docker = running.some((c) => c.layer !== undefined);
  if (docker && running.some((c) => c.layer === undefined)) return undefined;
  return new Set(running.flatMap((c) => [c.id, c.layer ?? c.id]));
}

const MAX_EXAMPLES = 10;

function describe(
  kind: LeftoverMounts['kind'],
  owners: ReadonlyMap<string, readonly number[]>,
  { id, table, path }: NamespaceTable,
  { words }: FactContext,
): LeftoverMounts {
  const rows = [...owners.values()];
  const firsts = rows.flatMap((all) => all.slice(0, 1)).slice(0, MAX_EXAMPLES);
  const mounts = rows.reduce((sum, all) => sum + all.length, 0);
  return {
    entity: `leftover_mounts:${kind.replace(' ', '_')}`,
    label: kind === 'pod volumes' ? words.leftVolumes : words.leftRoots,
    kind,
    mounts,
    owners: owners.size,
    examples: firsts.map((row) => table.mountPoints[row] ?? ''),
    mount_namespace: `mount_namespace:${id}`,
    node_mounts: table.rows,
    refs: firsts.slice(0, 3).map((row) => ({ path, line: table.lines[row] ?? 1 })),
  };
}
