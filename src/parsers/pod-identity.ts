import { textOf } from './json-values.ts';

/** Which container of which pod something is, as the kubelet's runtimes write it into labels and annotations. */
export interface PodIdentity {
  readonly podName?: string | undefined;
  readonly podNamespace?: string | undefined;
  readonly podUid?: string | undefined;
  /** Name of the container in its pod; `POD` is the pause container of older kubelets. */
  readonly containerNameInPod?: string | undefined;
}

/**
 * Reads the labels of dockershim, cri-dockerd and CRI-O (`io.kubernetes.pod.name`), and the annotations of containerd
 * (`io.kubernetes.cri.sandbox-name`), whose uid is there since 1.6.
 */
export function podIdentityOf(labels: Readonly<Record<string, unknown>>): PodIdentity {
  return {
    podName: textOf(labels['io.kubernetes.pod.name']) ?? textOf(labels['io.kubernetes.cri.sandbox-name']),
    podNamespace:
      textOf(labels['io.kubernetes.pod.namespace']) ?? textOf(labels['io.kubernetes.cri.sandbox-namespace']),
    podUid: textOf(labels['io.kubernetes.pod.uid']) ?? textOf(labels['io.kubernetes.cri.sandbox-uid']),
    containerNameInPod:
      textOf(labels['io.kubernetes.container.name']) ?? textOf(labels['io.kubernetes.cri.container-name']),
  };
}
