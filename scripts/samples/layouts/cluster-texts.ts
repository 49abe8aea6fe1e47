import type { Node } from '../node.ts';

/** The node as the API server has it, as JSON of `kubectl get nodes -o json`. */
export const nodesJson = (node: Node): string =>
  `${JSON.stringify({ apiVersion: 'v1', kind: 'NodeList', items: [nodeObject(node)] }, null, 2)}\n`;

const nodeObject = ({ spec }: Node): Readonly<Record<string, unknown>> => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: spec.hostname, labels: { 'kubernetes.io/hostname': spec.hostname } },
  status: {
    conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' }],
    nodeInfo: {
      kernelVersion: spec.kernel,
      osImage: spec.os.pretty,
      containerRuntimeVersion: `docker://${spec.docker}`,
      kubeletVersion: spec.kubelet,
    },
  },
});

/** The same as YAML, as one object or as a list with that one. */
export function nodeYaml({ spec }: Node, indent = ''): string {
  const lines = [
    'apiVersion: v1',
    'kind: Node',
    'metadata:',
    '  labels:',
    `    kubernetes.io/hostname: ${spec.hostname}`,
    `  name: ${spec.hostname}`,
    'status:',
    '  conditions:',
    '  - message: kubelet is posting ready status',
    '    reason: KubeletReady',
    '    status: "True"',
    '    type: Ready',
    '  nodeInfo:',
    `    containerRuntimeVersion: docker://${spec.docker}`,
    `    kernelVersion: ${spec.kernel}`,
    `    kubeletVersion: ${spec.kubelet}`,
    `    osImage: ${spec.os.pretty}`,
  ];
  return lines.map((line) => `${indent}${line}\n`).join('');
}

export const nodeListYaml = (node: Node): string =>
  `apiVersion: v1\nitems:\n${nodeYaml(node, '  ').replace(/^ {2}/, '- ')}kind: NodeList\n`;
