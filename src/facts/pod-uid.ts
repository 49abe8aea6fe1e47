/** Uid of a pod: of the API server with dashes, of a static pod the 32 digits of its manifest's hash. */
const UID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}';
const IN_PATH = new RegExp(`/pods/(?:[^/]*_)?(${UID})(?:/|$)`);
const IN_CGROUP = /pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:[./:]|$)/;

/** Uid of the pod to which a path of the kubelet or of /var/log/pods belongs. */
export function podUidOfPath(path: string): string | undefined {
  return IN_PATH.exec(path)?.[1];
}

/** Uid in the path of a control group: `/kubepods/burstable/pod<uid>/...`, `kubepods-pod<uid with underscores>.slice`. */
export function podUidOfCgroup(path: string): string | undefined {
  return IN_CGROUP.exec(path)?.[1]?.replaceAll('_', '-');
}
