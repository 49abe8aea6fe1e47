import { dockerInfoText, dockerPsTable, dockerVersionText } from './docker-texts.ts';
import { dmesgReadable, journalOf } from './log-texts.ts';
import { dfHuman, dfInodes, mountOutput, sysctlAll } from './mount-texts.ts';
import { uname } from './node-texts.ts';
import { psAux } from './process-texts.ts';
import type { Renderer } from './sampled-node.ts';

/** `eks-log-collector.sh`, which packs without a folder. */
export const eks: Renderer = ({ node }) =>
  new Map([
    ['system/instance-id.txt', 'i-0a1b2c3d4e5f60718'],
    ['kernel/dmesg.current', node.journal.renderDmesg()],
    ['kernel/dmesg.human.current', dmesgReadable(node)],
    ['kernel/uname.txt', uname(node)],
    ['storage/mounts.txt', `${mountOutput(node.table)}\n${dfHuman(node.filesystems)}`],
    ['storage/inodes.txt', dfInodes(node.filesystems)],
    ['system/ps.txt', psAux(node)],
    ['sysctls/sysctl_all.txt', sysctlAll(node)],
    ['kubelet/kubelet.log', journalOf(node, 'kubelet')],
    ['docker/docker-info.txt', dockerInfoText(node)],
    ['docker/docker-ps.txt', dockerPsTable(node)],
    ['docker/docker-version.txt', dockerVersionText(node)],
    ['docker/docker.log', journalOf(node, 'docker')],
    ['containerd/containerd-log.txt', journalOf(node, 'containerd')],
  ]);
