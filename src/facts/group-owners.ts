import { containers } from './containers.ts';
import type { FactContext } from './fact.ts';
import { podUidOfCgroup } from './pod-uid.ts';
import { pods } from './pods.ts';

/** Whose control group a path is, as far as it and the lists of containers and pods tell. */
export interface GroupOwner {
  readonly entity: string;
  readonly label: string;
  /** container, pod, pods (all of a class, or all), service or other. */
  readonly kind: 'container' | 'pod' | 'pods' | 'service' | 'other';
  readonly container?: string;
  readonly pod_entity?: string | undefined;
  /** namespace/name */
  readonly pod?: string | undefined;
  readonly service?: string;
}

/** The 64 digits of an id that name a group, alone or as `docker-<id>.scope`, `cri-containerd-<id>.scope`, `crio-<id>`. */
const CONTAINER = /(?:^|[-:])([0-9a-f]{64})(?:\.scope)?$/;
const PODS = /^kubepods(?:-(?:burstable|besteffort))?(?:\.slice)?$|^(?:burstable|besteffort)$/;

/**
 * The owner of a control group by its path without the mount point: `/kubepods/burstable/pod<uid>/<id>`,
 * `/kubepods.slice/kubepods-pod<uid>.slice/cri-containerd-<id>.scope`, `/docker/<id>`, `/system.slice/docker.service`.
 * The last part of the path decides: below a container on a node in a container lie groups of other containers.
 */
export function groupOwner(path: string, context: FactContext): GroupOwner {
  const last = path.slice(path.lastIndexOf('/') + 1);
  const id = CONTAINER.exec(last)?.[1];
  const uid = podUidOfCgroup(path);
  const pod = uid === undefined ? undefined : context.once(podLabels).get(uid);
  const podEntity = uid === undefined ? undefined : `pod:${uid}`;
  if (id !== undefined) {
    const known = context.once(containersById).get(id);
    const name =
      known?.label ?? (pod === undefined ? context.words.container(id.slice(0, 12)) : context.words.containerOf(pod));
    const owner = { entity: `container:${id}`, label: name, kind: 'container' as const, container: `container:${id}` };
    return { ...owner, pod: known?.pod ?? pod, pod_entity: podEntity };
  }
  if (uid !== undefined && podUidOfCgroup(last) === uid && podEntity !== undefined) {
    const label = context.words.pod(pod ?? uid);
    return { entity: podEntity, label, kind: 'pod', pod, pod_entity: podEntity };
  }
  const entity = `cgroup:${path}`;
  if (PODS.test(last)) return { entity, label: context.words.podsBelow(path), kind: 'pods' };
  if (/\.service$/.test(last)) return { entity, label: last, kind: 'service', service: last };
  return { entity, label: context.words.controlGroup(path), kind: 'other', pod, pod_entity: podEntity };
}

function podLabels({ get }: FactContext): ReadonlyMap<string, string> {
  const found = get(pods);
  return new Map(found.known ? found.value.flatMap((p) => (p.name === undefined ? [] : [[p.uid, p.label]])) : []);
}

function containersById({ get }: FactContext): ReadonlyMap<string, { label: string; pod: string | undefined }> {
  const found = get(containers);
  return new Map(found.known ? found.value.map((c) => [c.id, { label: c.label, pod: c.pod }] as const) : []);
}
