import { dockerInfoText } from './docker-texts.ts';
import { dateOutput, dmesgReadable, uptimeOutput } from './log-texts.ts';
import { dfBlocks, dfInodes, mountOutput, sysctlAll } from './mount-texts.ts';
import { uname } from './node-texts.ts';
import { psAux } from './process-texts.ts';
import { below, moved, type Renderer } from './sampled-node.ts';

const TOP = 'insights-node-a4-20240412072905/data/';

/** What insights-client uploads of a node: the journal only as far as it names certain words, no docker inspect. */
export const insights: Renderer = (sampled) => {
  const { node } = sampled;
  return new Map([
    ...below(TOP, {
      branch_info: '{"remote_leaf": -1, "remote_branch": -1}\n',
      'insights_commands/mount': mountOutput(node.table),
      'insights_commands/df_-alP_-x_autofs': dfBlocks(node.filesystems),
      'insights_commands/df_-li_-x_autofs': dfInodes(node.filesystems),
      'insights_commands/dmesg': node.journal.renderDmesg(),
      'insights_commands/dmesg_-T': dmesgReadable(node),
      'insights_commands/ps_auxwww': psAux(node),
      'insights_commands/sysctl_-a': sysctlAll(node),
      'insights_commands/uname_-a': uname(node),
      'insights_commands/uptime': uptimeOutput(node),
      'insights_commands/date': dateOutput(node),
      'insights_commands/docker_info': dockerInfoText(node),
    }),
    ...moved(
      sampled,
      [
        [/^proc\/(?:meminfo|stat|vmstat|cmdline|cgroups)$/, '$&'],
        [/^etc\/os-release$/, '$&'],
        [/^proc\/1\/mountinfo$/, 'proc/self/mountinfo'],
      ],
      TOP,
    ),
  ]);
};
