import type { Layout, LayoutPath } from '../layout.ts';

const LACKS: Readonly<Record<string, string>> = {
  mountinfo: 'cat /proc/1/mountinfo',
  df: 'df -PT',
  df_inodes: 'df -Pi',
  sysctl: 'sysctl -a',
  process_stat: 'ps auxwww',
  ps: 'ps auxwww',
  crictl_ps: 'crictl ps -a -o json',
};

const log = (name: string, emitter: string, params: Readonly<Record<string, string>> = {}): LayoutPath => ({
  path: new RegExp(`^logs/${name}$`),
  source: 'log',
  params: { emitter, ...params },
});

/** The zip of one node: logs and configuration for Harvester, logs and mounts for Longhorn. */
const nodeOfKit: Layout = {
  id: 'support-bundle-kit',
  title: 'Harvester and Longhorn support bundle',
  markers: [],
  paths: [
    log('kernel\\.log\\.\\d', 'kernel', { boot: 'previous' }),
    log('(?:kernel|dmesg)\\.log', 'kernel'),
    log('kubelet\\.log', 'kubelet'),
    log('containerd\\.log', 'containerd'),
    log('(?:rke2|k3s|rancherd|rancher-system-agent|wicked|iscsid)[\\w-]*\\.log', 'any'),
    log('(?:syslog|messages)(?:[.-][\\w.-]+)?', 'any'),
    { path: /^configs\/etc\/hostname$/, source: 'hostname' },
    { path: /^configs\/etc\/os-release$/, source: 'os_release' },
    { path: /^configs\/etc\/rancher\/.+\.ya?ml$/, source: 'config_file' },
    { path: /^hostinfos\/proc_mounts$/, source: 'mounts' },
  ],
  lacks: LACKS,
};

const object = (path: string, source: string): LayoutPath => ({
  path: new RegExp(`^yamls/${path}\\.ya?ml$`),
  source,
});

/** The support bundle of Harvester and Longhorn: objects of the cluster, logs of pods, a zip for each node. */
export const supportBundleKit: Layout = {
  id: 'support-bundle-kit',
  title: 'Harvester and Longhorn support bundle',
  markers: [/^yamls\/(?:cluster|namespaced)\//, /^bundleGenerationError\.log$/],
  paths: [
    object('cluster/kubernetes/nodes', 'kube_nodes'),
    object('cluster/kubernetes/persistentvolumes', 'kube_pvs'),
    object('cluster/[^/]+/volumeattachments', 'kube_volume_attachments'),
    object('namespaced/[^/]+/kubernetes/pods', 'kube_pods'),
    object('namespaced/[^/]+/kubernetes/events', 'kube_events'),
    object('namespaced/[^/]+/kubernetes/persistentvolumeclaims', 'kube_pvcs'),
  ],
  nodes: [
    // Harvester has a supportconfig of each node in its zip.
    {
      path: /^(?:[^/]+\/)?nodes\/(?<node>[^/]+?)(?:\.zip)?\/(?:[^/]+\/)?(?:logs|scc)\/scc_[^/]+\.t[xgb]z2?\/(?:[^/]+\/)?/,
      layout: nodeOfKit,
    },
    {
      path: /^(?:[^/]+\/)?nodes\/(?<node>[^/]+?)(?:\.zip)?\/(?:[^/]+\/)?(?=(?:logs|configs|hostinfos)\/)/,
      layout: nodeOfKit,
    },
  ],
  lacks: LACKS,
  ignored: [/^logs\/[^/]+\/[^/]+\//],
};
