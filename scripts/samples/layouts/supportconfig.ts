import { dockerInfoText, dockerPsTable, dockerVersionText, inspections } from './docker-texts.ts';
import { dateOutput, dmesgReadable, journalOf, uptimeOutput } from './log-texts.ts';
import { dfHuman, dfInodes, mountOutput, procMounts, sysctlAll } from './mount-texts.ts';
import { osRelease, uname } from './node-texts.ts';
import { psAux } from './process-texts.ts';
import { below, type Renderer } from './sampled-node.ts';

const frame = (kind: string, title: string, output: string): string =>
  `#==[ ${kind} ]${'='.repeat(46 - kind.length)}#\n# ${title}\n${output}\n\n`;
const command = (line: string, output: string): string => frame('Command', line, output);

/** SUSE supportconfig with its plug-in for docker, which inspects every container. */
export const supportconfig: Renderer = ({ node }) =>
  new Map(
    below('scc_node-a4_240412_0729/', {
      'basic-environment.txt': [
        command('/usr/bin/date', dateOutput(node)),
        command('/usr/bin/uname -a', uname(node)),
        frame('Configuration File', '/etc/os-release', osRelease(node)),
      ].join(''),
      'basic-health-check.txt': [
        command('/usr/bin/uptime', uptimeOutput(node)),
        command('/usr/bin/df -h', dfHuman(node.filesystems)),
        command('/usr/bin/df -i', dfInodes(node.filesystems)),
        command('/usr/bin/ps auxwww', psAux(node)),
      ].join(''),
      'boot.txt': [
        command('/usr/bin/journalctl --boot=0 --no-pager | tail -n 3000', journalOf(node, 'kubelet')),
        command('/usr/bin/dmesg -T', dmesgReadable(node)),
      ].join(''),
      'env.txt': command('/usr/sbin/sysctl -a', sysctlAll(node)),
      'fs-diskio.txt': [
        command('/usr/bin/mount', mountOutput(node.table)),
        command('/usr/bin/cat /proc/mounts', procMounts(node.table)),
      ].join(''),
      'docker.txt': [
        command('/usr/bin/docker version', dockerVersionText(node)),
        command('/usr/bin/docker info', dockerInfoText(node)),
        command('/usr/bin/docker ps -a', dockerPsTable(node)),
      ].join(''),
      ...Object.fromEntries(
        [...inspections(node)].map(([id, text]) => {
          const short = id.slice(0, 12);
          return [`docker/${short}.txt`, command(`/usr/bin/docker inspect ${short}`, text)];
        }),
      ),
    }),
  );
