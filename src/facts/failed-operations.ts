import * as z from 'zod';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { filesystems } from './filesystems.ts';
import { operationOf, seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { mountTables } from './mount-tables.ts';
import { inWords, loudest, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';
import { ownersOf, type PathOwners } from './path-owners.ts';

const failedOperationSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    action: z.string().meta({
      description:
        'what was attempted: container_start, container_exec, container_copy, volume_mount, image_pull, mount, write',
    }),
    op: z.string().optional().meta({ description: 'the operation in the error text: mount, write, mkdir, open, ...' }),
    errno: z.string().optional(),
    errno_known: z.boolean().meta({ description: 'the error text names an errno' }),
    path: z.string().optional().meta({ description: 'one of the failing paths' }),
    count: z.number().meta({ description: 'how often, as the component that logged it most says' }),
    counted: z.string().meta({ description: 'count in words: `at least 12` where lines like these were left out' }),
    distinct: z.number().meta({ description: 'different paths' }),
    filesystem: z
      .string()
      .optional()
      .meta({ description: 'entity of the file system behind the path', needs: ['mountinfo', 'df'] }),
    mount_point: z
      .string()
      .optional()
      .meta({ description: 'where that file system is mounted', needs: ['mountinfo', 'df'] }),
    filesystem_type: z
      .string()
      .optional()
      .meta({ needs: ['mountinfo', 'df'] }),
    mount_namespaces: z
      .array(z.string())
      .optional()
      .meta({ description: 'entities of the namespaces that a mount at the path reaches', needs: ['mountinfo'] }),
    container: z
      .string()
      .optional()
      .meta({
        description: 'entity of the container whose directory it is',
        needs: ['docker_inspect', 'docker_disk_mounts'],
      }),
    pods: z.array(z.string()).meta({ description: 'namespace/name of the pods named in the text or owning the path' }),
    emitters: z.array(z.string()),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'FailedOperation' });
export type FailedOperation = z.infer<typeof failedOperationSchema>;

/**
 * Error texts taken apart into operation, path and errno, and grouped by what lies behind the path: one entry per
 * action, operation and resource. Several layers log the same failure, so the count is that of the loudest one.
 */
export const failedOperations = defineFact({
  name: 'failed_operations',
  title: 'Operations that failed, from error texts',
  schema: z.array(failedOperationSchema),
  sources: ['log', 'mountinfo', 'df', 'docker_inspect'],
  compute(context) {
    const emitters = [...new Set(context.signatures.filter((s) => s.failure !== undefined).flatMap((s) => s.sources))];
    const coverage = logCoverage(context, emitters);
    if (!coverage.present) return unknown(coverage.reasons);
    const groups = new Map<string, Group>();
    const failing = new Set(context.signatures.filter((s) => s.failure !== undefined).map((s) => s.group));
    for (const occurrence of [...failing].flatMap((group) => occurrencesOf(context, group))) {
      if (occurrence.signature.failure === undefined) continue;
      const owners = ownersOfOccurrence(occurrence, context);
      const key = groupKey(occurrence, owners);
      const group = groups.get(key) ?? { owners, pods: new Set(), members: [] };
      groups.set(key, group);
      group.members.push(occurrence);
      for (const pod of [owners.pod, occurrence.captures.pod]) if (pod !== undefined) group.pods.add(pod);
    }
    const failed = [...groups].map(([key, group]) => describe(key, group, context));
    return known(failed, coverage.reasons);
  },
});

/** Failures of one action and operation at one resource. */
interface Group {
  /** What lies behind the path of the first one. */
  readonly owners: PathOwners;
  readonly pods: Set<string>;
  readonly members: ResolvedOccurrence[];
}

function ownersOfOccurrence(occurrence: ResolvedOccurrence, context: FactContext): PathOwners {
  const { path } = occurrence.captures;
  const isMount = operationOf(occurrence) === 'mount';
  if (path?.startsWith('/')) return ownersOf(path, isMount, context);
  return isMount && occurrence.signature.failure?.action === 'container_start' ? nextMount(context) : {};
}

/** containerd up to 1.6 does not say where it mounts a root file system: where it mounts all of them. */
function nextMount(context: FactContext): PathOwners {
  const { mountNamespaces } = ownersOf(mountTables(context).nextMountPath, true, context);
  return mountNamespaces === undefined ? {} : { mountNamespaces };
}

function groupKey(o: ResolvedOccurrence, owners: PathOwners): string {
  const failure = o.signature.failure;
  const path = o.captures.path ?? '';
  // Names of temporary files are random: where the file system is not known, the directory stands for it.
  const place = owners.filesystem ?? path.slice(0, path.lastIndexOf('/'));
  // A copy out of a container belongs to that container; starts of many containers are one failure.
  const container = failure?.action === 'container_copy' ? (owners.container ?? '') : '';
  return [
    failure?.action,
    operationOf(o),
    failure?.errno,
    place,
    (owners.mountNamespaces ?? []).join(','),
    container,
  ].join('|');
}

function describe(key: string, { owners, pods, members }: Group, context: FactContext): FailedOperation {
  const first = members[0];
  const failure = first?.signature.failure;
  const op = first === undefined ? undefined : operationOf(first);
  const path = members.map((m) => m.captures.path).find((p) => p !== undefined);
  const seen = seenOf(members);
  const action = failure?.action ?? 'write';
  const count = loudest(members);
  return {
    entity: `failure:${key}`,
    label: [context.words.failure(action, op), path].filter(Boolean).join(' '),
    action,
    count,
    counted: inWords(count, members, context),
    distinct: new Set(members.map((m) => m.captures.path)).size,
    pods: [...pods].sort(),
    emitters: [...new Set(members.map((m) => m.emitter))].sort(),
    ...(op === undefined ? {} : { op }),
    errno_known: failure?.errno !== undefined,
    ...(failure?.errno === undefined ? {} : { errno: failure.errno }),
    ...(path === undefined ? {} : { path }),
    ...(owners.filesystem === undefined
      ? {}
      : { filesystem: owners.filesystem, ...mountedAs(owners.filesystem, context) }),
    ...(owners.mountNamespaces === undefined ? {} : { mount_namespaces: [...owners.mountNamespaces] }),
    ...(owners.container === undefined ? {} : { container: owners.container }),
    ...(seen === undefined ? {} : { seen }),
    refs: sampleRefs(members),
  };
}

function mountedAs(entity: string, context: FactContext): { mount_point?: string; filesystem_type?: string } {
  const listed = context.get(filesystems);
  const found = listed.known ? listed.value.find((f) => f.entity === entity) : undefined;
  if (found === undefined) return {};
  return { mount_point: found.mount_point, ...(found.type === undefined ? {} : { filesystem_type: found.type }) };
}

/** One line of each log, the first ones first. */
function sampleRefs(members: readonly ResolvedOccurrence[]): FailedOperation['refs'] {
  const byLog = new Map<string, FailedOperation['refs'][number]>();
  for (const m of members) if (!byLog.has(m.log.path)) byLog.set(m.log.path, m.ref);
  return [...byLog.values()].slice(0, 5);
}
