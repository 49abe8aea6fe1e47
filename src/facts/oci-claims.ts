import type { OciBundles } from '../parsers/oci-bundles.ts';
import type { Document } from '../snapshot/snapshot.ts';
import type { Claim } from './container-claims.ts';
import { podUidOfCgroup, podUidOfPath } from './pod-uid.ts';

type Bundle = OciBundles['bundles'][number];

/** What the files of one bundle say, each with the line of the file that said it. */
export function ociClaims({ path, value }: Document<OciBundles>): Claim[] {
  return value.bundles.flatMap((bundle) => {
    const { id, lines } = bundle;
    const claim = (line: number | undefined, fields: Claim['fields']): Claim[] =>
      line === undefined ? [] : [{ id, source: 'oci_bundles', live: false, ref: { path, line }, fields }];
    return [
      ...claim(lines.state, stateFields(bundle)),
      ...claim(lines.pid, { pid: bundle.pid }),
      ...claim(lines.config, configFields(bundle)),
    ];
  });
}

function stateFields({ state }: Bundle): Claim['fields'] {
  if (state === undefined) return {};
  const { pid, startTicks, createdAt, startedAt, finishedAt, exitCode, oomKilled } = state;
  const stopped = state.status === 'stopped';
  // What runc calls created is the start of the process; states with a status mean the container.
  const created = state.status === undefined ? undefined : createdAt;
  // A state without a process, or of a stopped one, says nothing of a pid in use.
  return {
    createdAt: created,
    ...{ startedAt, finishedAt, exitCode, oomKilled },
    ...(stopped ? { running: false } : { pid, startTicks }),
    status: stopped ? 'exited' : state.status,
  };
}

function configFields(bundle: Bundle): Claim['fields'] {
  const { config } = bundle;
  if (config === undefined) return {};
  const root = rootOf(bundle);
  // Docker names its mounts itself and keeps its layers below its own root; the bundle has /proc, /dev and the like too.
  const docker = bundle.namespace === 'moby';
  return {
    name: config.name,
    image: config.image,
    restartCount: config.restartCount,
    logPath: config.kind === 'sandbox' ? undefined : config.logPath,
    // docker update changes the limits of docker's own file only.
    memoryLimitBytes: docker ? undefined : config.memoryLimitBytes,
    pidsLimit: docker ? undefined : config.pidsLimit,
    mounts: docker ? undefined : config.mounts,
    mergedDir: root,
    upperDir: root === undefined ? undefined : siblingOf(root, 'diff'),
    layer: /\/overlay2\/([^/]+)\/merged$/.exec(root ?? '')?.[1],
    podName: config.podName,
    podNamespace: config.podNamespace,
    podUid: config.podUid ?? podUidOfConfig(config),
    nameInPod: config.containerNameInPod,
    sandboxId: config.sandboxId,
    isSandbox: config.kind === undefined ? undefined : config.kind === 'sandbox',
    engineRoot: docker ? undefined : engineRootOf(bundle.path),
  };
}

/** containerd before 1.6 does not write the uid; the control group and the mounts of the kubelet have it. */
function podUidOfConfig(config: NonNullable<Bundle['config']>): string | undefined {
  return (
    podUidOfCgroup(config.cgroupsPath ?? '') ??
    podUidOfPath(config.logPath ?? '') ??
    config.mounts.map((m) => podUidOfPath(m.source ?? '')).find((uid) => uid !== undefined)
  );
}

function rootOf({ path, config }: Bundle): string | undefined {
  const root = config?.rootPath;
  return root === undefined || root.startsWith('/') ? root : `${path}/${root}`;
}

/** `<layer>/merged` of overlay has its writable files in `<layer>/diff`; other roots do not tell theirs. */
function siblingOf(root: string, name: string): string | undefined {
  return /\/overlay2?\/[^/]+\/merged$/.test(root) ? `${root.slice(0, root.lastIndexOf('/'))}/${name}` : undefined;
}

/** `/run/containerd` of `/run/containerd/io.containerd.runtime.v2.task/...`, the storage of CRI-O and podman. */
function engineRootOf(path: string): string | undefined {
  return (
    /^(\/.{1,4000})\/io\.containerd\.runtime\.v\d\./.exec(path)?.[1] ??
    /^(\/.{1,4000})\/[\w-]{1,20}-containers\//.exec(path)?.[1]
  );
}
