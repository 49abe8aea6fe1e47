import type { Layout, LayoutPath } from '../layout.ts';

const journal = (path: RegExp, emitter: string): LayoutPath => ({ path, source: 'log', params: { emitter } });

/**
 * AKS Periscope: a folder for each run, in it one for each node with a file for each result and a zip of all of them, in
 * which each collector has its folder. Of the node itself there are two journals and the rules of iptables.
 */
const nodeOfPeriscope: Layout = {
  id: 'aks-periscope',
  title: 'AKS Periscope',
  markers: [/^systemlogs\/(?:kubelet|docker)$/, /^kubeletcmd\//, /^networkoutbound\//],
  paths: [
    journal(/^kubelet$/, 'kubelet'),
    journal(/^docker$/, 'dockerd'),
    { path: /^(?:nodelogs\/)?(?<unit>var_log_[^/]+)$/, source: 'log', params: { emitter: 'other' } },
  ],
  lacks: {
    mountinfo: 'cat /proc/1/mountinfo',
    mounts: 'cat /proc/mounts',
    df: 'df -PT',
    df_inodes: 'df -Pi',
    sysctl: 'sysctl -a',
    ps: 'ps auxwww',
    process_stat: 'cat /proc/[0-9]*/stat',
    meminfo: 'cat /proc/meminfo',
    uname: 'uname -a',
    cgroups: 'cat /proc/cgroups',
    crictl_ps: 'crictl ps -a -o json',
    crictl_pods: 'crictl pods -o json',
    docker_inspect: 'docker inspect $(docker ps -aq)',
    kube_node: 'kubectl get node NODE -o json',
  },
  // Above all what pods print, under names that do not say so.
  ignored: [/^/],
};

/** `2026-01-15T12-00-00Z/`, below the folder of the node's disk when it was packed there. */
const RUN = String.raw`^(?:(?:var/log/)?aks-periscope/|[^/]+/)?\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ/`;

export const aksPeriscope: Layout = {
  ...nodeOfPeriscope,
  // The zip of one node, by itself.
  paths: [
    journal(/^systemlogs\/kubelet$/, 'kubelet'),
    journal(/^systemlogs\/docker$/, 'dockerd'),
    { path: /^nodelogs\/(?<unit>var_log_[^/]+)$/, source: 'log', params: { emitter: 'other' } },
  ],
  ignored: [/^(?:(?:pods-?)?containerlogs|kubeobjects|poddisruptionbudget)\//],
  ownIgnored: [/^(?:helm|osm|smi|dns|iptables|kubeletcmd|networkoutbound|systemperf)\//],
  nodes: [
    {
      // A journal that lies beside the zip with the same journal gets the same path, and is counted once.
      path: new RegExp(
        `${RUN}(?<node>[^/]+)/(?:[^/]+\\.zip/)?(?:collector/)?(?:(?:systemlogs/)(?=(?:kubelet|docker)$))?`,
      ),
      layout: nodeOfPeriscope,
    },
  ],
};
