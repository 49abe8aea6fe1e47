import type { SourceRef } from '../lib/source-ref.ts';

export const CHANGE_KINDS = [
  'package',
  'configuration',
  'boot',
  'daemon_start',
  'container',
  'image',
  'sysctl_drift',
  'kernel',
  'daemon_outdated',
] as const;

/** Something that was changed on the node, as one source tells it. */
export interface FoundChange {
  readonly kind: (typeof CHANGE_KINDS)[number];
  /** One sentence without a full stop. */
  readonly what: string;
  /** Epoch seconds; undefined for a state whose beginning nobody recorded. */
  readonly time?: number | undefined;
  readonly uncertainty?: number | undefined;
  /** `namespace/name` of the pod whose container was created. */
  readonly pod?: string | undefined;
  /** The container is the sandbox of its pod. */
  readonly isSandbox?: boolean | undefined;
  /** File of the node that it is about. */
  readonly path?: string | undefined;
  readonly ref: SourceRef;
}

/** Programs whose start and version matter to containers, by the name of their process. */
export const DAEMONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['dockerd', ['docker-ce', 'docker.io', 'docker-engine', 'moby-engine', 'docker']],
  ['containerd', ['containerd.io', 'containerd']],
  ['crio', ['cri-o', 'crio']],
  ['kubelet', ['kubelet']],
  ['kube-proxy', []],
  ['k3s-server', ['k3s']],
  ['k3s-agent', ['k3s']],
  ['systemd-journal', []],
]);
