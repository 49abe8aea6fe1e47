import { nodeYaml } from './cluster-texts.ts';
import { journalOf } from './log-texts.ts';
import { below, type Renderer } from './sampled-node.ts';

/** `oc adm must-gather`: journals that are merged over the nodes of a role, and the ring of the kernel of each. */
export const mustGather: Renderer = ({ node }) =>
  new Map(
    below('must-gather.local.77/quay-io-openshift-sha256-0a1b/', {
      [`cluster-scoped-resources/core/nodes/${node.spec.hostname}.yaml`]: `---\n${nodeYaml(node)}`,
      'namespaces/kube-system/core/events.yaml': '---\napiVersion: v1\nitems: []\nkind: EventList\n',
      'host_service_logs/masters/kubelet_service.log': journalOf(node, 'kubelet'),
      [`nodes/${node.spec.hostname}/dmesg`]: node.journal.renderDmesg(),
    }),
  );
