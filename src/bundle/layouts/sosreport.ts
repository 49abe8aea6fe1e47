import type { Layout } from '../layout.ts';
import { APPLICATION_LOGS, NODE_PATHS } from '../node-paths.ts';

/** sosreport 3.x and 4.x: files at their node path, command output under sos_commands/<plugin>/<mangled command>. */
export const sosreport: Layout = {
  id: 'sosreport',
  title: 'sosreport',
  markers: [/^sos_commands\//, /^sos_logs\//, /^version\.txt$/],
  paths: [
    { path: /^sos_commands\/docker\/(?:containers\/)?docker_inspect(?:_[^/]+)?$/, source: 'docker_inspect' },
    { path: /^sos_commands\/docker\/docker_ps(?:_-a)?$/, source: 'docker_ps' },
    { path: /^sos_commands\/docker\/docker_info$/, source: 'docker_info' },
    { path: /^sos_commands\/docker\/docker_version$/, source: 'docker_version' },
    { path: /^sos_commands\/docker\/journalctl_[^/]*docker[^/]*$/, source: 'log', params: { emitter: 'dockerd' } },
    {
      path: /^sos_commands\/(?:containerd|crio)\/journalctl_[^/]*containerd[^/]*$/,
      source: 'log',
      params: { emitter: 'containerd' },
    },
    { path: /^sos_commands\/kubernetes\/journalctl_[^/]*kubelet[^/]*$/, source: 'log', params: { emitter: 'kubelet' } },
    { path: /^sos_commands\/logs\/journalctl_[^/]*$/, source: 'log', params: { emitter: 'any' } },
    { path: /^sos_commands\/process\/ps_[^/]*$/, source: 'ps' },
    { path: /^ps$/, source: 'ps' },
    { path: /^sos_commands\/kernel\/sysctl_-a$/, source: 'sysctl' },
    { path: /^sos_commands\/kernel\/dmesg(?:_[^/]*)?$/, source: 'log', params: { emitter: 'kernel' } },
    { path: /^sos_commands\/kernel\/uname_-a$/, source: 'uname' },
    { path: /^uname$/, source: 'uname' },
    { path: /^sos_commands\/filesys\/df_[^/]*i[^/]*$/, source: 'df_inodes' },
    { path: /^sos_commands\/filesys\/df_[^/]*$/, source: 'df' },
    { path: /^df$/, source: 'df' },
    { path: /^(?:sos_commands\/host\/)?uptime$/, source: 'uptime' },
    { path: /^(?:sos_commands\/host\/)?hostname$/, source: 'hostname' },
    { path: /^(?:sos_commands\/date\/)?date(?:_--utc)?$/, source: 'date' },
    ...NODE_PATHS,
  ],
  ignored: APPLICATION_LOGS,
};
