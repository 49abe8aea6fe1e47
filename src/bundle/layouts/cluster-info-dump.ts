import type { Layout } from '../layout.ts';

/** `kubectl cluster-info dump --output-directory`: nodes, and a folder with objects and logs for each namespace. */
export const clusterInfoDump: Layout = {
  id: 'cluster-info-dump',
  title: 'kubectl cluster-info dump',
  markers: [/^[^/]+\/replication-controllers\.json$/],
  paths: [
    { path: /^nodes\.json$/, source: 'kube_nodes' },
    { path: /^[^/]+\/pods\.json$/, source: 'kube_pods' },
    { path: /^[^/]+\/events\.json$/, source: 'kube_events' },
  ],
  lacks: {
    mountinfo: 'cat /proc/1/mountinfo',
    df: 'df -PT',
    df_inodes: 'df -Pi',
    sysctl: 'sysctl -a',
    process_stat: 'ps auxwww',
    ps: 'ps auxwww',
    log: 'journalctl -b --no-pager',
    kube_pvs: 'kubectl get pv -o json',
    kube_pvcs: 'kubectl get pvc -A -o json',
    kube_volume_attachments: 'kubectl get volumeattachments -o json',
  },
  ignored: [/^[^/]+\/[^/]+\/logs\.txt$/],
};
