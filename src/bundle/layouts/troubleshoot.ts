import type { Description, Layout, LayoutPath } from '../layout.ts';
import { NODE_PATHS } from '../node-paths.ts';

const LACKS: Readonly<Record<string, string>> = {
  mountinfo: 'cat /proc/1/mountinfo',
  df: 'df -PT',
  df_inodes: 'df -Pi',
  sysctl: 'sysctl -a',
  process_stat: 'ps auxwww',
  ps: 'ps auxwww',
  meminfo: 'cat /proc/meminfo',
  docker_inspect: 'docker inspect $(docker ps -aq)',
  crictl_ps: 'crictl ps -a -o json',
};

/** `sh -c` around a command, which the tool records without quotes. */
const SHELL = /^\S*\b(?:ba|da)?sh -c /;
const MAX_REASON = 200;

/** `{"command":"/usr/bin/df -i","exitCode":"0","error":"",...}` */
function readDescription(text: string): Description | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('command' in value)) return undefined;
  const { command: line } = value;
  if (typeof line !== 'string' || line === '' || line.length > 10_000) return undefined;
  const command = line.replace(SHELL, '');
  const code = 'exitCode' in value ? String(value.exitCode) : '0';
  if (code === '0') return { command };
  const error = 'error' in value && typeof value.error === 'string' ? value.error.trim().slice(0, MAX_REASON) : '';
  const status = code === '-1' || /\btimed out\b|signal: killed/.test(error) ? 'timed_out' : 'failed';
  const reason = `\`${command.slice(0, MAX_REASON)}\` ended with ${code}${error === '' ? '' : `: ${error}`}`;
  return { command, failure: { command, status, reason } };
}

const DESCRIBED = [
  {
    output: /^(?<stem>(?:host-collectors\/)?(?:run-host|journald)\/[^/]+)(?<!-stderr)\.txt$/,
    description: /^(?<stem>(?:host-collectors\/)?(?:run-host|journald)\/[^/]+)-info\.json$/,
    read: readDescription,
  },
];

const HOST_PATHS: readonly LayoutPath[] = [
  { path: /^(?:host-collectors\/)?system\/hostos_info\.json$/, source: 'host_os' },
  { path: /^(?:host-collectors\/)?system\/sysctl\.json$/, source: 'sysctl', params: { form: 'json' } },
  { path: /^sysctl\/[^/]+$/, source: 'sysctl' },
];

/** What the collectors for hosts bring of one node; the command of each output stands beside it. */
const nodeOfTroubleshoot: Layout = {
  id: 'troubleshoot',
  title: 'troubleshoot support bundle',
  markers: [],
  described: DESCRIBED,
  paths: [...HOST_PATHS, ...NODE_PATHS],
  lacks: LACKS,
};

const object = (path: string, source: string): LayoutPath => ({
  path: new RegExp(`^cluster-resources/${path}\\.json$`),
  source,
});

/** Folders of collectors, which stand where a bundle of several nodes has their names. */
const COLLECTORS = 'system|run-host|journald|diskUsage|errors|dns|connect|certificate|http|copy';

/**
 * Support bundles of troubleshoot.sh, pkg/collect of its repository: objects of the cluster, logs of pods, and what a
 * specification asks of the hosts. Names of outputs are free; what they are tells the command in the file beside them.
 */
export const troubleshoot: Layout = {
  id: 'troubleshoot',
  title: 'troubleshoot support bundle',
  markers: [/^host-collectors\//, /^cluster-resources\//],
  described: DESCRIBED,
  paths: [
    object('nodes', 'kube_nodes'),
    object('pvs', 'kube_pvs'),
    object('volumeattachments', 'kube_volume_attachments'),
    object('pods/[^/]+', 'kube_pods'),
    object('events/[^/]+', 'kube_events'),
    object('pvcs/[^/]+', 'kube_pvcs'),
    ...HOST_PATHS,
  ],
  nodes: [
    {
      path: new RegExp(
        `^(?:[^/]+/)?host-collectors/(?!(?:${COLLECTORS})/)(?<node>[^/]+)/(?=(?:system|run-host|journald|diskUsage)/)`,
      ),
      layout: nodeOfTroubleshoot,
    },
    // What a pod on each node printed of its kernel parameters.
    { path: /^support-?bundle[^/]*\/(?=sysctl\/(?<node>[^/]+)$)/, layout: nodeOfTroubleshoot },
  ],
  lacks: LACKS,
  ignored: [/^cluster-resources\//, /^host-collectors\/(?:[^/]+\/)*(?:errors\/|[^/]+-stderr\.txt$)/],
  // Collectors for logs of pods have names of their own.
  ownIgnored: [/^(?!host-collectors\/).+\.log$/, /^(?!host-collectors\/).+-(?:stdout|stderr)\.txt$/],
};
