import { journalOf } from './log-texts.ts';
import { below, type Renderer } from './sampled-node.ts';

/** Of the node itself AKS Periscope has two journals. */
export const aksPeriscope: Renderer = ({ node }) =>
  new Map(
    below(`2024-04-12T07-29-05Z/${node.spec.hostname}/`, {
      'systemlogs/kubelet': journalOf(node, 'kubelet'),
      'systemlogs/docker': journalOf(node, 'docker'),
      'kubeletcmd/kubeletcmd': '/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml\n',
      'networkoutbound/networkoutbound': '[]\n',
    }),
  );
