import type { Layout, LayoutPath } from '../layout.ts';
import { NODE_PATHS } from '../node-paths.ts';

/** `oc adm must-gather` puts its own folder and that of each image around everything. */
const below = (path: string): RegExp => new RegExp(`^(?:[^/]+/){0,3}${path}`);

const object = (path: string, source: string): LayoutPath => ({ path: below(`${path}\\.yaml$`), source });

/** Journals of all nodes of a role in one file. */
const journal = (unit: string, emitter: string): LayoutPath => ({
  path: below(`host_service_logs/[^/]+/${unit}_service\\.log(?:\\.gz)?$`),
  source: 'log',
  params: { emitter },
  byHost: true,
});

const LACKS: Readonly<Record<string, string>> = {
  mountinfo: 'oc debug node/NODE -- chroot /host cat /proc/1/mountinfo',
  df: 'oc debug node/NODE -- chroot /host df -PT',
  df_inodes: 'oc debug node/NODE -- chroot /host df -Pi',
  sysctl: 'oc debug node/NODE -- chroot /host sysctl -a',
  process_stat: 'oc debug node/NODE -- chroot /host ps auxwww',
  ps: 'oc debug node/NODE -- chroot /host ps auxwww',
  crictl_ps: 'oc debug node/NODE -- chroot /host crictl ps -a -o json',
};

/** What `gather_ppc` brings of one node. */
const nodeOfMustGather: Layout = {
  id: 'must-gather',
  title: 'OpenShift must-gather',
  markers: [],
  paths: [
    { path: /^dmesg$/, source: 'log', params: { emitter: 'kernel' } },
    { path: /^proc_cmdline$/, source: 'cmdline' },
    { path: /^[^/]+_logs_kubelet(?:\.gz)?$/, source: 'log', params: { emitter: 'kubelet' } },
    { path: /^[^/]+_logs_crio(?:\.gz)?$/, source: 'log', params: { emitter: 'crio' } },
    ...NODE_PATHS,
  ],
  lacks: LACKS,
};

const NODE_FILES =
  'dmesg|proc_cmdline|lscpu|lspci|ethtool_\\w+|podresources\\.json|pods_info\\.json|(?:cpu|irq)_affinities\\.json|sysinfo\\.log|[^/]+_logs_[^/]+';

/** OpenShift must-gather: objects of the cluster, journals of all nodes merged, and little of each node. */
export const mustGather: Layout = {
  id: 'must-gather',
  title: 'OpenShift must-gather',
  markers: [
    below('cluster-scoped-resources/'),
    below('host_service_logs/'),
    below('namespaces/[^/]+/core/'),
    below('event-filter\\.html$'),
  ],
  paths: [
    journal('kubelet', 'kubelet'),
    journal('crio', 'crio'),
    journal('[^/]+', 'any'),
    object('cluster-scoped-resources/core/nodes(?:/[^/]+)?', 'kube_nodes'),
    object('cluster-scoped-resources/core/persistentvolumes(?:/[^/]+)?', 'kube_pvs'),
    object('cluster-scoped-resources/storage\\.k8s\\.io/volumeattachments(?:/[^/]+)?', 'kube_volume_attachments'),
    object('namespaces/[^/]+/core/pods', 'kube_pods'),
    object('namespaces/[^/]+/core/events', 'kube_events'),
    object('namespaces/[^/]+/core/persistentvolumeclaims', 'kube_pvcs'),
  ],
  nodes: [
    {
      path: below('nodes/(?<node>[^/]+)/sysinfo\\.tgz/(?:[^/]+/)?(?=(?:proc|sys|etc)/)'),
      layout: nodeOfMustGather,
    },
    { path: below(`nodes/(?<node>[^/]+)/(?=(?:${NODE_FILES})$)`), layout: nodeOfMustGather },
  ],
  lacks: LACKS,
  ignored: [below('namespaces/[^/]+/pods/'), below('(?:audit_logs|static-pods|monitoring|insights-data)/')],
};
