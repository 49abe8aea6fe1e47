import type { Layout, LayoutPath, SectionFormat } from '../layout.ts';

/** The output of mount, an empty line, the output of df. */
const MOUNTS_AND_DF: SectionFormat = {
  untitled: { command: 'mount' },
  title: (line) => (line.trim() === '' ? { command: 'df --human-readable' } : undefined),
};

const log = (path: RegExp, emitter: string, params: Readonly<Record<string, string>> = {}): LayoutPath => ({
  path,
  source: 'log',
  params: { emitter, ...params },
});

/**
 * Amazon EKS `eks-log-collector.sh` of amazon-eks-ami, which packs /tmp/eks-log-collector without a folder around it.
 * Versions before 0.5 have neither containerd/ nor storage/inodes.txt, and a log of kube-proxy.
 */
export const eks: Layout = {
  id: 'eks',
  title: 'EKS log collector',
  top: /^eks_i-[0-9a-z]+_[^/]*\//,
  markers: [
    /^kernel\/dmesg\.(?:human\.)?current$/,
    /^sysctls\/sysctl_all\.txt$/,
    /^system\/(?:instance-id|allprocstat|cpu_throttling|io_throttling)\.txt$/,
    /^storage\/(?:mounts|inodes|pod_local_storage)\.txt$/,
    /^ipamd\/(?:enis|eni-configs|metrics)\.(?:json|txt)$/,
  ],
  sections: [{ path: /^storage\/mounts\.txt$/, format: MOUNTS_AND_DF }],
  paths: [
    { path: /^storage\/inodes\.txt$/, source: 'df_inodes' },
    // The ring of dmesg.current, which dmesg.boot is the beginning of, with the time of day.
    log(/^kernel\/dmesg\.human\.current$/, 'kernel'),
    { path: /^kernel\/uname\.txt$/, source: 'uname' },
    log(/^kubelet\/kubelet\.log$/, 'kubelet'),
    log(/^kubelet\/(?<unit>kubeproxy)\.log$/, 'other'),
    log(/^nodeadm\/(?<unit>nodeadm-(?:config|run))\.log$/, 'other'),
    { path: /^system\/ps(?:-threads)?\.txt$/, source: 'ps' },
    { path: /^system\/procstat\.txt$/, source: 'stat' },
    { path: /^system\/allprocstat\.txt$/, source: 'process_stat' },
    { path: /^system\/last_reboot\.txt$/, source: 'boots' },
    { path: /^sysctls\/sysctl_all\.txt$/, source: 'sysctl' },
    { path: /^docker\/docker-info\.txt$/, source: 'docker_info' },
    { path: /^docker\/docker-ps\.txt$/, source: 'docker_ps' },
    { path: /^docker\/docker-version\.txt$/, source: 'docker_version' },
    log(/^docker\/docker(?:\.log)?$/, 'dockerd'),
    log(/^containerd\/containerd-log\.txt$/, 'containerd'),
    { path: /^containerd\/containerd-config\.txt$/, source: 'config_file' },
    log(/^(?<unit>sandbox-image)\/sandbox-image-log\.txt$/, 'other'),
    { path: /^cni\/[^/]+\.conf(?:list)?$/, source: 'cni_config' },
    log(/^var_log\/(?:messages|syslog)$/, 'any'),
    log(/^var_log\/aws-routed-eni\/(?<unit>[^/]+)\.log(?:[.-][\w.-]+)?$/, 'other'),
    log(/^var_log\/(?<unit>kube-proxy|cloud-init|cloud-init-output)\.log$/, 'other'),
    log(/^networking\/(?<unit>configure-multicard-interfaces)\.txt$/, 'other'),
  ],
  lacks: {
    mountinfo: 'cat /proc/1/mountinfo',
    meminfo: 'cat /proc/meminfo',
    vmstat: 'cat /proc/vmstat',
    uptime: 'cat /proc/uptime',
    os_release: 'cat /etc/os-release',
    docker_inspect: 'docker inspect $(docker ps -aq)',
    crictl_ps: 'crictl ps -a -o json',
    crictl_pods: 'crictl pods -o json',
    crictl_info: 'crictl info',
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
    kube_node: 'kubectl get node NODE -o json',
    kube_pods: 'kubectl get pods -A -o json',
  },
  // Excerpts and summaries of other sources, dumps of goroutines, an inspection of one container, and what pods print.
  ignored: [
    /^kernel\/dmesg\.(?:current|boot)$/,
    /^storage\/(?:fstab|lsblk|lvs|pvs|vgs|xfs|pod_local_storage)\.txt$/,
    /^system\/(?:top|netstat|services|pkglist|cpu_throttling|io_throttling|large_environments)\.txt$/,
    /^(?:docker\/docker-trace\.txt|containerd\/containerd\.[^/]+\.stacks\.log)$/,
    /^cni\/cni-configuration-variables-/,
    /^modinfo\/ip_vs$/,
    /^var_log\/(?:kube-system_|aws-node-|coredns-|kube-proxy-|e[bf]s-csi-|fsx-|file-cache-csi-|eks-pod-identity-)/,
  ],
};
