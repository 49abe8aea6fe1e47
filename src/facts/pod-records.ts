import { append } from '../lib/group-by.ts';
import type { SourceRef } from '../lib/source-ref.ts';
import { type Container, containers } from './containers.ts';
import type { FactContext } from './fact.ts';
import { type OwnPod, ownPods } from './own-node.ts';
import { podUidOfPath } from './pod-uid.ts';

/** Topics of file lists that name pods. */
export const TOPICS = { directories: 'kubelet-pods', logs: 'pod-logs' } as const;

export interface PodContainerRecord {
  entity?: string;
  restarts?: number;
  state?: string;
  reason?: string;
  exit_code?: number;
  last_reason?: string;
  last_exit_code?: number;
  last_finished_at?: number;
  log_bytes?: number;
}

/** One pod while its sources are joined. */
export interface PodRecord {
  readonly uid: string;
  name?: string;
  namespace?: string;
  onDisk: boolean;
  phase?: string;
  reason?: string;
  ready?: boolean;
  readonly claims: Set<string>;
  readonly sandboxes: Set<string>;
  readonly containers: Map<string, PodContainerRecord>;
  readonly volumes: Map<string, { plugin: string; name: string }>;
  readonly refs: SourceRef[];
}

/** Lines that are kept as proof of one pod. */
const MAX_REFS = 5;

/** Every pod that some source knows, in the order of their uids. */
export const podRecords = (context: FactContext): readonly PodRecord[] => context.once(joinPods);

type Find = (uid: string, ref: SourceRef) => PodRecord;

function joinPods(context: FactContext): PodRecord[] {
  const byUid = new Map<string, PodRecord>();
  const find: Find = (uid, ref) => {
    const pod = byUid.get(uid) ?? newPod(uid);
    byUid.set(uid, pod);
    if (pod.refs.length < MAX_REFS && !pod.refs.some((r) => r.path === ref.path)) pod.refs.push(ref);
    return pod;
  };
  // The API server first: its uid of a static pod is not the one that the node uses.
  addKubePods(context, find);
  addSandboxes(context, find);
  addContainers(context, find);
  addFiles(context, find);
  addTableRows(context, [...byUid.values()]);
  return [...byUid.values()].sort((a, b) => (a.uid < b.uid ? -1 : 1));
}

function newPod(uid: string): PodRecord {
  return {
    uid,
    onDisk: false,
    claims: new Set(),
    sandboxes: new Set(),
    containers: new Map(),
    volumes: new Map(),
    refs: [],
  };
}

function nameIt(pod: PodRecord, namespace: string | undefined, name: string | undefined): void {
  if (name === undefined || pod.name !== undefined) return;
  pod.name = name;
  if (namespace !== undefined) pod.namespace = namespace;
}

function containerOf(pod: PodRecord, name: string): PodContainerRecord {
  const found = pod.containers.get(name) ?? {};
  pod.containers.set(name, found);
  return found;
}

function addKubePods({ snapshot }: FactContext, find: Find): void {
  for (const { pod: p, path } of ownPods(snapshot)) {
    const uid = p.mirrorUid ?? p.uid;
    if (uid === undefined) continue;
    const pod = find(uid, { path, line: p.line });
    nameIt(pod, p.namespace, p.name);
    addStatus(pod, p);
    for (const volume of p.volumes) if (volume.claim !== undefined) pod.claims.add(volume.claim);
    for (const c of p.containers) addKubeContainer(containerOf(pod, c.name), c);
  }
}

function addStatus(pod: PodRecord, { phase, reason, ready }: OwnPod['pod']): void {
  if (phase !== undefined) pod.phase = phase;
  if (reason !== undefined) pod.reason = reason;
  if (ready !== undefined) pod.ready = ready;
}

function addKubeContainer(container: PodContainerRecord, c: OwnPod['pod']['containers'][number]): void {
  if (c.id !== undefined) container.entity = `container:${c.id}`;
  Object.assign(container, {
    restarts: c.restartCount,
    state: c.state,
    reason: c.reason,
    exit_code: c.exitCode,
    last_reason: c.lastReason,
    last_exit_code: c.lastExitCode,
    last_finished_at: c.lastFinishedAt,
  });
}

/** Rows of tables have no uid: they tell of the pod that has their name, when there is one. */
function addTableRows({ snapshot }: FactContext, known: readonly PodRecord[]): void {
  const rows = ownPods(snapshot).filter(({ pod }) => pod.uid === undefined);
  if (rows.length === 0) return;
  const byName = new Map<string, PodRecord[]>();
  for (const pod of known) {
    const name = `${pod.namespace}/${pod.name}`;
    append(byName, name, pod);
  }
  for (const { pod, path } of rows) {
    const [found, other] = byName.get(`${pod.namespace}/${pod.name}`) ?? [];
    // A pod that was made again has its directories next to those of the one before.
    if (found === undefined || other !== undefined || found.phase !== undefined) continue;
    addStatus(found, pod);
    if (found.refs.length < MAX_REFS) found.refs.push({ path, line: pod.line });
  }
}

function addSandboxes({ snapshot }: FactContext, find: Find): void {
  for (const { path, value } of snapshot.documents.crictl_pods) {
    for (const sandbox of value.pods) {
      if (sandbox.uid === undefined) continue;
      const pod = find(sandbox.uid, { path, line: sandbox.line });
      nameIt(pod, sandbox.namespace, sandbox.name);
      pod.sandboxes.add(`container:${sandbox.id}`);
    }
  }
}

function addContainers(context: FactContext, find: Find): void {
  const known = context.get(containers);
  // Of several instances the newest one is the container as it is now.
  const listed = known.known ? [...known.value].sort((a, b) => (b.created_at ?? 0) - (a.created_at ?? 0)) : [];
  for (const c of listed) {
    const [ref] = c.refs;
    if (c.pod_uid === undefined || ref === undefined) continue;
    const pod = find(c.pod_uid, ref);
    const [namespace, name] = c.pod?.split('/') ?? [];
    nameIt(pod, namespace, name);
    if (c.is_sandbox || c.name_in_pod === 'POD') pod.sandboxes.add(c.entity);
    else if (c.name_in_pod !== undefined) addInstance(containerOf(pod, c.name_in_pod), c);
  }
}

function addInstance(container: PodContainerRecord, c: Container): void {
  container.entity ??= c.entity;
  // Docker counts the restarts of its own policy, which the kubelet does not use; its names end in the kubelet's count.
  const attempt = /^k8s_.{1,600}_(\d{1,9})$/.exec(c.name ?? '')?.[1];
  const restarts = attempt === undefined ? c.restart_count : Number(attempt);
  if (restarts !== undefined) container.restarts = Math.max(container.restarts ?? 0, restarts);
}

const LOG_DIRECTORY =
  /\/pods\/([^/_]{1,253})_([^/_]{1,253})_([0-9a-f-]{32,36})(?:\/([^/]{1,253})(?:\/(\d{1,9})\.log[^/]*)?)?$/;
const VOLUME = /\/pods\/[0-9a-f-]{32,36}\/volumes\/([^/]{1,253})\/([^/]{1,253})$/;
const CONTAINER = /\/pods\/[0-9a-f-]{32,36}\/containers\/([^/]{1,253})(?:\/|$)/;

function addFiles({ snapshot }: FactContext, find: Find): void {
  for (const { path, value } of snapshot.documents.file_list) {
    if (value.topic !== TOPICS.directories && value.topic !== TOPICS.logs) continue;
    for (const file of value.files) {
      const uid = podUidOfPath(file.path);
      if (uid === undefined) continue;
      const pod = find(uid, { path, line: file.line });
      if (value.topic === TOPICS.directories) addDirectory(pod, file.path);
      else addLog(pod, file);
    }
  }
}

/** `/var/lib/kubelet/pods/<uid>/volumes/kubernetes.io~empty-dir/<name>`, `.../containers/<name>` */
function addDirectory(pod: PodRecord, path: string): void {
  pod.onDisk = true;
  const [, plugin, name] = VOLUME.exec(path) ?? [];
  if (plugin !== undefined && name !== undefined) {
    pod.volumes.set(`${plugin}/${name}`, { plugin: plugin.slice(plugin.lastIndexOf('~') + 1), name });
  }
  const container = CONTAINER.exec(path)?.[1];
  if (container !== undefined) containerOf(pod, container);
}

/** `/var/log/pods/<namespace>_<name>_<uid>/<container>/<restarts>.log`, the form since Kubernetes 1.14 */
function addLog(pod: PodRecord, file: { path: string; bytes: number; type: string }): void {
  const [, namespace, name, , container, attempt] = LOG_DIRECTORY.exec(file.path) ?? [];
  nameIt(pod, namespace, name);
  if (container === undefined) return;
  const found = containerOf(pod, container);
  if (attempt === undefined) return;
  found.restarts = Math.max(found.restarts ?? 0, Number(attempt));
  // Docker's logs are links into its own directory and have no size here.
  if (file.type === 'file') found.log_bytes = (found.log_bytes ?? 0) + file.bytes;
}
