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
    /** What tells the machine: identifiers of its system and of the cloud, and other names and addresses of it. */
    machineId: z.string().optional(),
    bootId: z.string().optional(),
    providerId: z.string().optional(),
    hostnames: z.array(z.string()),
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
    return readNode(json, name);
  },
});

/** What is read of an object of kind Node. */
export function readNode(node: Readonly<Record<string, unknown>>, name: string): KubeNode {
  const spec = members(node.spec);
  const status = members(node.status);
  const metadata = members(node.metadata);
  const about = members(status.nodeInfo);
  return {
    name,
    unschedulable: booleanOf(spec.unschedulable) ?? false,
    conditions: elements(status.conditions).flatMap(readCondition),
    taints: elements(spec.taints).flatMap(readTaint),
    capacity: textMembers(status.capacity),
    allocatable: textMembers(status.allocatable),
    kernelVersion: textOf(about.kernelVersion),
    osImage: textOf(about.osImage),
    containerRuntimeVersion: textOf(about.containerRuntimeVersion),
    kubeletVersion: textOf(about.kubeletVersion),
    podCidr: textOf(spec.podCIDR),
    createdAt: epochSecondsOf(metadata.creationTimestamp),
    machineId: textOf(about.machineID),
    bootId: textOf(about.bootID),
    providerId: textOf(spec.providerID),
    hostnames: hostnamesOf(status.addresses, textOf(members(metadata.labels)['kubernetes.io/hostname'])),
  };
}

/** Names and addresses of the machine that are not the name of the node. */
function hostnamesOf(addresses: unknown, label: string | undefined): string[] {
  const names = elements(addresses).flatMap((value) => {
    const { type, address } = members(value);
    const isName = type === 'Hostname' || type === 'InternalDNS' || type === 'InternalIP';
    return isName && typeof address === 'string' && address !== '' ? [address] : [];
  });
  return [...new Set(label === undefined ? names : [...names, label])].slice(0, 10);
}

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
