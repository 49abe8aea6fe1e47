import * as z from 'zod';
import { booleanOf, elements, epochSecondsOf, integerOf, isObject, members, parseJson, textOf } from './json-values.ts';
import { lineFinder } from './line-finder.ts';
import { textParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

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
    lastReason: z.string().optional(),
    lastExitCode: z.number().int().optional(),
    /** Kinds of its probes: `liveness exec`, `readiness httpGet`. */
    probes: z.array(z.string()),
  });

/** Pods of one node as the API server or its kubelet knows them. */
export const kubePodsSchema = () =>
  z.object({
    pods: z.array(
      z.object({
        uid: z.string(),
        name: z.string(),
        namespace: z.string(),
        /** `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`. */
        phase: z.string().optional(),
        reason: z.string().optional(),
        ready: z.boolean().optional(),
        deletedAt: z.number().optional(),
        createdAt: z.number().optional(),
        hostNetwork: z.boolean(),
        /** Uid that the directories of a static pod have, from its annotation. */
        mirrorUid: z.string().optional(),
        containers: z.array(containerSchema()),
        volumes: z.array(z.object({ name: z.string(), kind: z.string(), hostPath: z.string().optional() })),
        line: z.number().int(),
      }),
    ),
  });
export type KubePods = z.infer<ReturnType<typeof kubePodsSchema>>;
type Pod = KubePods['pods'][number];
type Json = Readonly<Record<string, unknown>>;

/**
 * A list of pods as JSON, of the API server or the kubelet, kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1:
 * `{"kind":"PodList","items":[{"metadata":{"name":"cart-0","namespace":"shop","uid":"0d3af6a2-..."},"status":{"phase":"Running",...}}]}`
 * Environment and arguments are never kept.
 */
export const kubePods = textParser({
  source: 'kube_pods',
  schema: kubePodsSchema,
  sniff: (head) =>
    /^\s*\{\s*"(?:kind"\s*:\s*"PodList"|apiVersion"\s*:\s*"v1",\s*"kind"\s*:\s*"PodList")\s*,/.test(head),
  parse(text, context) {
    const json = parseJson(text);
    if (!isObject(json) || !Array.isArray(json.items)) return undefined;
    const lineOf = lineFinder(text);
    const room = rowLimit(context, 'pods', 20_000);
    const pods = elements(json.items).flatMap((item) => {
      const pod = readPod(members(item), lineOf);
      return pod !== undefined && room(JSON.stringify(pod).length) ? [pod] : [];
    });
    return { pods };
  },
});

function readPod(pod: Json, lineOf: (text: string) => number): Pod | undefined {
  const metadata = members(pod.metadata);
  const spec = members(pod.spec);
  const status = members(pod.status);
  const uid = textOf(metadata.uid);
  const name = textOf(metadata.name);
  if (uid === undefined || name === undefined) return undefined;
  const ready = elements(status.conditions)
    .map(members)
    .find((condition) => condition.type === 'Ready')?.status;
  return {
    uid,
    name,
    namespace: textOf(metadata.namespace) ?? 'default',
    phase: textOf(status.phase),
    reason: textOf(status.reason),
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
    const [state] = Object.keys(members(status.state));
    const last = members(members(status.lastState).terminated);
    return [
      {
        name,
        id: textOf(status.containerID)?.replace(/^[\w.-]{1,40}:\/\//, ''),
        image: textOf(spec.image),
        init,
        ready: booleanOf(status.ready),
        restartCount: integerOf(status.restartCount),
        state,
        reason: state === undefined ? undefined : textOf(members(members(status.state)[state]).reason),
        lastReason: textOf(last.reason),
        lastExitCode: integerOf(last.exitCode),
        probes: ['liveness', 'readiness', 'startup'].flatMap((kind) => probeOf(kind, members(spec[`${kind}Probe`]))),
      },
    ];
  });
}

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
  return [{ name, kind, hostPath: textOf(members(volume.hostPath).path) }];
}
