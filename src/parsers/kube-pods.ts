import * as z from 'zod';
import { booleanOf, elements, epochSecondsOf, integerOf, isObject, members, textOf } from './json-values.ts';
import { cellOf } from './kube-nodes.ts';
import { type Json, looksLikeList, openObjects } from './kube-objects.ts';
import { defineParser } from './parser.ts';

const containerSchema = () =>
  z.object({
    name: z.string(),
    /** Without `containerd://` and the like. */
    id: z.string().optional(),
    image: z.string().optional(),
    init: z.boolean(),
    ready: z.boolean().optional(),
    restartCount: z.number().int().optional(),
    /** `running`, `waiting` or `terminated`. */
    state: z.string().optional(),
    /** Why it waits or ended: `CrashLoopBackOff`, `OOMKilled`. */
    reason: z.string().optional(),
    message: z.string().optional(),
    /** Of a container that has ended and is not started again. */
    exitCode: z.number().int().optional(),
    /** Times in seconds since the epoch. */
    startedAt: z.number().optional(),
    finishedAt: z.number().optional(),
    /** Of the run before this one. */
    lastId: z.string().optional(),
    lastReason: z.string().optional(),
    lastExitCode: z.number().int().optional(),
    lastStartedAt: z.number().optional(),
    lastFinishedAt: z.number().optional(),
    /** Kinds of its probes: `liveness exec`, `readiness httpGet`. */
    probes: z.array(z.string()),
  });

/** Pods as the API server or a kubelet knows them: of one node, or of a cluster. */
export const kubePodsSchema = () =>
  z.object({
    pods: z.array(
      z.object({
        /** Tables have none. */
        uid: z.string().optional(),
        name: z.string(),
        namespace: z.string(),
        /** The node that it was placed on. */
        node: z.string().optional(),
        /** `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`. */
        phase: z.string().optional(),
        reason: z.string().optional(),
        message: z.string().optional(),
        ready: z.boolean().optional(),
        deletedAt: z.number().optional(),
        createdAt: z.number().optional(),
        hostNetwork: z.boolean(),
        /** Uid that the directories of a static pod have, from its annotation. */
        mirrorUid: z.string().optional(),
        containers: z.array(containerSchema()),
        volumes: z.array(
          z.object({
            name: z.string(),
            kind: z.string(),
            hostPath: z.string().optional(),
            claim: z.string().optional(),
          }),
        ),
        line: z.number().int(),
      }),
    ),
  });
export type KubePods = z.infer<ReturnType<typeof kubePodsSchema>>;
type Pod = KubePods['pods'][number];

const MAX_MESSAGE = 500;

/**
 * Pods as JSON or YAML, kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1, of the API server or the kubelet:
 * `{"kind":"PodList","items":[{"metadata":{"name":"cart-0","namespace":"shop","uid":"0d3af6a2-..."},"status":{"phase":"Running",...}}]}`
 * or the table of `kubectl get pods -A -o wide`: `shop   cart-0   0/1   CrashLoopBackOff   7 (2m ago)   3d   10.244.3.9   node-7   <none>   <none>`.
 * Environment and arguments are never kept.
 */
export const kubePods = defineParser({
  source: 'kube_pods',
  schema: kubePodsSchema,
  sniff: (head) =>
    looksLikeList(head, 'Pod') ||
    /^NAMESPACE {2,}NAME {2,}READY {2,}STATUS {2,}RESTARTS {2,}AGE(?: {2,}|\r?\n)/.test(head),
  open: (context) =>
    openObjects(context, { kind: 'Pod', what: 'pods', maxRows: 50_000, read: readPod, row: readRow }, (pods) => ({
      pods,
    })),
});

function readPod(pod: Json, lineOf: (text: string) => number): Pod | undefined {
  const metadata = members(pod.metadata);
  const spec = members(pod.spec);
  const status = members(pod.status);
  const uid = textOf(metadata.uid);
  const name = textOf(metadata.name);
  // Sandboxes of crictl look alike, but have no specification.
  if (uid === undefined || name === undefined || !isObject(pod.spec)) return undefined;
  const ready = elements(status.conditions)
    .map(members)
    .find((condition) => condition.type === 'Ready')?.status;
  return {
    uid,
    name,
    namespace: textOf(metadata.namespace) ?? 'default',
    node: textOf(spec.nodeName),
    phase: textOf(status.phase),
    reason: textOf(status.reason),
    message: textOf(status.message)?.slice(0, MAX_MESSAGE),
    ready: ready === undefined ? undefined : ready === 'True',
    deletedAt: epochSecondsOf(metadata.deletionTimestamp),
    createdAt: epochSecondsOf(metadata.creationTimestamp),
    hostNetwork: booleanOf(spec.hostNetwork) ?? false,
    mirrorUid: textOf(members(metadata.annotations)['kubernetes.io/config.hash']),
    containers: [
      ...readContainers(spec.initContainers, status.initContainerStatuses, true),
      ...readContainers(spec.containers, status.containerStatuses, false),
    ],
    volumes: elements(spec.volumes).flatMap(readVolume),
    line: lineOf(uid),
  };
}

function readContainers(specs: unknown, statuses: unknown, init: boolean): Pod['containers'] {
  const byName = new Map(elements(statuses).map((value) => [members(value).name, members(value)]));
  return elements(specs).flatMap((value) => {
    const spec = members(value);
    const name = textOf(spec.name);
    if (name === undefined) return [];
    const status = members(byName.get(name));
    return [
      {
        name,
        id: idOf(status.containerID),
        image: textOf(spec.image),
        init,
        ready: booleanOf(status.ready),
        restartCount: integerOf(status.restartCount),
        ...readStates(status),
        probes: ['liveness', 'readiness', 'startup'].flatMap((kind) => probeOf(kind, members(spec[`${kind}Probe`]))),
      },
    ];
  });
}

type States = Omit<Pod['containers'][number], 'name' | 'id' | 'image' | 'init' | 'ready' | 'restartCount' | 'probes'>;

/** A state is an object with one member that is named by it. */
function readStates(status: Json): States {
  const [state] = Object.keys(members(status.state));
  const now = state === undefined ? {} : members(members(status.state)[state]);
  const last = members(members(status.lastState).terminated);
  return {
    state,
    reason: textOf(now.reason),
    message: textOf(now.message)?.slice(0, MAX_MESSAGE),
    exitCode: integerOf(now.exitCode),
    startedAt: epochSecondsOf(now.startedAt),
    finishedAt: epochSecondsOf(now.finishedAt),
    lastId: idOf(last.containerID),
    lastReason: textOf(last.reason),
    lastExitCode: integerOf(last.exitCode),
    lastStartedAt: epochSecondsOf(last.startedAt),
    lastFinishedAt: epochSecondsOf(last.finishedAt),
  };
}

const idOf = (value: unknown): string | undefined => textOf(value)?.replace(/^[\w.-]{1,40}:\/\//, '');

function probeOf(kind: string, probe: Json): string[] {
  const how = ['exec', 'httpGet', 'tcpSocket', 'grpc'].find((action) => action in probe);
  return how === undefined ? [] : [`${kind} ${how}`];
}

/** A volume is an object with its name and one member that is named by its kind. */
function readVolume(value: unknown): Pod['volumes'] {
  const volume = members(value);
  const name = textOf(volume.name);
  const kind = Object.keys(volume).find((key) => key !== 'name');
  if (name === undefined || kind === undefined) return [];
  const hostPath = textOf(members(volume.hostPath).path);
  return [{ name, kind, hostPath, claim: textOf(members(volume.persistentVolumeClaim).claimName) }];
}

/** What the table prints for a pod is its phase or the reason of one of its containers; which one, it does not say. */
const PHASES: ReadonlyMap<string, string> = new Map([
  ['Running', 'Running'],
  ['Pending', 'Pending'],
  ['Completed', 'Succeeded'],
  ['Failed', 'Failed'],
  ['Unknown', 'Unknown'],
]);

function readRow(cells: ReadonlyMap<string, string>, line: number): Pod | undefined {
  const name = cellOf(cells, 'NAME');
  // Without the column the pods are of one namespace, which the table does not name.
  const namespace = cellOf(cells, 'NAMESPACE');
  const status = cellOf(cells, 'STATUS');
  const [, ready, all] = /^(\d{1,6})\/(\d{1,6})$/.exec(cells.get('READY') ?? '') ?? [];
  if (name === undefined || namespace === undefined || status === undefined || ready === undefined) return undefined;
  const phase = PHASES.get(status);
  return {
    name,
    namespace,
    node: cellOf(cells, 'NODE'),
    phase,
    reason: phase === undefined ? status : undefined,
    ready: ready === all,
    hostNetwork: false,
    containers: [],
    volumes: [],
    line,
  };
}
