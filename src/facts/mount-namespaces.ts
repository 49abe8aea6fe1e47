import * as z from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import { type Container, containers } from './containers.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import {
  copiesOfMountAt,
  findPlace,
  isWithin,
  mostCopied,
  mountsBelowMerged,
  type NamespaceTable,
} from './mount-table.ts';
import { type MountTables, mountTables } from './mount-tables.ts';
import { processOwners } from './process-owners.ts';
import { read } from './sources.ts';

const mountNamespaceSchema = z
  .object({
    entity: entitySchema,
    id: z.string().meta({ description: 'inode of the namespace, where it was collected' }),
    label: z.string().meta({ description: 'whose namespace it is' }),
    is_node: z.boolean().meta({ description: 'the namespace of pid 1' }),
    is_runtime: z.boolean().meta({ description: 'the namespace in which the container runtime mounts' }),
    mounts: z.number().meta({ description: 'entries in its mount table' }),
    next_mount_cost: z
      .number()
      .optional()
      .meta({ description: 'entries that one more mount by the runtime adds to this table', needs: ['mountinfo'] }),
    most_copies: z.number().meta({ description: 'entries that share one mount point' }),
    most_copied: z.string().meta({ description: 'that mount point' }),
    most_copied_shared: z
      .boolean()
      .optional()
      .meta({ description: 'the copies are in a peer group', needs: ['mountinfo'] }),
    below_merged: z
      .number()
      .meta({ description: 'mounts below the file system of a container, which normally has none' }),
    multiplied_in: z
      .string()
      .optional()
      .meta({
        description: 'entity of the container under whose file system most of them lie',
        needs: ['docker_inspect', 'docker_disk_mounts'],
      }),
    container: z
      .string()
      .optional()
      .meta({
        description: 'entity of the container that lives in it',
        needs: ['docker_inspect', 'docker_disk_containers', 'process_cgroup'],
      }),
    culprit: z
      .string()
      .optional()
      .meta({
        description: 'label of the container that multiplies the mounts',
        needs: ['docker_inspect', 'docker_disk_containers'],
      }),
    holds_runtime_root: z
      .boolean()
      .optional()
      .meta({
        description: 'a container namespace that sees the data root of the runtime',
        needs: ['docker_inspect', 'docker_disk_containers', 'mountinfo'],
      }),
    root_bind: z
      .string()
      .optional()
      .meta({ description: 'the mount through which it sees it', needs: ['docker_inspect', 'docker_disk_containers'] }),
    others_seen: z
      .boolean()
      .optional()
      .meta({
        description:
          'true where the tables of all other namespaces were collected too; left out where some are missing',
        needs: ['mountinfo'],
      }),
    refs: refsSchema,
  })
  .meta({ id: 'MountNamespace' });
type MountNamespace = z.infer<typeof mountNamespaceSchema>;

/** Every mount namespace whose table was collected. The limit fs.mount-max applies to each of them alone. */
export const mountNamespaces = defineFact({
  name: 'mount_namespaces',
  title: 'Mount namespaces',
  schema: z.array(mountNamespaceSchema),
  sources: [
    'mountinfo',
    'mounts',
    'ns_mnt',
    'process_stat',
    'process_cgroup',
    'docker_inspect',
    'docker_disk_containers',
    'docker_info',
  ],
  compute(context) {
    const { missing } = read(context.snapshot, 'mountinfo');
    const tables = mountTables(context);
    if (tables.namespaces.length === 0) return unknown(missing);
    const costs = nextMountCosts(tables);
    const gap = context.snapshot.gaps.find((g) => g.source === 'mountinfo' || g.source === 'ns_mnt');
    const incomplete = gap === undefined ? missing : [{ source: gap.source, reason: gap.reason }];
    return known(
      tables.namespaces.map((namespace) => ({
        ...describe(namespace, tables, costs, context),
        ...(incomplete.length === 0 ? { others_seen: true } : {}),
      })),
      incomplete,
    );
  },
});

/** Copies of one more mount below the runtime's root, by namespace. */
function nextMountCosts(tables: MountTables): Map<string, number> | undefined {
  if (tables.runtime === undefined || tables.runtime.plain) return undefined;
  const place = findPlace(tables.runtime, tables.nextMountPath);
  return place === undefined ? undefined : copiesOfMountAt(place, tables.receivers);
}

function describe(
  namespace: NamespaceTable,
  tables: MountTables,
  costs: Map<string, number> | undefined,
  context: FactContext,
): MountNamespace {
  const { table, id, path } = namespace;
  const copied = mostCopied(table);
  const below = mountsBelowMerged(table);
  const owner = ownerOf(namespace, tables, context);
  const multiplied = multipliedIn(below.layers, context);
  const culprit = multiplied ?? (owner.container?.binds_runtime_root === true ? owner.container : undefined);
  const refs: SourceRef[] = [
    { path, line: table.lines.at(-1) ?? 1 },
    { path, line: copied.line },
  ];
  if (below.line !== undefined) refs.push({ path, line: below.line });
  return {
    entity: `mount_namespace:${id}`,
    id,
    label: owner.label,
    is_node: namespace === tables.node,
    is_runtime: namespace === tables.runtime,
    mounts: table.rows,
    most_copies: copied.copies,
    most_copied: copied.target,
    ...(namespace.plain ? {} : { most_copied_shared: isShared(table, copied.target) }),
    below_merged: below.total,
    // A namespace outside every peer group of the runtime's directory gets no copy at all.
    ...(costs === undefined ? {} : { next_mount_cost: costs.get(id) ?? 0 }),
    ...(multiplied === undefined ? {} : { multiplied_in: multiplied.entity }),
    ...(owner.entity === undefined ? {} : { container: owner.entity }),
    ...(culprit === undefined ? {} : { culprit: culprit.label }),
    ...seesRuntimeRoot(namespace, tables, owner.container),
    refs,
  };
}

function isShared(table: NamespaceTable['table'], target: string): boolean {
  const row = table.mountPoints.indexOf(target);
  return row !== -1 && (table.sharedGroups[row] ?? 0) !== 0;
}

/** Who lives in a namespace: the node itself, a container, or else the process whose table was read. */
function ownerOf(
  namespace: NamespaceTable,
  tables: MountTables,
  context: FactContext,
): { label: string; entity?: string; container?: Container } {
  const { words } = context;
  const pids = tables.pidsOf.get(namespace.id) ?? [];
  if (pids.includes(1)) return { label: words.theNodeItself };
  if (namespace.plain) return { label: words.theNode };
  const known = context.get(containers);
  const listed = known.known ? known.value : [];
  const members = new Set(pids);
  const owners = processOwners(context);
  const inside = [...members].sort((a, b) => a - b).flatMap((pid) => owners.get(pid) ?? []);
  const ids = new Set(inside.flatMap((p) => p.container_id ?? []));
  const container = listed.find((c) => (c.pid !== undefined && members.has(c.pid)) || ids.has(c.id));
  if (container !== undefined) return { label: words.container(container.label), entity: container.entity, container };
  const id = [...ids][0];
  if (id !== undefined) return { label: words.container(id.slice(0, 12)), entity: `container:${id}` };
  const first = inside[0];
  if (first !== undefined) return { label: `${first.comm} (pid ${first.pid})` };
  return { label: pids[0] === undefined ? words.processBehind(namespace.path) : `pid ${pids[0]}` };
}

/** The container under whose merged directory most of the mounts lie. */
function multipliedIn(layers: ReadonlyMap<string, number>, context: FactContext): Container | undefined {
  const known = context.get(containers);
  if (!known.known) return undefined;
  let best: { container: Container; count: number } | undefined;
  for (const container of known.value) {
    const count = container.layer === undefined ? 0 : (layers.get(container.layer) ?? 0);
    if (count > (best?.count ?? 0)) best = { container, count };
  }
  return best?.container;
}

/**
 * Whether a container sees the data root of the runtime: from its bind mounts, or, where the daemon did not answer,
 * from a mount of the same file system whose root lies above the data root.
 */
function seesRuntimeRoot(
  namespace: NamespaceTable,
  tables: MountTables,
  container: Container | undefined,
): Pick<MountNamespace, 'holds_runtime_root' | 'root_bind'> {
  if (container?.binds_runtime_root !== undefined) {
    return {
      holds_runtime_root: container.binds_runtime_root,
      ...(container.root_bind === undefined ? {} : { root_bind: container.root_bind }),
    };
  }
  if (namespace === tables.node || namespace === tables.runtime) return { holds_runtime_root: false };
  if (tables.runtime === undefined || tables.runtime.plain) return {};
  const place = findPlace(tables.runtime, tables.runtimeRoot);
  if (place === undefined) return {};
  const device = place.namespace.table.devices[place.row];
  const { table } = namespace;
  for (let row = 0; row < table.rows; row++) {
    if (
      table.devices[row] !== device ||
      table.mountPoints[row] === '/' ||
      !isWithin(place.dentry, table.roots[row] ?? '/')
    )
      continue;
    return { holds_runtime_root: true, root_bind: `${table.roots[row]}:${table.mountPoints[row]}` };
  }
  return { holds_runtime_root: false };
}
