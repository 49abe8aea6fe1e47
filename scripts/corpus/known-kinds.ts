/**
 * Where sources lie in the bundles of any tool, by the ending of the path, written down apart from the layouts: what these
 * patterns name must have been read as that source. Several sources where tools differ in what the file holds.
 */
const KNOWN_KINDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/(?:^|\/)proc\/(?:\d+|self)\/mountinfo$/, ['mountinfo']],
  [/(?:^|\/)proc\/(?:(?:\d+|self)\/)?mounts$/, ['mounts']],
  [/(?:^|\/)proc\/\d+\/stat$/, ['process_stat']],
  [/(?:^|\/)proc\/\d+\/status$/, ['process_status']],
  [/(?:^|\/)proc\/\d+\/cgroup$/, ['process_cgroup']],
  [/(?:^|\/)proc\/\d+\/limits$/, ['process_limits']],
  [/(?:^|\/)proc\/\d+\/cmdline$/, ['process_cmdline']],
  [/(?:^|\/)proc\/\d+\/wchan$/, ['process_wchan']],
  [/(?:^|\/)proc\/\d+\/stack$/, ['task_stack']],
  [/(?:^|\/)proc\/sys\/(?:fs|kernel|net|vm|user)\/.+$/, ['sysctl']],
  [/(?:^|\/)proc\/meminfo$/, ['meminfo']],
  [/(?:^|\/)proc\/loadavg$/, ['loadavg']],
  [/(?:^|\/)proc\/uptime$/, ['uptime']],
  [/(?:^|\/)proc\/stat$/, ['stat']],
  [/(?:^|\/)proc\/vmstat$/, ['vmstat']],
  [/(?:^|\/)proc\/version$/, ['version']],
  [/(?:^|\/)proc\/cmdline$/, ['cmdline']],
  [/(?:^|\/)proc\/cgroups$/, ['cgroups']],
  [/(?:^|\/)proc\/diskstats$/, ['diskstats']],
  [/(?:^|\/)proc\/buddyinfo$/, ['buddyinfo']],
  [/(?:^|\/)proc\/interrupts$/, ['interrupts']],
  [/(?:^|\/)proc\/softirqs$/, ['softirqs']],
  [/(?:^|\/)proc\/mdstat$/, ['mdstat']],
  [/(?:^|\/)proc\/modules$/, ['modules']],
  [/(?:^|\/)proc\/pressure\/(?:cpu|memory|io)$/, ['pressure']],
  [/(?:^|\/)proc\/net\/dev$/, ['net_dev']],
  [/(?:^|\/)proc\/net\/snmp$/, ['net_snmp']],
  [/(?:^|\/)proc\/net\/netstat$/, ['net_netstat']],
  [/(?:^|\/)proc\/net\/sockstat$/, ['sockstat']],
  [/(?:^|\/)proc\/net\/sockstat6$/, ['sockstat6']],
  [/(?:^|\/)proc\/net\/softnet_stat$/, ['softnet_stat']],
  [/(?:^|\/)proc\/net\/unix$/, ['unix_sockets']],
  [/(?:^|\/)proc\/net\/stat\/nf_conntrack$/, ['nf_conntrack']],
  [/(?:^|\/)etc\/os-release$/, ['os_release']],
  [/(?:^|\/)etc\/hostname$/, ['hostname']],
  [/(?:^|\/)(?:etc\/sysctl\.conf|sysctl\.d\/[^/]+\.conf)$/, ['sysctl_file']],
  [/(?:^|\/)etc\/docker\/daemon\.json$/, ['docker_daemon_config']],
  [/(?:^|\/)var\/log\/(?:messages|syslog|kern\.log|dmesg)(?:[.-][\w.-]+)?$/, ['log']],
  [/(?:^|\/)var\/log\/(?:dpkg\.log|apt\/history\.log|yum\.log|dnf\.rpm\.log)$/, ['package_history']],
  [/(?:^|\/)(?:sos|insights)_commands\/(?:[^/]+\/)?df_-[a-zA-Z]*i[a-zA-Z]*(?:_[^/]*)?$/, ['df_inodes']],
  [/(?:^|\/)(?:sos|insights)_commands\/(?:[^/]+\/)?df_(?!-[a-zA-Z]*i)[^/]*$/, ['df']],
  [/(?:^|\/)(?:sos|insights)_commands\/(?:[^/]+\/)?mount(?:_-[lv])?$/, ['mounts']],
  [/(?:^|\/)(?:sos|insights)_commands\/(?:[^/]+\/)?findmnt$/, ['mounts']],
  [/(?:^|\/)(?:sos|insights)_commands\/(?:[^/]+\/)?ps_-?\w+(?:_[^/]*)?$/, ['ps']],
  [/(?:^|\/)(?:sos|insights)_commands\/(?:[^/]+\/)?sysctl_-a$/, ['sysctl']],
  [/(?:^|\/)(?:sos|insights)_commands\/(?:[^/]+\/)?uname_-a$/, ['uname']],
  [/(?:^|\/)(?:sos|insights)_commands\/(?:[^/]+\/)?uptime$/, ['uptime']],
  [/(?:^|\/)(?:sos|insights)_commands\/(?:[^/]+\/)?date$/, ['date']],
  [/(?:^|\/)(?:sos|insights)_commands\/(?:[^/]+\/)?hostname(?:_-f)?$/, ['hostname']],
  [/(?:^|\/)(?:sos|insights)_commands\/(?:[^/]+\/)?dmesg(?:_-\w+)?$/, ['log']],
  [
    /(?:^|\/)(?:sos|insights)_commands\/(?:[^/]+\/)?journalctl_--no-pager(?!.*--(?:disk-usage|list-boots))[^/]*$/,
    ['log'],
  ],
  [/(?:^|\/)(?:sos|insights)_commands\/(?:[^/]+\/)?docker_ps(?:_-a)?$/, ['docker_ps']],
  [/(?:^|\/)(?:sos|insights)_commands\/(?:[^/]+\/)?docker_info$/, ['docker_info']],
  [/(?:^|\/)sos_commands\/containerd\/containerd_config_dump$/, ['config_file']],
  [/(?:^|\/)cluster-resources\/nodes\.json$/, ['kube_nodes']],
  [/(?:^|\/)cluster-resources\/pods\/[^/]+\.json$/, ['kube_pods']],
  [/(?:^|\/)cluster-resources\/events\/[^/]+\.json$/, ['kube_events']],
  [/(?:^|\/)cluster-resources\/pvs\.json$/, ['kube_pvs']],
  [/(?:^|\/)cluster-resources\/pvcs\/[^/]+\.json$/, ['kube_pvcs']],
];

/** The sources that an entry must be read as one of, by its path; undefined where nobody can say from the path alone. */
export const kindsOfPath = (path: string): readonly string[] | undefined =>
  KNOWN_KINDS.find(([pattern]) => pattern.test(path))?.[1];

/** The source that an excerpt holds, by what the manifest calls it; several for the output of several commands. */
const KINDS_OF_EXCERPT: Readonly<Record<string, readonly string[]>> = {
  mount: ['mounts'],
  'proc-cgroups': ['cgroups'],
  'proc-mountinfo': ['mountinfo'],
  'proc-stack': ['task_stack'],
  'sysctl+version': ['sysctl', 'sysctl_file', 'docker_version'],
  'uname+sysctl': ['sysctl', 'sysctl_file', 'uname'],
  'df-h': ['df'],
  ps: ['ps'],
  ss: ['unix_peers', 'unix_sockets'],
  ls: ['file_list', 'links', 'log'],
  'lvs+docker-info': ['docker_info'],
  'docker-system-df': ['docker_system_df'],
  'docker-system-df-v': ['docker_build_cache', 'disk_usage'],
  'k8s-events': ['kube_events', 'log'],
};

/** Whatever is not in the table is lines of some log, or of a terminal in which a program wrote to its user. */
export const kindsOfExcerpt = (logKind: string): readonly string[] => KINDS_OF_EXCERPT[logKind] ?? ['log'];
