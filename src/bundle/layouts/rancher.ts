import type { Layout, LayoutPath } from '../layout.ts';

const system = (name: string, source: string, params?: Readonly<Record<string, string>>): LayoutPath => ({
  path: new RegExp(`^systeminfo/${name}$`),
  source,
  ...(params === undefined ? {} : { params }),
});

/** Of files with their rotated predecessors. */
const ROTATED = '(?:[.-][\\w.-]+)?';

const log = (path: string, emitter: string): LayoutPath => ({
  path: new RegExp(`^${path}$`),
  source: 'log',
  params: { emitter },
});

/**
 * Rancher v2 `rancher2_logs_collector.sh` of rancherlabs/support-tools for nodes of RKE, RKE2, K3s and kubeadm. Since 2023
 * everything lies in `<host>-<date>/` with a collector-output.log; before that there is no folder around it, and what
 * RKE brings is named `k8s/`.
 */
export const rancher: Layout = {
  id: 'rancher',
  title: 'Rancher logs collector',
  top: /^[^/]+-\d{4}-\d\d-\d\d_\d\d_\d\d_\d\d\//,
  markers: [
    /^collector-output\.log$/,
    /^systeminfo\/(?:dfh|sysctla|hostnamefqdn|osrelease|systemd-units|ulimit-hard)$/,
    /^(?:rke2|k3s)\/crictl\/(?:psa|statsa)$/,
    /^docker\/(?:dockerinfo|dockerpsa)$/,
  ],
  paths: [
    system('mount', 'mounts'),
    system('dfh', 'df'),
    system('dfi', 'df_inodes'),
    system('dmesg', 'log', { emitter: 'kernel' }),
    system('ps', 'ps'),
    system('sysctla', 'sysctl'),
    system('file-nr', 'sysctl', { key: 'fs/file-nr' }),
    system('file-max', 'sysctl', { key: 'fs/file-max' }),
    system('uptime', 'uptime'),
    system('uname', 'uname'),
    system('osrelease', 'os_release'),
    system('hostname', 'hostname'),
    system('date', 'date'),
    log('journald/docker', 'dockerd'),
    log('journald/containerd', 'containerd'),
    log('journald/kubelet', 'kubelet'),
    // The kubelet of K3s and RKE2 runs inside their own service, or logs to a file.
    log('journald/(?<unit>k3s|rke2-agent|rke2-server)', 'any'),
    log('journald/(?<unit>rancher-system-agent|cloud-init|systemd-network|kubeproxy)', 'other'),
    log(`systemlogs/(?:messages|syslog)${ROTATED}`, 'any'),
    log(`systemlogs/(?:kern(?:\\.log)?|dmesg)${ROTATED}`, 'kernel'),
    log(`systemlogs/(?:system-)?docker(?:\\.log)?${ROTATED}`, 'dockerd'),
    { path: /^docker\/dockerinfo$/, source: 'docker_info' },
    { path: /^docker\/dockerpsa$/, source: 'docker_ps' },
    { path: /^docker\/etcdockerdaemon\.json$/, source: 'docker_daemon_config' },
    { path: /^(?:rke|k8s)\/(?:containerinspect|podinspect)\/[^/]+$/, source: 'docker_inspect' },
    { path: /^rancher\/containerinspect\/[^/]+$/, source: 'docker_inspect' },
    // RKE runs the kubelet as a container.
    log('(?:rke|k8s)/containerlogs/kubelet', 'kubelet'),
    { path: /^(?:rke2|k3s)\/crictl\/psa$/, source: 'crictl_ps' },
    { path: /^(?:rke2|k3s)\/crictl\/pods$/, source: 'crictl_pods' },
    { path: /^(?:rke2|k3s)\/crictl\/info$/, source: 'crictl_info' },
    { path: /^(?:rke2|k3s)\/crictl\/version$/, source: 'crictl_version' },
    log('rke2/containerd\\.log', 'containerd'),
    log('rke2/agent-logs/kubelet[\\w.-]*\\.log(?:\\.gz)?', 'kubelet'),
    { path: /^networking\/cni\/[^/]+\.conf(?:list)?$/, source: 'cni_config' },
    { path: /^(?:rke|rke2|k3s|kubeadm)\/kubectl\/nodes\.json$/, source: 'kube_nodes' },
  ],
  lacks: {
    mountinfo: 'cat /proc/1/mountinfo',
    meminfo: 'cat /proc/meminfo',
    stat: 'cat /proc/stat',
    docker_inspect: 'docker inspect $(docker ps -aq)',
    docker_version: 'docker version',
    process_stat: 'cat /proc/[0-9]*/stat',
    process_cgroup: 'grep -s . /proc/[0-9]*/cgroup',
    process_limits: 'grep -s . /proc/[0-9]*/limits',
    task_stack: 'grep -s . /proc/[0-9]*/task/[0-9]*/stack',
    ns_mnt: "stat -L -c '%i %n' /proc/[0-9]*/ns/mnt",
    ext4_errors: 'grep -s . /sys/fs/ext4/*/*error*',
    deleted_files: 'ls -l /proc/[0-9]*/fd',
    units: 'systemctl show --all "*.service"',
    modules: 'cat /proc/modules',
    cgroups: 'cat /proc/cgroups',
    pressure: 'grep . /proc/pressure/*',
    kube_pods: 'kubectl get pods -A -o json',
  },
  // Listings that resemble those of ps and of /proc, and what containers and the control plane print.
  ignored: [
    /^systeminfo\/(?:top|lsof|vmstat|pidstatx|iostathx|freem|cpuinfo|lsmod|conntrack|hostnamefqdn|systemd-\w|service-|packages-)/,
    /^systemlogs\/(?:audit|cloud-init|(?:atop|sa|sysstat)-data\/)/,
    /^(?:rke|k8s|rke2|k3s|kubeadm|rancher|pod)\/(?:podlogs|containerlogs|containers-varlogs|server-logs|directories|certs|tmpcerts|pki)\//,
    /^(?:rke2|k3s)\/crictl\/(?:stats|images)/,
    /^(?:rke|k8s|rke2|k3s|kubeadm)\/kubectl\//,
    /^collector-output\.log$/,
  ],
};
