import type { LayoutPath } from './layout.ts';

/** Sources that lie at their own path of the node, as the native collector, sosreport and plain copies keep them. */
export const NODE_PATHS: readonly LayoutPath[] = [
  { path: /^proc\/(?<pid>\d+|self)\/mountinfo$/, source: 'mountinfo' },
  { path: /^proc\/sys\/(?<key>[^ ]+)$/, source: 'sysctl' },
  { path: /^proc\/(?:self\/)?meminfo$/, source: 'meminfo' },
  { path: /^proc\/loadavg$/, source: 'loadavg' },
  { path: /^proc\/uptime$/, source: 'uptime' },
  { path: /^proc\/stat$/, source: 'stat' },
  { path: /^proc\/vmstat$/, source: 'vmstat' },
  { path: /^proc\/version$/, source: 'version' },
  { path: /^proc\/cmdline$/, source: 'cmdline' },
  { path: /^proc\/cgroups$/, source: 'cgroups' },
  { path: /^proc\/pressure\/(?<resource>cpu|memory|io)$/, source: 'pressure' },
  { path: /^proc\/net\/ip_vs$/, source: 'ip_vs' },
  { path: /^proc\/diskstats$/, source: 'diskstats' },
  { path: /^proc\/buddyinfo$/, source: 'buddyinfo' },
  { path: /^proc\/interrupts$/, source: 'interrupts' },
  { path: /^proc\/softirqs$/, source: 'softirqs' },
  { path: /^proc\/net\/dev$/, source: 'net_dev' },
  { path: /^proc\/net\/snmp$/, source: 'net_snmp' },
  { path: /^proc\/net\/netstat$/, source: 'net_netstat' },
  { path: /^proc\/net\/sockstat$/, source: 'sockstat' },
  { path: /^proc\/net\/sockstat6$/, source: 'sockstat6' },
  { path: /^proc\/net\/softnet_stat$/, source: 'softnet_stat' },
  { path: /^proc\/net\/stat\/nf_conntrack$/, source: 'nf_conntrack' },
  { path: /^etc\/os-release$/, source: 'os_release' },
  { path: /^usr\/lib\/os-release$/, source: 'os_release' },
  { path: /^etc\/hostname$/, source: 'hostname' },
  { path: /^etc\/docker\/daemon\.json$/, source: 'docker_daemon_config' },
  { path: /^etc\/sysctl\.conf$/, source: 'sysctl_file' },
  { path: /^(?:etc|run|usr\/lib|usr\/local\/lib)\/sysctl\.d\/[^/]+\.conf$/, source: 'sysctl_file' },
  { path: /^var\/log\/(?:messages|syslog)(?:[.-][\w.-]+)?$/, source: 'log', params: { emitter: 'any' } },
  { path: /^var\/log\/(?:kern\.log|dmesg)(?:[.-][\w.-]+)?$/, source: 'log', params: { emitter: 'kernel' } },
  {
    path: /^var\/log\/(?:upstart\/)?(?:docker|dockerd)(?:\.log|\/[^/]+\.log)(?:[.-][\w.-]+)?$/,
    source: 'log',
    params: { emitter: 'dockerd' },
  },
  {
    path: /^var\/log\/containerd(?:\.log|\/[^/]+\.log)(?:[.-][\w.-]+)?$/,
    source: 'log',
    params: { emitter: 'containerd' },
  },
  { path: /^var\/log\/kubelet(?:\.log|\/[^/]+\.log)(?:[.-][\w.-]+)?$/, source: 'log', params: { emitter: 'kubelet' } },
];

/** What containers print: their text may quote any error without this node having it. */
export const APPLICATION_LOGS: readonly RegExp[] = [
  /^var\/log\/(?:pods|containers)\//,
  /^var\/lib\/docker\/containers\/.*-json\.log/,
];
