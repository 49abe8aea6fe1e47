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

/** The bootstrap machine and each machine of the control plane are gathered alike. */
const machine: Layout = {
  id: 'openshift-log-bundle',
  title: 'OpenShift installer log bundle',
  markers: [],
  paths: [
    { path: /^journals\/kubelet\.log$/, source: 'log', params: { emitter: 'kubelet' } },
    { path: /^journals\/crio\.log$/, source: 'log', params: { emitter: 'crio' } },
    { path: /^journals\/[^/]+\.log$/, source: 'log', params: { emitter: 'any' } },
    { path: /^network\/hostname\.txt$/, source: 'hostname' },
  ],
  lacks: LACKS,
  // The journal of a failed unit stands below journals/ as well, and an event is counted once.
  ignored: [/^(?:containers|pods|unit-status)\//],
};

const object = (name: string, source: string): LayoutPath => ({
  path: new RegExp(`^resources/${name}\\.json$`),
  source,
});

/** `openshift-install gather bootstrap`: what is left of an installation that failed, from before there is a cluster. */
export const openshiftLogBundle: Layout = {
  id: 'openshift-log-bundle',
  title: 'OpenShift installer log bundle',
  markers: [
    /^resources\/(?:clusteroperators|clusterversion|machineconfigpools)\.json$/,
    /^resources\/(?:masters|nodes)\.list$/,
    /^rendered-assets\//,
  ],
  paths: [
    object('nodes', 'kube_nodes'),
    object('pods', 'kube_pods'),
    object('events', 'kube_events'),
    object('persistentvolumes', 'kube_pvs'),
  ],
  nodes: [
    { path: /^(?:[^/]+\/)?control-plane\/(?<node>[^/]+)\//, layout: machine },
    { path: /^(?:[^/]+\/)?bootstrap\/(?=(?:journals|network|containers|pods)\/)/, node: 'bootstrap', layout: machine },
    { path: /^[^/]*log-bundle[^/]*\/(?=unit-status\/|failed-units\.txt$)/, node: 'bootstrap', layout: machine },
  ],
  lacks: LACKS,
  ignored: [/^rendered-assets\//],
};
