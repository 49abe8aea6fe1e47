import { dockerInfoText, dockerPsTable, dockerVersionText, inspections } from './docker-texts.ts';
import { dateOutput, dmesgReadable, journalOf, uptimeOutput, wholeJournal } from './log-texts.ts';
import { dfBlocks, dfInodes, mountOutput, procMounts, sysctlAll } from './mount-texts.ts';
import { uname } from './node-texts.ts';
import { psAux } from './process-texts.ts';
import { below, moved, type Renderer } from './sampled-node.ts';

const TOP = 'sosreport-node-a4-2024-04-12-qwzrtyu/';

/** sosreport 4 with its plug-ins for docker and kubernetes. */
export const sosreport: Renderer = (sampled) => {
  const { node } = sampled;
  const inspected = [...inspections(node)].map(([id, text]) => [
    `sos_commands/docker/containers/docker_inspect_${id}`,
    text,
  ]);
  return new Map([
    ...below(TOP, {
      'version.txt': 'sosreport: 4.5.6\n',
      'sos_commands/kernel/uname_-a': uname(node),
      'sos_commands/kernel/dmesg': node.journal.renderDmesg(),
      'sos_commands/kernel/dmesg_-T': dmesgReadable(node),
      'sos_commands/kernel/sysctl_-a': sysctlAll(node),
      'sos_commands/filesys/mount_-l': mountOutput(node.table),
      'sos_commands/filesys/df_-al_-x_autofs': dfBlocks(node.filesystems),
      'sos_commands/filesys/df_-ali_-x_autofs': dfInodes(node.filesystems),
      'sos_commands/process/ps_auxwwwm': psAux(node),
      'sos_commands/host/uptime': uptimeOutput(node),
      'sos_commands/host/hostname': `${node.spec.hostname}\n`,
      'sos_commands/date/date': dateOutput(node),
      'sos_commands/logs/journalctl_--no-pager_--boot': wholeJournal(node),
      'sos_commands/kubernetes/journalctl_--no-pager_--unit_kubelet': journalOf(node, 'kubelet'),
      'sos_commands/docker/journalctl_--no-pager_--unit_docker': journalOf(node, 'docker'),
      'sos_commands/docker/docker_ps_-a': dockerPsTable(node),
      'sos_commands/docker/docker_info': dockerInfoText(node),
      'sos_commands/docker/docker_version': dockerVersionText(node),
      'proc/mounts': procMounts(node.table),
      ...Object.fromEntries(inspected),
    }),
    ...moved(
      sampled,
      [
        [/^proc\/(?:\d+\/mountinfo|meminfo|stat|vmstat|cmdline|pressure\/.+|cgroups|loadavg)$/, '$&'],
        [/^etc\/(?:os-release|docker\/daemon\.json|sysctl\..+)$/, '$&'],
      ],
      TOP,
    ),
  ]);
};
