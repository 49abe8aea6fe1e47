import * as z from 'zod';
import { availabilityOf } from '../snapshot/availability.ts';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { NOT_IDENTIFIED, ownNode } from './own-node.ts';

const conditionSchema = z
  .object({
    type: z.string().meta({ description: 'Ready, DiskPressure, MemoryPressure, PIDPressure, ...' }),
    status: z.string().meta({ description: 'True, False, or Unknown where the kubelet no longer reports' }),
    bad: z.boolean().meta({ description: 'not Ready, or any other condition that is not False' }),
    reason: z
      .string()
      .optional()
      .meta({ needs: ['kube_nodes'] }),
    message: z
      .string()
      .optional()
      .meta({ needs: ['kube_nodes'] }),
    changed_at: z
      .number()
      .optional()
      .meta({ description: 'since when, epoch seconds', needs: ['kube_nodes'] }),
    heartbeat_at: z
      .number()
      .optional()
      .meta({ description: 'when the kubelet last reported it, epoch seconds', needs: ['kube_nodes'] }),
  })
  .meta({ id: 'NodeCondition' });

const taintSchema = z
  .object({
    key: z.string(),
    effect: z
      .string()
      .optional()
      .meta({ needs: ['kube_nodes'] }),
  })
  .meta({ id: 'NodeTaint' });

const clusterNodeSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    ready: z
      .boolean()
      .optional()
      .meta({ description: 'its condition Ready is True', needs: ['kube_nodes'] }),
    conditions: z.array(conditionSchema),
    unschedulable: z.boolean(),
    taints: z.array(taintSchema),
    provider_id: z
      .string()
      .optional()
      .meta({ description: 'the machine as the cloud names it', needs: ['kube_nodes'] }),
    refs: refsSchema,
  })
  .meta({ id: 'ClusterNode' });

/** The node as the API server knows it, of all nodes of a cluster the one that this bundle is of. */
export const clusterNode = defineFact({
  name: 'cluster_node',
  title: 'Node in the cluster',
  schema: clusterNodeSchema,
  sources: ['kube_node', 'kube_nodes'],
  compute({ snapshot }) {
    const own = ownNode(snapshot);
    if (own === undefined) {
      if (snapshot.documents.kube_nodes.length > 0) return unknown([NOT_IDENTIFIED]);
      const { status, reason } = availabilityOf(snapshot, 'kube_nodes');
      return unknown([{ source: 'kube_nodes', reason: status === 'missing' ? reason : `${status}: ${reason}` }]);
    }
    const { node, ref } = own;
    const ready = node.conditions.find((c) => c.type === 'Ready')?.status;
    return known({
      entity: `node:${node.name}`,
      label: node.name,
      conditions: node.conditions.map(({ type, status, reason, message, changedAt, heartbeatAt }) => ({
        type,
        status,
        bad: type === 'Ready' ? status !== 'True' : status !== 'False',
        reason,
        message,
        changed_at: changedAt,
        heartbeat_at: heartbeatAt,
      })),
      unschedulable: node.unschedulable,
      taints: node.taints.map(({ key, effect }) => ({ key, effect })),
      ready: ready === undefined ? undefined : ready === 'True',
      provider_id: node.providerId,
      refs: [ref],
    });
  },
});
