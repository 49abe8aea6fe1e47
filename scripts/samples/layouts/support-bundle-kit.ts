import { nodeListYaml } from './cluster-texts.ts';
import { journalOf } from './log-texts.ts';
import { procMounts } from './mount-texts.ts';
import { osRelease } from './node-texts.ts';
import { below, type Renderer } from './sampled-node.ts';

/** The support bundle of Harvester and Longhorn: logs and mounts of each node. */
export const supportBundleKit: Renderer = ({ node }) =>
  new Map(
    below('supportbundle_0a1b2c3d_2024-04-12T07-29-05Z/', {
      'yamls/cluster/kubernetes/nodes.yaml': nodeListYaml(node),
      ...Object.fromEntries(
        below(`nodes/${node.spec.hostname}/`, {
          'logs/kernel.log': journalOf(node, 'kernel'),
          'logs/kubelet.log': journalOf(node, 'kubelet'),
          'logs/containerd.log': journalOf(node, 'containerd'),
          'configs/etc/hostname': `${node.spec.hostname}\n`,
          'configs/etc/os-release': osRelease(node),
          'hostinfos/proc_mounts': procMounts(node.table),
        }),
      ),
    }),
  );
