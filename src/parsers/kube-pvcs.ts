import * as z from 'zod';
import { epochSecondsOf, members, textOf } from './json-values.ts';
import { type Json, looksLikeList, openObjects } from './kube-objects.ts';
import { defineParser } from './parser.ts';

/** Claims of pods for persistent volumes. */
export const kubePvcsSchema = () =>
  z.object({
    claims: z.array(
      z.object({
        namespace: z.string(),
        name: z.string(),
        uid: z.string().optional(),
        /** `Pending`, `Bound`, `Lost`. */
        phase: z.string().optional(),
        /** Name of the PersistentVolume. */
        volume: z.string().optional(),
        storageClass: z.string().optional(),
        /** Quantities as written: `20Gi`. */
        requested: z.string().optional(),
        capacity: z.string().optional(),
        createdAt: z.number().optional(),
        deletedAt: z.number().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type KubePvcs = z.infer<ReturnType<typeof kubePvcsSchema>>;

/**
 * PersistentVolumeClaims as JSON or YAML, kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-claim-v1:
 * `{"metadata":{"name":"data-cart-0","namespace":"shop"},"spec":{"volumeName":"pvc-1"},"status":{"phase":"Bound"}}`
 */
export const kubePvcs = defineParser({
  source: 'kube_pvcs',
  schema: kubePvcsSchema,
  sniff: (head) => looksLikeList(head, 'PersistentVolumeClaim'),
  open: (context) =>
    openObjects(context, { kind: 'PersistentVolumeClaim', what: 'claims', read: readClaim }, (claims) => ({ claims })),
});

function readClaim(object: Json, lineOf: (text: string) => number): KubePvcs['claims'][number] | undefined {
  const metadata = members(object.metadata);
  const spec = members(object.spec);
  const status = members(object.status);
  const name = textOf(metadata.name);
  if (name === undefined) return undefined;
  return {
    namespace: textOf(metadata.namespace) ?? 'default',
    name,
    uid: textOf(metadata.uid),
    phase: textOf(status.phase),
    volume: textOf(spec.volumeName),
    storageClass: textOf(spec.storageClassName),
    requested: textOf(members(members(spec.resources).requests).storage),
    capacity: textOf(members(status.capacity).storage),
    createdAt: epochSecondsOf(metadata.creationTimestamp),
    deletedAt: epochSecondsOf(metadata.deletionTimestamp),
    line: lineOf(name),
  };
}
