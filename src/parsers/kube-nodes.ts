import * as z from 'zod';
import { members, textOf } from './json-values.ts';
import { type KubeNode, kubeNodeSchema, readNode } from './kube-node.ts';
import { looksLikeList, openObjects } from './kube-objects.ts';
import { defineParser } from './parser.ts';

const rowSchema = () => kubeNodeSchema().extend({ line: z.number().int() });

/** The nodes of a cluster as the API server knows them. */
export const kubeNodesSchema = () => z.object({ nodes: z.array(rowSchema()) });
export type KubeNodes = z.infer<ReturnType<typeof kubeNodesSchema>>;
type Row = KubeNodes['nodes'][number];

/**
 * Nodes as JSON or YAML, a list or one in a file, or the table of `kubectl get nodes -o wide`:
 * `node-7   NotReady,SchedulingDisabled   worker   41d   v1.28.4   10.0.0.7   <none>   Ubuntu 22.04.3 LTS   5.15.0-91-generic   containerd://1.7.2`
 */
export const kubeNodes = defineParser({
  source: 'kube_nodes',
  schema: kubeNodesSchema,
  sniff: (head) =>
    looksLikeList(head, 'Node') || /^NAME {2,}STATUS {2,}ROLES {2,}AGE {2,}VERSION(?: {2,}|\r?\n)/.test(head),
  open: (context) =>
    openObjects(
      context,
      {
        kind: 'Node',
        what: 'nodes',
        maxRows: 20_000,
        read(node, lineOf): Row | undefined {
          const name = textOf(members(node.metadata).name);
          return name === undefined ? undefined : { ...readNode(node, name), line: lineOf(name) };
        },
        row: readRow,
      },
      (nodes) => ({ nodes }),
    ),
});

/** The table has the condition Ready and no other one. */
function readRow(cells: ReadonlyMap<string, string>, line: number): Row | undefined {
  const name = cells.get('NAME') ?? '';
  const states = (cells.get('STATUS') ?? '').split(',');
  const ready = READY.get(states[0] ?? '');
  if (name === '' || ready === undefined) return undefined;
  const conditions: KubeNode['conditions'] = [{ type: 'Ready', status: ready }];
  return {
    name,
    unschedulable: states.includes('SchedulingDisabled'),
    conditions,
    taints: [],
    capacity: {},
    allocatable: {},
    kernelVersion: cellOf(cells, 'KERNEL-VERSION'),
    osImage: cellOf(cells, 'OS-IMAGE'),
    containerRuntimeVersion: cellOf(cells, 'CONTAINER-RUNTIME'),
    kubeletVersion: cellOf(cells, 'VERSION'),
    hostnames: [],
    line,
  };
}

/** `NotReady` also stands for a node whose kubelet no longer reports, `Unknown` for one without the condition. */
const READY: ReadonlyMap<string, string> = new Map([
  ['Ready', 'True'],
  ['NotReady', 'False'],
  ['Unknown', 'Unknown'],
]);

/** A cell of a table of kubectl, without the words that stand for an empty one. */
export function cellOf(cells: ReadonlyMap<string, string>, title: string): string | undefined {
  const text = cells.get(title);
  return text === undefined || text === '' || text === '<none>' || text === '<unknown>' ? undefined : text;
}
