import type { Layout, LayoutPath } from '../layout.ts';

const service = (id: string, emitter: string): LayoutPath => ({
  path: new RegExp(`^service-logs/(?<unit>${id})\\.log$`),
  source: 'log',
  params: { emitter },
});

/** Files that only this tool names so, and those that others name so too. */
const OWN =
  'controller-runtime\\.log$|dependencies\\.dot$|service-logs/[^/]+$|kubernetes-logs/|resources/[\\w.-]+\\.(?:talos|cosi)\\.dev\\.yaml$';
const COMMON = '(?:dmesg\\.log|mounts|processes)$';
/** Folders in which others have such files: `proc/mounts`, `logs/dmesg.log`. */
const OTHER_FOLDERS = '(?:proc|self|logs?|var|sys|kernel|system|commands|host)/';

/**
 * `talosctl support`, since Talos 1.0, of go-talos-support: a folder for each node that was asked for, by address or name,
 * and objects of the cluster. Talos has no shell; what is not in it comes through the API of the node. Its `mounts` is a
 * table of file systems as df prints it, its `processes` one as of ps: their columns tell, since such names are common.
 */
export const talos: Layout = {
  id: 'talos',
  title: 'talosctl support',
  markers: [
    /^(?:controller-runtime\.log|dependencies\.dot)$/,
    /^service-logs\/[\w-]+\.(?:log|state)$/,
    /^kubernetes-logs\//,
    /^resources\/[\w.-]+\.(?:talos|cosi)\.dev\.yaml$/,
    /^(?:cluster\/)?kubernetesResources\/(?:nodes|systemPods)\.yaml$/,
  ],
  paths: [
    { path: /^dmesg\.log$/, source: 'log', params: { emitter: 'kernel' } },
    service('kubelet', 'kubelet'),
    // One containerd for the services of the system, one for pods.
    service('containerd|cri', 'containerd'),
    service('[\\w-]+', 'other'),
    { path: /^(?<unit>controller-runtime)\.log$/, source: 'log', params: { emitter: 'other' } },
    { path: /^(?:cluster\/)?kubernetesResources\/nodes\.yaml$/, source: 'kube_nodes' },
    { path: /^(?:cluster\/)?kubernetesResources\/systemPods\.yaml$/, source: 'kube_pods' },
  ],
  nodes: [
    // Who packs files of his own may name a folder after a node as well: what lies in it decides.
    {
      path: new RegExp(`^(?!(?:[^/]+/)?${OTHER_FOLDERS})(?:[^/]+/)?(?<node>[^/]+)/(?=${OWN}|${COMMON})`),
      probable: true,
    },
  ],
  lacks: {
    mountinfo: 'talosctl -n NODE read /proc/1/mountinfo',
    mounts: 'talosctl -n NODE read /proc/1/mounts',
    df_inodes: 'kubectl debug node/NODE -it --image=busybox -- df -i /host/var',
    process_stat: 'talosctl -n NODE read /proc/PID/stat',
    cgroups: 'talosctl -n NODE read /proc/cgroups',
    uname: 'talosctl -n NODE version',
    sysctl: 'talosctl -n NODE read /proc/sys/fs/mount-max',
    meminfo: 'talosctl -n NODE read /proc/meminfo',
    vmstat: 'talosctl -n NODE read /proc/vmstat',
    loadavg: 'talosctl -n NODE read /proc/loadavg',
    uptime: 'talosctl -n NODE read /proc/uptime',
    version: 'talosctl -n NODE read /proc/version',
    os_release: 'talosctl -n NODE read /etc/os-release',
    diskstats: 'talosctl -n NODE read /proc/diskstats',
    crictl_ps: 'talosctl -n NODE containers -k',
    // Its runtime is containerd.
    docker_info: '',
    docker_version: '',
    docker_ps: '',
    docker_inspect: '',
    docker_disk_containers: '',
    docker_system_df: '',
    docker_build_cache: '',
    '*': 'kubectl debug node/NODE -it --profile=sysadmin --image=busybox',
  },
  // The state of services and controllers, and what pods print.
  ignored: [
    /^dependencies\.dot$/,
    /^service-logs\/[\w-]+\.state$/,
    /^kubernetes-logs\//,
    /^resources\/[\w.-]+\.(?:talos|cosi)\.dev\.yaml$/,
  ],
};
