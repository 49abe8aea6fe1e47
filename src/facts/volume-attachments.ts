import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import { availabilityOf } from '../snapshot/availability.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { NOT_IDENTIFIED, ownNode, ownPods } from './own-node.ts';

const volumeAttachmentSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'name of the persistent volume, or of the attachment' }),
    driver: z
      .string()
      .optional()
      .meta({ needs: ['kube_volume_attachments'] }),
    attached: z
      .boolean()
      .optional()
      .meta({ needs: ['kube_volume_attachments'] }),
    attach_error: z
      .string()
      .optional()
      .meta({ needs: ['kube_volume_attachments'] }),
    detach_error: z
      .string()
      .optional()
      .meta({ needs: ['kube_volume_attachments'] }),
    deleted_at: z
      .number()
      .optional()
      .meta({ description: 'since when it shall be detached, epoch seconds', needs: ['kube_volume_attachments'] }),
    handle: z
      .string()
      .optional()
      .meta({ description: 'the volume as its driver names it', needs: ['kube_pvs'] }),
    claim: z
      .string()
      .optional()
      .meta({ description: 'namespace/name of the claim it is bound to', needs: ['kube_pvs', 'kube_pvcs'] }),
    pods: z
      .array(z.string())
      .optional()
      .meta({ description: 'entities of the pods of this node that use it', needs: ['kube_pods'] }),
    refs: refsSchema,
  })
  .meta({ id: 'VolumeAttachment' });

/** The volumes that the cluster has attached to this node, or shall have, with the pods of the node that use them. */
export const volumeAttachments = defineFact({
  name: 'volume_attachments',
  title: 'Volumes attached to the node',
  schema: z.array(volumeAttachmentSchema),
  sources: ['kube_volume_attachments', 'kube_pvs', 'kube_pvcs', 'kube_pods', 'kube_node', 'kube_nodes'],
  compute({ snapshot }) {
    const { kube_volume_attachments } = snapshot.documents;
    if (kube_volume_attachments.length === 0) {
      const { status, reason } = availabilityOf(snapshot, 'kube_volume_attachments');
      return unknown([
        { source: 'kube_volume_attachments', reason: status === 'missing' ? reason : `${status}: ${reason}` },
      ]);
    }
    const own = ownNode(snapshot)?.node.name;
    if (own === undefined) return unknown([NOT_IDENTIFIED]);
    const users = usersOfClaims(snapshot);
    const volumes = volumesOf(snapshot);
    const attached = kube_volume_attachments.flatMap(({ path, value }) =>
      value.attachments
        .filter(({ node }) => node === own)
        .map((a) => {
          const volume = volumes.get(a.volume ?? '');
          return {
            entity: `volume:${a.volume ?? a.name}`,
            label: a.volume ?? a.name,
            driver: a.attacher,
            attached: a.attached,
            attach_error: a.attachError,
            detach_error: a.detachError,
            deleted_at: a.deletedAt,
            handle: volume?.handle,
            claim: volume?.claim,
            pods: users === undefined || volume?.claim === undefined ? undefined : (users.get(volume.claim) ?? []),
            refs: [{ path, line: a.line }],
          };
        }),
    );
    return known(attached);
  },
});

/** Handle and claim of each volume, by its name. Either side of a binding names the other. */
function volumesOf({ documents }: Snapshot): Map<string, { handle?: string | undefined; claim?: string | undefined }> {
  const bound = documents.kube_pvcs.flatMap(({ value }) =>
    value.claims.flatMap(({ volume, namespace, name }) =>
      volume === undefined ? [] : [[volume, { claim: `${namespace}/${name}` }] as const],
    ),
  );
  const volumes = new Map<string, { handle?: string | undefined; claim?: string | undefined }>(bound);
  for (const { value } of documents.kube_pvs) {
    for (const { name, handle, claimNamespace, claimName } of value.volumes) {
      const claim = claimName === undefined ? volumes.get(name)?.claim : `${claimNamespace ?? 'default'}/${claimName}`;
      volumes.set(name, { handle, claim });
    }
  }
  return volumes;
}

/** Entities of the pods of this node, by the claim they use; undefined when its pods are not known. */
function usersOfClaims(snapshot: Snapshot): Map<string, string[]> | undefined {
  const pods = ownPods(snapshot);
  if (pods.length === 0 || pods.some(({ pod }) => pod.uid === undefined)) return undefined;
  const users = new Map<string, string[]>();
  for (const { pod } of pods) {
    for (const { claim } of pod.volumes) {
      if (claim === undefined) continue;
      const key = `${pod.namespace}/${claim}`;
      append(users, key, `pod:${pod.mirrorUid ?? pod.uid}`);
    }
  }
  return users;
}
