import type { Layout } from '../layout.ts';
import { APPLICATION_LOGS, NODE_PATHS } from '../node-paths.ts';

/**
 * SUSE supportconfig, of the package supportutils: a text file for each topic with the outputs of many commands, settings
 * and logs. Its files are known by their frames, see `supportconfigFile`; the paths here are those inside the frames.
 */
export const supportconfig: Layout = {
  id: 'supportconfig',
  title: 'SUSE supportconfig',
  top: /^(?:\.\/)?(?:var\/log\/)?(?:scc|nts)_[^/]+\//,
  markers: [
    /^basic-environment\.txt$/,
    /^basic-health-check\.txt$/,
    /^fs-diskio\.txt$/,
    /^supportconfig\.txt$/,
    /^rpm-verify\.txt$/,
  ],
  paths: [
    { path: /^messages-\d{8}\.txt$/, source: 'log', params: { emitter: 'any' } },
    { path: /^var\/log\/(?:warn|localmessages)$/, source: 'log', params: { emitter: 'any' } },
    { path: /^var\/log\/boot\.msg$/, source: 'log', params: { emitter: 'kernel' } },
    { path: /^etc\/HOSTNAME$/, source: 'hostname' },
    { path: /^proc\/modules$/, source: 'modules' },
    { path: /^proc\/mdstat$/, source: 'mdstat' },
    ...NODE_PATHS,
  ],
  lacks: {
    mountinfo: 'cat /proc/1/mountinfo',
    crictl_ps: 'crictl ps -a -o json',
    crictl_pods: 'crictl pods -o json',
    process_stat: 'cat /proc/[0-9]*/stat',
    process_cgroup: 'grep -s . /proc/[0-9]*/cgroup',
    process_limits: 'grep -s . /proc/[0-9]*/limits',
    task_status: 'ps -eLo pid,lwp,stat,wchan:32,comm',
    ns_mnt: "stat -L -c '%i %n' /proc/[0-9]*/ns/mnt",
    deleted_files: 'ls -l /proc/[0-9]*/fd',
    disk_usage: 'du -x -k -d 3 /var',
    pressure: 'grep . /proc/pressure/*',
    kube_nodes: 'kubectl get nodes -o json',
    kube_pods: 'kubectl get pods -A -o json',
  },
  ignored: APPLICATION_LOGS,
  // Containers of podman, changed files of packages, and what the tool says of itself.
  ownIgnored: [
    /^podman(?:-[\w.-]+\.txt$|\/)/,
    /^(?:rpm-verify|rpm-dist|supportconfig|shell_history|sar)\.txt$/,
    /^sar\//,
    /^[\w.-]+\.(?:xml|html|md5|sha1|md5sum)$/,
  ],
};
