import type { SourceRef } from '../lib/source-ref.ts';
import type { Container as DockerContainer } from '../parsers/docker-container.ts';
import type { Document, Snapshot } from '../snapshot/snapshot.ts';
import { kubeClaims } from './kube-claims.ts';
import { ociClaims } from './oci-claims.ts';

/** A mount of a container as its engine describes it. */
export interface ClaimedMount {
  readonly source?: string | undefined;
  readonly destination: string;
  readonly type?: string | undefined;
  readonly propagation?: string | undefined;
  /** Options as the engine keeps them (`ro,rslave`), where it does. */
  readonly mode?: string | undefined;
  readonly rw?: boolean | undefined;
}

/** Everything that some source may say of one container. */
export interface ContainerFields {
  readonly name: string;
  readonly image: string;
  readonly status: string;
  readonly running: boolean;
  readonly pid: number;
  /** Start of that process in clock ticks since boot. */
  readonly startTicks: number;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly error: string;
  readonly createdAt: number;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly restartCount: number;
  readonly health: string;
  readonly failedChecks: number;
  readonly logPath: string;
  readonly memoryLimitBytes: number;
  readonly pidsLimit: number;
  readonly privileged: boolean;
  readonly layer: string;
  readonly mergedDir: string;
  readonly upperDir: string;
  readonly mounts: readonly ClaimedMount[];
  readonly podName: string;
  readonly podNamespace: string;
  readonly podUid: string;
  readonly nameInPod: string;
  readonly sandboxId: string;
  readonly isSandbox: boolean;
  /** Directory below which its engine mounts. */
  readonly engineRoot: string;
}
export type FieldName = keyof ContainerFields;

/** What one line says of one container. Fields that it does not know are undefined. */
export interface Claim {
  /** 64 digits, or the first 12 of them. */
  readonly id: string;
  /** Source as rules name it. */
  readonly source: string;
  /** The daemon itself answered at the time of collection; otherwise it is what was last written to disk. */
  readonly live: boolean;
  readonly ref: SourceRef;
  readonly fields: { readonly [F in FieldName]?: ContainerFields[F] | undefined };
}

/** What every source says of every container; the most direct source first, because the first one that knows wins. */
export function claimsOf(snapshot: Snapshot): Claim[] {
  return [
    ...snapshot.documents.docker_inspect.flatMap(({ path, value }) =>
      value.containers.map((c) => inspected(path, c, undefined)),
    ),
    ...psClaims(snapshot),
    ...criClaims(snapshot),
    // The shim writes the pid when it starts the process; the daemon copies it into its own files later.
    ...snapshot.documents.oci_bundles.flatMap(ociClaims),
    ...snapshot.documents.docker_disk_containers.flatMap(diskClaims),
    ...snapshot.documents.docker_disk_mounts.flatMap(layerClaims),
    // What the kubelet reported last: it may be older than what the daemons say.
    ...kubeClaims(snapshot),
  ];
}

function inspected(path: string, c: DockerContainer, engineRoot: string | undefined): Claim {
  const { mergedDir, upperDir } = c.graphDriver;
  const { state } = c;
  return {
    id: c.id,
    source: 'docker_inspect',
    live: true,
    ref: { path, line: c.line },
    fields: {
      status: state.status,
      running: state.running,
      pid: state.pid,
      exitCode: state.exitCode,
      oomKilled: state.oomKilled,
      error: state.error,
      startedAt: state.startedAt,
      finishedAt: state.finishedAt,
      name: c.name,
      image: c.image,
      createdAt: c.createdAt,
      restartCount: c.restartCount,
      health: state.health,
      failedChecks: state.failedChecks,
      logPath: c.logPath,
      memoryLimitBytes: c.memoryLimitBytes,
      pidsLimit: c.pidsLimit,
      privileged: c.privileged,
      layer: /\/overlay2\/([^/]+)\/merged$/.exec(mergedDir ?? '')?.[1],
      mergedDir,
      upperDir,
      mounts: c.mounts.length > 0 ? c.mounts : mountsOfBinds(c.binds),
      podName: c.podName,
      podNamespace: c.podNamespace,
      podUid: c.podUid,
      nameInPod: c.containerNameInPod,
      sandboxId: c.labels['io.kubernetes.sandbox.id'],
      isSandbox: c.labels['io.kubernetes.docker.type'] === 'podsandbox' ? true : undefined,
      engineRoot,
    },
  };
}

/** `/:/rootfs:ro,rslave` of HostConfig.Binds; all that is known of mounts where only hostconfig.json was read. */
function mountsOfBinds(binds: readonly string[]): ClaimedMount[] {
  return binds.flatMap((bind) => {
    const [source, destination, mode] = bind.split(':', 3);
    if (destination === undefined || destination === '') return [];
    const options = mode?.split(',') ?? [];
    const propagation = options.find((o) => /^r?(?:private|slave|shared)$/.test(o));
    return [{ type: 'bind', source, destination, mode, propagation, rw: !options.includes('ro') }];
  });
}

function diskClaims({ path, value }: Snapshot['documents']['docker_disk_containers'][number]): Claim[] {
  return value.containers.flatMap((c) => {
    const claim = inspected(path, c, c.root);
    const { memoryLimitBytes, pidsLimit, privileged, mounts, engineRoot, ...fields } = claim.fields;
    const disk = { ...claim, source: 'docker_disk_containers', live: false };
    const host = { path, line: c.hostConfigLine ?? c.line };
    const known = c.hasState || c.binds.length > 0;
    return [
      { ...disk, fields: { ...fields, engineRoot, ...(c.hasState ? { mounts } : {}) } },
      { ...disk, ref: host, fields: { memoryLimitBytes, pidsLimit, privileged, ...(known ? { mounts } : {}) } },
    ];
  });
}

function layerClaims({ path, value }: Snapshot['documents']['docker_disk_mounts'][number]): Claim[] {
  return value.layers.flatMap(({ root, driver, containerId, layer, line }) => {
    if (layer === undefined) return [];
    const directory = `${root}/${driver}/${layer}`;
    const overlay = driver === 'overlay2' || driver === 'fuse-overlayfs';
    const fields = {
      engineRoot: root,
      ...(overlay ? { layer, mergedDir: `${directory}/merged`, upperDir: `${directory}/diff` } : {}),
    };
    return [{ id: containerId, source: 'docker_disk_mounts', live: false, ref: { path, line }, fields }];
  });
}

function psClaims(snapshot: Snapshot): Claim[] {
  return snapshot.documents.docker_ps.flatMap(({ path, value }) =>
    value.containers.map((c) => ({
      id: c.id,
      source: 'docker_ps',
      live: true,
      ref: { path, line: c.line },
      fields: {
        name: c.names.find((name) => !name.includes('/')),
        image: c.image,
        status: c.state,
        running: c.state === undefined ? undefined : ['running', 'paused', 'restarting'].includes(c.state),
        exitCode: c.exitCode,
        health: healthOf(c.status),
      },
    })),
  );
}

/** `Up 3 days (unhealthy)`, `Up 5 seconds (health: starting)`; without either nothing checks. */
function healthOf(status: string | undefined): string | undefined {
  if (status?.startsWith('Up ') !== true) return undefined;
  return /\((?:health: )?(healthy|unhealthy|starting)\)/.exec(status)?.[1] ?? 'none';
}

function criClaims(snapshot: Snapshot): Claim[] {
  return [
    ...snapshot.documents.crictl_ps.flatMap(criContainers),
    ...snapshot.documents.crictl_pods.flatMap(criSandboxes),
  ];
}

const CRI_STATES: ReadonlyMap<string, string> = new Map([
  ['CONTAINER_CREATED', 'created'],
  ['CONTAINER_RUNNING', 'running'],
  ['CONTAINER_EXITED', 'exited'],
  ['SANDBOX_READY', 'running'],
  ['SANDBOX_NOTREADY', 'exited'],
]);

function criContainers({ path, value }: Snapshot['documents']['crictl_ps'][number]): Claim[] {
  return value.containers.map((c) => {
    const status = CRI_STATES.get(c.state ?? '');
    const { name, image, podName, podNamespace, podUid, sandboxId, createdAt, attempt } = c;
    return {
      id: c.id,
      source: 'crictl_ps',
      live: true,
      ref: { path, line: c.line },
      fields: {
        ...{ name, image, podName, podNamespace, podUid, sandboxId, createdAt, status },
        nameInPod: name,
        running: status === undefined ? undefined : status === 'running',
        restartCount: attempt,
      },
    };
  });
}

function criSandboxes({ path, value }: Document<Snapshot['documents']['crictl_pods'][number]['value']>): Claim[] {
  return value.pods.map(({ id, name, namespace, uid, createdAt, state, line }) => {
    const status = CRI_STATES.get(state ?? '');
    return {
      id,
      source: 'crictl_pods',
      live: true,
      ref: { path, line },
      fields: {
        ...{ podName: name, podNamespace: namespace, podUid: uid, createdAt, status },
        isSandbox: true,
        running: status === undefined ? undefined : status === 'running',
      },
    };
  });
}
