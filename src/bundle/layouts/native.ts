import type { Layout } from '../layout.ts';
import { APPLICATION_LOGS, NODE_PATHS } from '../node-paths.ts';

/** What collectors/collect.sh writes; collectors/FORMAT.md is the contract. */
export const native: Layout = {
  id: 'native',
  title: 'Inquest collector',
  markers: [/^manifest-start\.json$/],
  paths: [
    { path: /^manifest-start\.json$/, source: 'manifest_start' },
    { path: /^manifest\/[^/]+\.json$/, source: 'manifest_step' },
    { path: /^manifest\.json$/, source: 'manifest' },
    { path: /^commands\/proc\/ns-mnt$/, source: 'ns_mnt' },
    { path: /^commands\/proc\/stat$/, source: 'process_stat' },
    { path: /^commands\/proc\/status$/, source: 'process_status' },
    { path: /^commands\/proc\/cgroup$/, source: 'process_cgroup' },
    { path: /^commands\/proc\/cmdline$/, source: 'process_cmdline' },
    { path: /^commands\/proc\/wchan$/, source: 'process_wchan' },
    { path: /^commands\/proc\/fd-deleted$/, source: 'deleted_files' },
    { path: /^commands\/df\/bytes$/, source: 'df' },
    { path: /^commands\/df\/inodes$/, source: 'df_inodes' },
    { path: /^commands\/df\/daemon-tmp$/, source: 'df_daemon_tmp' },
    { path: /^commands\/docker\/version\.json$/, source: 'docker_version' },
    { path: /^commands\/docker\/info\.json$/, source: 'docker_info' },
    { path: /^commands\/docker\/ps$/, source: 'docker_ps' },
    { path: /^commands\/docker\/inspect\.json$/, source: 'docker_inspect' },
    { path: /^commands\/uname$/, source: 'uname' },
    { path: /^commands\/date$/, source: 'date' },
    { path: /^commands\/kernel\/dmesg$/, source: 'log', params: { emitter: 'kernel' } },
    { path: /^journal\/(?:kernel)\.log$/, source: 'log', params: { emitter: 'kernel' } },
    { path: /^journal\/(?:docker|dockerd)\.log$/, source: 'log', params: { emitter: 'dockerd' } },
    { path: /^journal\/containerd\.log$/, source: 'log', params: { emitter: 'containerd' } },
    { path: /^journal\/kubelet\.log$/, source: 'log', params: { emitter: 'kubelet' } },
    { path: /^journal\/(?<unit>[^/]+)\.log$/, source: 'log', params: { emitter: 'any' } },
    ...NODE_PATHS,
  ],
  ignored: APPLICATION_LOGS,
};
