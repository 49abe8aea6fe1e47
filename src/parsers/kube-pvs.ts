import * as z from 'zod';
import { epochSecondsOf, members, textOf } from './json-values.ts';
import { type Json, looksLikeList, openObjects } from './kube-objects.ts';
import { defineParser } from './parser.ts';

/** The persistent volumes of a cluster. */
export const kubePvsSchema = () =>
  z.object({
    volumes: z.array(
      z.object({
        name: z.string(),
        /** `Available`, `Bound`, `Released`, `Failed`. */
        phase: z.string().optional(),
        reason: z.string().optional(),
        /** A quantity as written: `20Gi`. */
        capacity: z.string().optional(),
        /** `csi`, `nfs`, `hostPath`, `local`, ... */
        kind: z.string().optional(),
        driver: z.string().optional(),
        /** How the driver names it. */
        handle: z.string().optional(),
        /** The claim that it is bound to. */
        claimNamespace: z.string().optional(),
        claimName: z.string().optional(),
        claimUid: z.string().optional(),
        storageClass: z.string().optional(),
        reclaimPolicy: z.string().optional(),
        createdAt: z.number().optional(),
        deletedAt: z.number().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type KubePvs = z.infer<ReturnType<typeof kubePvsSchema>>;

/**
 * PersistentVolumes as JSON or YAML, kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-v1:
 * `{"metadata":{"name":"pvc-1"},"spec":{"csi":{"driver":"ebs.csi.aws.com","volumeHandle":"vol-0a"},"claimRef":{...}},"status":{"phase":"Bound"}}`
 */
export const kubePvs = defineParser({
  source: 'kube_pvs',
  schema: kubePvsSchema,
  sniff: (head) => looksLikeList(head, 'PersistentVolume'),
  open: (context) =>
    openObjects(context, { kind: 'PersistentVolume', what: 'volumes', read: readVolume }, (volumes) => ({ volumes })),
});

/** Members of a specification that say where the volume lies. */
const KINDS = [
  'csi',
  'nfs',
  'hostPath',
  'local',
  'iscsi',
  'rbd',
  'cephfs',
  'fc',
  'awsElasticBlockStore',
  'gcePersistentDisk',
  'azureDisk',
  'azureFile',
  'cinder',
  'glusterfs',
  'vsphereVolume',
  'flexVolume',
] as const;

function readVolume(object: Json, lineOf: (text: string) => number): KubePvs['volumes'][number] | undefined {
  const metadata = members(object.metadata);
  const spec = members(object.spec);
  const status = members(object.status);
  const claim = members(spec.claimRef);
  const name = textOf(metadata.name);
  if (name === undefined) return undefined;
  const kind = KINDS.find((key) => key in spec);
  const place = kind === undefined ? {} : members(spec[kind]);
  return {
    name,
    phase: textOf(status.phase),
    reason: textOf(status.reason),
    capacity: textOf(members(spec.capacity).storage),
    kind,
    driver: textOf(place.driver),
    handle: textOf(place.volumeHandle),
    claimNamespace: textOf(claim.namespace),
    claimName: textOf(claim.name),
    claimUid: textOf(claim.uid),
    storageClass: textOf(spec.storageClassName),
    reclaimPolicy: textOf(spec.persistentVolumeReclaimPolicy),
    createdAt: epochSecondsOf(metadata.creationTimestamp),
    deletedAt: epochSecondsOf(metadata.deletionTimestamp),
    line: lineOf(name),
  };
}
