import * as z from 'zod';
import { booleanOf, epochSecondsOf, members, textOf } from './json-values.ts';
import { type Json, looksLikeList, openObjects } from './kube-objects.ts';
import { defineParser } from './parser.ts';

/** Which volume is attached to which node, or shall be. */
export const kubeVolumeAttachmentsSchema = () =>
  z.object({
    attachments: z.array(
      z.object({
        name: z.string(),
        /** The CSI driver. */
        attacher: z.string().optional(),
        node: z.string().optional(),
        /** Name of the PersistentVolume; undefined for a volume that its pod describes itself. */
        volume: z.string().optional(),
        attached: z.boolean().optional(),
        attachError: z.string().optional(),
        detachError: z.string().optional(),
        /** Seconds since the epoch. */
        createdAt: z.number().optional(),
        deletedAt: z.number().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type KubeVolumeAttachments = z.infer<ReturnType<typeof kubeVolumeAttachmentsSchema>>;

const MAX_MESSAGE = 500;

/**
 * VolumeAttachments as JSON or YAML, kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume-attachment-v1:
 * `{"metadata":{"name":"csi-0a1b"},"spec":{"attacher":"ebs.csi.aws.com","nodeName":"node-7","source":{"persistentVolumeName":"pvc-1"}},"status":{"attached":true}}`
 */
export const kubeVolumeAttachments = defineParser({
  source: 'kube_volume_attachments',
  schema: kubeVolumeAttachmentsSchema,
  sniff: (head) => looksLikeList(head, 'VolumeAttachment'),
  open: (context) =>
    openObjects(
      context,
      { kind: 'VolumeAttachment', what: 'volume attachments', read: readAttachment },
      (attachments) => ({ attachments }),
    ),
});

function readAttachment(
  object: Json,
  lineOf: (text: string) => number,
): KubeVolumeAttachments['attachments'][number] | undefined {
  const metadata = members(object.metadata);
  const spec = members(object.spec);
  const status = members(object.status);
  const name = textOf(metadata.name);
  if (name === undefined) return undefined;
  return {
    name,
    attacher: textOf(spec.attacher),
    node: textOf(spec.nodeName),
    volume: textOf(members(spec.source).persistentVolumeName),
    attached: booleanOf(status.attached),
    attachError: textOf(members(status.attachError).message)?.slice(0, MAX_MESSAGE),
    detachError: textOf(members(status.detachError).message)?.slice(0, MAX_MESSAGE),
    createdAt: epochSecondsOf(metadata.creationTimestamp),
    deletedAt: epochSecondsOf(metadata.deletionTimestamp),
    line: lineOf(name),
  };
}
