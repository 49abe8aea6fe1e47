import type { Layout, SectionTitle } from '../layout.ts';
import { commandOfName } from '../mangled-names.ts';
import { APPLICATION_LOGS, NODE_PATHS } from '../node-paths.ts';
import { sosreport } from './sosreport.ts';

const OUTPUT = /^insights_(?:commands|containers\/[^/]+\/insights_commands)\/(?<name>[^/]+)$/;

function titleOf(path: string): SectionTitle | undefined {
  const name = OUTPUT.exec(path)?.groups?.name;
  return name === undefined || path.startsWith('insights_containers/') ? undefined : { command: commandOfName(name) };
}

/** What insights-client uploads: commands named as sosreport names them, files at their node path, since 2020 below `data/`. */
export const insights: Layout = {
  id: 'insights',
  title: 'insights archive',
  markers: [/^insights_commands\//, /^meta_data\/insights\./, /^branch_info$/],
  top: /^(?:insights-[^/]+\/data\/|[^/]+\/data\/(?=insights_commands\/))/,
  paths: [
    {
      path: /^insights_commands\/rpm_-qa_[^/]*INSTALLTIME[^/]*$/,
      source: 'package_history',
      params: { file: 'installed-rpms' },
    },
    ...NODE_PATHS,
  ],
  titleOf,
  lacks: {
    ...sosreport.lacks,
    sysctl_file: 'cat /etc/sysctl.conf /etc/sysctl.d/*.conf',
    process_status: 'cat /proc/[0-9]*/status',
    units: 'systemctl show --all "*.service"',
    docker_inspect: 'docker inspect $(docker ps -aq)',
  },
  ignored: [...APPLICATION_LOGS, /^insights_(?:commands|containers)\//],
};
