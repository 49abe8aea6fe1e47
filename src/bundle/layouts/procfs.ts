import type { Layout } from '../layout.ts';
import { APPLICATION_LOGS, NODE_PATHS } from '../node-paths.ts';

/** Copies of files of a node at their own path, /proc and /sys above all, whatever copied them. */
export const procfs: Layout = {
  id: 'procfs',
  title: 'copy of /proc and /sys',
  markers: [/^proc\/(?:\d+|self)\/\w+$/, /^proc\/sys\//, /^sys\/(?:block|class|devices|fs|kernel)\//],
  fallback: true,
  paths: NODE_PATHS,
  lacks: {
    df: 'df -PT -k',
    df_inodes: 'df -Pi',
    docker_inspect: 'docker inspect $(docker ps -aq)',
    docker_ps: 'docker ps -a',
    docker_info: 'docker info',
    crictl_ps: 'crictl ps -a -o json',
    crictl_pods: 'crictl pods -o json',
    ns_mnt: "stat -L -c '%i %n' /proc/[0-9]*/ns/mnt",
  },
  // What lies at its own path is not something else, however it looks: the pressure of a control group, the stat of a task.
  // Only what /proc/net leads to is under the number of the process that copied it.
  ignored: [...APPLICATION_LOGS, /^sys\//, /^proc\/(?!\d+\/net\/)/],
};
