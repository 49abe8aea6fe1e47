import * as z from 'zod';
import {
  booleanOf,
  elements,
  epochSecondsOf,
  isObject,
  members,
  parseJson,
  textMembers,
  textOf,
} from './json-values.ts';
import { textParser } from './parser.ts';

/** The node as the API server knows it. */
export const kubeNodeSchema = () =>
  z.object({
    name: z.string(),
    unschedulable: z.boolean(),
    conditions: z.array(
      z.object({
        /** `Ready`, `DiskPressure`, `MemoryPressure`, `PIDPressure`, `NetworkUnavailable`, ... */
        type: z.string(),
        /** `True`, `False`, `Unknown`. */
        status: z.string(),
        reason: z.string().optional(),
        message: z.string().optional(),
        /** Times in seconds since the epoch. */
        heartbeatAt: z.number().optional(),
        changedAt: z.number().optional(),
      }),
    ),
    taints: z.array(z.object({ key: z.string(), value: z.string().optional(), effect: z.string().optional() })),
    /** Quantities as written: `110`, `16265220Ki`. */
    capacity: z.record(z.string(), z.string()),
    allocatable: z.record(z.string(), z.string()),
    kernelVersion: z.string().optional(),
    osImage: z.string().optional(),
    containerRuntimeVersion: z.string().optional(),
    kubeletVersion: z.string().optional(),
    podCidr: z.string().optional(),
    createdAt: z.number().optional(),
  });
export type KubeNode = z.infer<ReturnType<typeof kubeNodeSchema>>;

/**
 * One node as JSON, kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1:
 * `{"kind":"Node","metadata":{"name":"node-7",...},"status":{"conditions":[{"type":"Ready","status":"True",...}],...}}`
 */
export const kubeNode = textParser({
  source: 'kube_node',
  schema: kubeNodeSchema,
  sniff: (head) => /^\s*\{\s*"(?:kind"\s*:\s*"Node"|apiVersion"\s*:\s*"v1",\s*"kind"\s*:\s*"Node")\s*,/.test(head),
  parse(text) {
    const json = parseJson(text);
    const name = isObject(json) ? textOf(members(json.metadata).name) : undefined;
    if (!isObject(json) || name === undefined || !isObject(json.status)) return undefined;
    const spec = members(json.spec);
    const about = members(json.status.nodeInfo);
    return {
      name,
      unschedulable: booleanOf(spec.unschedulable) ?? false,
      conditions: elements(json.status.conditions).flatMap(readCondition),
      taints: elements(spec.taints).flatMap(readTaint),
      capacity: textMembers(json.status.capacity),
      allocatable: textMembers(json.status.allocatable),
      kernelVersion: textOf(about.kernelVersion),
      osImage: textOf(about.osImage),
      containerRuntimeVersion: textOf(about.containerRuntimeVersion),
      kubeletVersion: textOf(about.kubeletVersion),
      podCidr: textOf(spec.podCIDR),
      createdAt: epochSecondsOf(members(json.metadata).creationTimestamp),
    };
  },
});

function readCondition(value: unknown): KubeNode['conditions'] {
  const condition = members(value);
  const type = textOf(condition.type);
  const status = textOf(condition.status);
  if (type === undefined || status === undefined) return [];
  const reason = textOf(condition.reason);
  const message = textOf(condition.message)?.slice(0, 500);
  const heartbeatAt = epochSecondsOf(condition.lastHeartbeatTime);
  return [{ type, status, reason, message, heartbeatAt, changedAt: epochSecondsOf(condition.lastTransitionTime) }];
}

function readTaint(value: unknown): KubeNode['taints'] {
  const taint = members(value);
  const key = textOf(taint.key);
  return key === undefined ? [] : [{ key, value: textOf(taint.value), effect: textOf(taint.effect) }];
}
