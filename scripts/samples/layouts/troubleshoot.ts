import { nodesJson } from './cluster-texts.ts';
import { dmesgReadable, journalOf } from './log-texts.ts';
import { dfBlocks, dfInodes, mountOutput, sysctlAll } from './mount-texts.ts';
import { psAux } from './process-texts.ts';
import { below, type Renderer } from './sampled-node.ts';

const HOST = 'host-collectors/';

/** An output of a command on the node, and the file beside it that names the command. */
const output = (name: string, command: string, text: string): [string, string][] => [
  [`${HOST}${name}.txt`, text],
  [`${HOST}${name}-info.json`, `${JSON.stringify({ command, exitCode: '0', error: '', outputDir: '', input: '' })}\n`],
];

/** A support bundle of troubleshoot with the collectors for hosts that installers of Kubernetes ship. */
export const troubleshoot: Renderer = ({ node }) =>
  new Map(
    below('support-bundle-2024-04-12T07_29_05/', {
      'version.yaml': 'apiVersion: troubleshoot.sh/v1beta2\nkind: SupportBundle\n',
      'analysis.json': '[]\n',
      'cluster-resources/nodes.json': nodesJson(node),
      ...Object.fromEntries([
        ...output('run-host/df', '/usr/bin/df', dfBlocks(node.filesystems)),
        ...output('run-host/df-inodes', '/usr/bin/df -i', dfInodes(node.filesystems)),
        ...output('run-host/mount', '/usr/bin/mount -l', mountOutput(node.table)),
        ...output('run-host/sysctl', '/usr/sbin/sysctl -a', sysctlAll(node)),
        ...output('run-host/ps', '/usr/bin/ps auxwww', psAux(node)),
        ...output('run-host/dmesg', '/usr/bin/dmesg -T', dmesgReadable(node)),
        ...output('journald/kubelet', '/usr/bin/journalctl -u kubelet --no-pager', journalOf(node, 'kubelet')),
      ]),
    }),
  );
