import type { Layout, LayoutPath } from '../layout.ts';
import { APPLICATION_LOGS, NODE_PATHS } from '../node-paths.ts';

/** Older versions keep copies of /proc below `collect/`; all other files lie at their own path. */
const COPIES_OF_PROC: readonly LayoutPath[] = NODE_PATHS.filter(({ path }) => path.source.startsWith('^proc\\/')).map(
  (entry) => ({ ...entry, path: new RegExp(`^collect/${entry.path.source.slice(1)}`) }),
);

/**
 * Azure Kubernetes Service `aks-log-collector.sh` of AgentBaker, `logs.zip` or `aks_logs.zip` of a node. What would make
 * the archive larger than 100 MB is left out, from the end of a list that begins with configuration and ends with logs.
 */
export const aks: Layout = {
  id: 'aks',
  title: 'AKS log collector',
  top: /^(?:[^/]+\/)?(?=collect\/(?:conntrack|crictl_\w+|diskinfo|dpkg|tdnf|du_\w+|file_listings|ip_\w+|systemctl-status)\.(?:txt|json)$)/,
  markers: [
    /^collect\/(?:file_listings|du_bytes|du_inodes|systemctl-status|ip_netns_commands)\.txt$/,
    /^collect\/crictl_(?:info|ps|pods)\.json$/,
  ],
  paths: [
    { path: /^collect\/du_bytes\.txt$/, source: 'df' },
    { path: /^collect\/du_inodes\.txt$/, source: 'df_inodes' },
    { path: /^collect\/sysctl\.txt$/, source: 'sysctl' },
    { path: /^collect\/crictl_info\.json$/, source: 'crictl_info' },
    { path: /^collect\/crictl_pods\.json$/, source: 'crictl_pods' },
    { path: /^collect\/crictl_ps\.json$/, source: 'crictl_ps' },
    { path: /^collect\/crictl_version\.txt$/, source: 'crictl_version' },
    { path: /^(?:collect\/)?proc\/modules$/, source: 'modules' },
    ...COPIES_OF_PROC,
    { path: /^etc\/cni\/net\.d\/[^/]+\.(?:conf|conflist)$/, source: 'cni_config' },
    { path: /^etc\/containerd\/[^/]+\.toml$/, source: 'config_file' },
    {
      path: /^collect\/journalctl_(?<unit>[\w-]+)\.txt$/,
      source: 'log',
      params: { emitter: 'other' },
    },
    { path: /^var\/log\/kern(?:[.-][\w.-]+)?$/, source: 'log', params: { emitter: 'kernel' } },
    {
      path: /^var\/log\/(?<unit>azure-(?:cni|cns|ipam|vnet)[\w-]*)(?:\.[\w.-]+)?$/,
      source: 'log',
      params: { emitter: 'other' },
    },
    {
      path: /^var\/log\/azure\/(?:[^/]+\/)*(?<unit>[^/]+)\.log(?:[.-][\w.-]+)?$/,
      source: 'log',
      params: { emitter: 'other' },
    },
    ...NODE_PATHS,
  ],
  lacks: {
    mountinfo: 'cat /proc/1/mountinfo',
    ps: 'ps auxwww',
    uname: 'uname -a',
    date: 'date',
    process_stat: 'cat /proc/[0-9]*/stat',
    process_cgroup: 'grep -s . /proc/[0-9]*/cgroup',
    process_limits: 'grep -s . /proc/[0-9]*/limits',
    task_stack: 'grep -s . /proc/[0-9]*/task/[0-9]*/stack',
    ns_mnt: "stat -L -c '%i %n' /proc/[0-9]*/ns/mnt",
    ext4_errors: 'grep -s . /sys/fs/ext4/*/*error*',
    deleted_files: 'ls -l /proc/[0-9]*/fd',
    units: 'systemctl show --all "*.service"',
    cgroups: 'cat /proc/cgroups',
    pressure: 'grep . /proc/pressure/*',
    docker_inspect: 'docker inspect $(docker ps -aq)',
    docker_ps: 'docker ps -a',
    docker_info: 'docker info',
    docker_version: 'docker version',
    kube_node: 'kubectl get node NODE -o json',
    kube_pods: 'kubectl get pods -A -o json',
  },
  // The last lines of units are in the journal, and network namespaces follow each other without a name.
  ignored: [
    ...APPLICATION_LOGS,
    /^collect\/(?:file_listings|systemctl-status|ip_netns_commands|dpkg|tdnf|conntrack(?:_stats)?|ss(?:_stats)?|ip6?tables|nftables)\.txt$/,
    /^collect\/(?:crictl_(?:images|imagefsinfo|stats|statsp)|ip_\w+|ls\w+|nftables)\.json$/,
    /^collect\/(?:proc|ip_netns_[^/]+)\//,
  ],
};
