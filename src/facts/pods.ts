import * as z from 'zod';
import { availabilityOf } from '../snapshot/availability.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { defineFact, entitySchema, known, type MissingReason, refsSchema, unknown } from './fact.ts';
import { knowsOwnPods, NOT_IDENTIFIED, ownPods } from './own-node.ts';
import { podRecords, TOPICS } from './pod-records.ts';

const podContainerSchema = z
  .object({
    name: z.string().meta({ description: 'name in the pod' }),
    entity: z
      .string()
      .optional()
      .meta({ description: 'entity of its newest container', needs: ['crictl_ps', 'oci_bundles', 'docker_inspect'] }),
    restarts: z
      .number()
      .optional()
      .meta({
        description: 'how often the kubelet started it again; from the numbers of log files it is a lower bound',
        needs: ['file_list', 'crictl_ps', 'kube_pods'],
      }),
    state: z
      .string()
      .optional()
      .meta({ description: 'running, waiting or terminated, as the API server says', needs: ['kube_pods'] }),
    reason: z
      .string()
      .optional()
      .meta({ description: 'why it waits or has ended: CrashLoopBackOff, Error', needs: ['kube_pods'] }),
    exit_code: z
      .number()
      .optional()
      .meta({ description: 'of a container that has ended', needs: ['kube_pods'] }),
    last_reason: z
      .string()
      .optional()
      .meta({ description: 'why the run before ended: OOMKilled, Error, Completed', needs: ['kube_pods'] }),
    last_exit_code: z
      .number()
      .optional()
      .meta({ description: 'of the run before', needs: ['kube_pods'] }),
    last_finished_at: z
      .number()
      .optional()
      .meta({ description: 'end of the run before, epoch seconds', needs: ['kube_pods'] }),
    log_bytes: z
      .number()
      .optional()
      .meta({ description: 'of all its log files', needs: ['file_list'] }),
  })
  .meta({ id: 'PodContainer' });

const podVolumeSchema = z
  .object({
    plugin: z.string().meta({ description: 'empty-dir, secret, configmap, projected, csi, nfs, ...' }),
    name: z.string(),
  })
  .meta({ id: 'PodVolume' });

const podSchema = z
  .object({
    uid: z.string(),
    entity: entitySchema,
    label: z.string().meta({ description: 'namespace/name, or the uid where nothing names it' }),
    name: z
      .string()
      .optional()
      .meta({ needs: ['file_list', 'crictl_pods', 'kube_pods'] }),
    namespace: z
      .string()
      .optional()
      .meta({ needs: ['file_list', 'crictl_pods', 'kube_pods'] }),
    on_disk: z
      .boolean()
      .optional()
      .meta({ description: 'the kubelet keeps a directory for it', needs: ['file_list'] }),
    phase: z
      .string()
      .optional()
      .meta({ description: 'as the API server says', needs: ['kube_pods'] }),
    reason: z
      .string()
      .optional()
      .meta({ description: 'why it is in that phase: Evicted, NodeLost', needs: ['kube_pods'] }),
    ready: z
      .boolean()
      .optional()
      .meta({ needs: ['kube_pods'] }),
    sandboxes: z.array(z.string()).meta({ description: 'entities of its sandbox containers' }),
    containers: z.array(podContainerSchema),
    volumes: z.array(podVolumeSchema).meta({ description: 'volumes that have a directory on the node' }),
    claims: z
      .array(z.string())
      .optional()
      .meta({ description: 'names of the volume claims it uses, in its namespace', needs: ['kube_pods'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Pod' });
export type Pod = z.infer<typeof podSchema>;

/** Sources of which one alone names pods. */
const SOURCES = ['file_list', 'crictl_pods', 'kube_pods', 'crictl_ps', 'oci_bundles', 'docker_inspect'] as const;

/** The pods of the node, each once, from the directories of the kubelet, the names of logs, runtimes and the API server. */
export const pods = defineFact({
  name: 'pods',
  title: 'Pods',
  schema: z.array(podSchema),
  sources: [...SOURCES, 'docker_disk_containers'],
  compute(context) {
    const { snapshot } = context;
    const records = podRecords(context);
    const listed = new Set(snapshot.documents.file_list.map(({ value }) => value.topic));
    const asked = snapshot.documents.crictl_pods.length > 0 || listsOwnPods(snapshot);
    const looked = listed.has(TOPICS.directories) || kubeletHasNone(snapshot);
    const whole = asked || looked;
    const reasons = reasonsOf(snapshot);
    if (records.length === 0 && !whole) return unknown(reasons);
    const described = records.map(
      (p): Pod => ({
        uid: p.uid,
        entity: `pod:${p.uid}`,
        label: p.name === undefined ? p.uid : `${p.namespace ?? 'default'}/${p.name}`,
        sandboxes: [...p.sandboxes],
        containers: [...p.containers].map(([name, c]) => ({ name, ...c })),
        volumes: [...p.volumes.values()],
        name: p.name,
        namespace: p.namespace,
        phase: p.phase,
        reason: p.reason,
        ready: p.ready,
        ...(p.claims.size > 0 ? { claims: [...p.claims] } : {}),
        ...(looked ? { on_disk: p.onDisk } : {}),
        refs: p.refs,
      }),
    );
    return known(described, whole ? [] : reasons);
  },
});

const STEP = 'container_lists';

/** As root the collector sees every directory of the kubelet; that none was listed is an answer then. */
function kubeletHasNone({ documents }: Snapshot): boolean {
  const root = documents.manifest_start.some(({ value }) => value.privileges.uid === 0);
  const ran = documents.manifest_step.some(({ value }) => value.step === STEP && ANSWERS.has(value.status));
  return root && ran;
}

const ANSWERS: ReadonlySet<string> = new Set(['collected', 'empty', 'missing']);

/** Objects name all pods of the node; the rows of a table do not identify them. */
const listsOwnPods = (snapshot: Snapshot): boolean =>
  knowsOwnPods(snapshot) && ownPods(snapshot).every(({ pod }) => pod.uid !== undefined);

/** Why pods may be missing. Several steps list files; only one of them lists those of pods. */
function reasonsOf(snapshot: Snapshot): MissingReason[] {
  const gap = snapshot.gaps.find((g) => g.step === STEP);
  return SOURCES.slice(0, 3).map((source): MissingReason => {
    if (source === 'kube_pods' && snapshot.documents.kube_pods.length > 0)
      return knowsOwnPods(snapshot) ? { source, reason: 'a table of pods has no uids' } : NOT_IDENTIFIED;
    const { status, reason } = source !== 'file_list' || gap === undefined ? availabilityOf(snapshot, source) : gap;
    if (source === 'file_list' && gap === undefined)
      return { source, reason: 'no list of the pods of the kubelet in this bundle' };
    return { source, reason: status === 'missing' ? reason : `${status}: ${reason}` };
  });
}
