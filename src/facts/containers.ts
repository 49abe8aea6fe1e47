import * as z from 'zod';
import { withLazyField } from '../lib/lazy.ts';
import { formatSourceRef } from '../lib/source-ref.ts';
import { availabilityOf } from '../snapshot/availability.ts';
import type { Snapshot, SourceName } from '../snapshot/snapshot.ts';
import type { ClaimedMount } from './container-claims.ts';
import { type ContainerRecord, containerRecords } from './container-records.ts';
import { type Container, type ContainerMount, containerSchema } from './container-schema.ts';
import { docker } from './docker.ts';
import { defineFact, type FactContext, known, type MissingReason, unknown } from './fact.ts';
import { isWithin } from './mount-table.ts';
import { overlayUppers } from './overlay-uppers.ts';
import { processes } from './processes.ts';

export type { Container };

/** Sources that list containers; each of the first two has all of docker's, the next two all of a CRI runtime's. */
const SOURCES = [
  'docker_inspect',
  'docker_disk_containers',
  'crictl_ps',
  'oci_bundles',
  'docker_ps',
  'docker_disk_mounts',
  'crictl_pods',
  'kube_pods',
] as const;

/** The containers of the node: as the daemons describe them, and where they hang as their files on disk do. */
export const containers = defineFact({
  name: 'containers',
  title: 'Containers',
  schema: z.array(containerSchema),
  sources: SOURCES,
  compute(context) {
    const records = containerRecords(context);
    const { snapshot, get } = context;
    const listed = RUNTIME_SOURCES.some((s) => snapshot.documents[s].length > 0 || isEmpty(snapshot, s));
    const reasons = (): MissingReason[] => RUNTIME_SOURCES.slice(0, 4).map((source) => missing(snapshot, source));
    if (!listed && records.length === 0) return unknown(reasons());
    const daemon = get(docker);
    const dockerRoot = (daemon.known ? daemon.value.root : undefined) ?? '/var/lib/docker';
    return known(
      records.map((record) => describe(withUpper(record, context), dockerRoot)),
      // The API server knows the containers of pods only, and of those the last two runs.
      listed ? gapsOf(context) : reasons(),
    );
  },
});

/** Sources that come from the runtime. */
const RUNTIME_SOURCES = SOURCES.filter((source) => source !== 'kube_pods');

const isEmpty = (snapshot: Snapshot, source: SourceName): boolean =>
  (source === 'docker_inspect' || source === 'crictl_ps') && availabilityOf(snapshot, source).status === 'empty';

function missing(snapshot: Snapshot, source: SourceName): MissingReason {
  const { status, reason } = availabilityOf(snapshot, source);
  return { source, reason: status === 'missing' ? reason : `${status}: ${reason}` };
}

/** Why the list may lack containers: a runtime that is there was read by none of the sources that list all of its own. */
function gapsOf(context: FactContext): MissingReason[] {
  const { snapshot } = context;
  const found = context.get(processes);
  const runs = (comms: readonly string[]): boolean => found.known && found.value.some((p) => comms.includes(p.comm));
  const status = (source: SourceName): string => availabilityOf(snapshot, source).status;
  const gaps = (sources: readonly SourceName[]): MissingReason[] =>
    sources.some((source) => ['collected', 'empty'].includes(status(source)))
      ? []
      : sources.map((source) => missing(snapshot, source));
  const hasDocker = runs(['dockerd']) || !['missing', 'empty'].includes(status('docker_inspect'));
  // A docker node has containerd and its socket too, so that these say nothing of a CRI runtime.
  const hasCri = runs(['crio', 'k3s-server', 'k3s-agent']);
  return [
    ...(hasDocker ? gaps(['docker_inspect', 'docker_disk_containers']) : []),
    ...(hasCri ? gaps(['crictl_ps', 'oci_bundles']) : []),
  ];
}

/** containerd tells where a container has its root; what is mounted there tells the rest. */
function withUpper(record: ContainerRecord, context: FactContext): ContainerRecord {
  const { mergedDir, upperDir } = record.fields;
  if (mergedDir === undefined || upperDir !== undefined) return record;
  const upper = overlayUppers(context).get(mergedDir);
  if (upper === undefined) return record;
  return {
    ...record,
    fields: { ...record.fields, upperDir: upper.directory },
    origins: { ...record.origins, upperDir: upper.ref },
  };
}

function describe({ id, fields: f, origins, refs, differences }: ContainerRecord, dockerRoot: string): Container {
  const pod = f.podName === undefined ? undefined : `${f.podNamespace ?? 'default'}/${f.podName}`;
  const bind = f.mounts?.find((m) => m.source?.startsWith('/') && isWithin(f.engineRoot ?? dockerRoot, m.source));
  const container: Omit<Container, 'origins'> = {
    id,
    entity: `container:${id}`,
    label: pod === undefined ? (f.name ?? id.slice(0, 12)) : `${pod}/${f.nameInPod ?? (f.isSandbox ? 'POD' : '')}`,
    is_sandbox: f.isSandbox ?? false,
    differences: [...differences],
    refs: [...refs],
    name: f.name,
    image: f.image,
    pod,
    pod_uid: f.podUid,
    name_in_pod: f.nameInPod,
    running: f.running,
    status: f.status,
    pid: f.pid,
    exit_code: f.exitCode,
    oom_killed: f.oomKilled,
    error: f.error,
    created_at: f.createdAt,
    started_at: f.startedAt,
    finished_at: f.finishedAt,
    restart_count: f.restartCount,
    // The kubelet checks the containers of pods itself.
    ...(f.health === undefined && pod === undefined ? {} : { health: f.health ?? 'none' }),
    ...(f.failedChecks === undefined ? {} : { failed_checks: f.failedChecks }),
    log_path: f.logPath,
    memory_limit: f.memoryLimitBytes,
    pids_limit: f.pidsLimit,
    privileged: f.privileged,
    layer: f.layer,
    merged_dir: f.mergedDir,
    upper_dir: f.upperDir,
    mounts: f.mounts?.map(describeMount),
    binds_runtime_root: f.mounts === undefined ? undefined : bind !== undefined,
    root_bind: bind && [bind.source, bind.destination, bind.propagation].filter(Boolean).join(':'),
  };
  return withLazyField(container, 'origins', () => originsOf(origins));
}

/** Of fields that rules see; others only serve the join. */
function originsOf(origins: ContainerRecord['origins']): Record<string, string> {
  const named = Object.entries(origins).map(([field, ref]) => [factField(field), formatSourceRef(ref)] as const);
  return Object.fromEntries(named.filter(([field]) => field in containerSchema.shape));
}

/** Names of fields in rules: `exitCode` is `exit_code`. */
function factField(field: string): string {
  if (field === 'memoryLimitBytes') return 'memory_limit';
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function describeMount({ destination, source, propagation, mode, rw }: ClaimedMount): ContainerMount {
  return { destination, source, propagation: propagation || undefined, mode: mode || undefined, rw };
}
