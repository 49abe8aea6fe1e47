import { nodesJson } from './cluster-texts.ts';
import { journalOf } from './log-texts.ts';
import { below, type Renderer } from './sampled-node.ts';

/** `openshift-install gather bootstrap`: journals of each machine of the control plane. */
export const openshiftLogBundle: Renderer = ({ node }) =>
  new Map(
    below('log-bundle-20240412072905/', {
      'resources/clusterversion.json': '{"apiVersion":"v1","items":[],"kind":"List"}\n',
      'resources/nodes.json': nodesJson(node),
      'resources/masters.list': `${node.spec.hostname}\n`,
      [`control-plane/${node.spec.hostname}/journals/kubelet.log`]: journalOf(node, 'kubelet'),
      [`control-plane/${node.spec.hostname}/network/hostname.txt`]: `${node.spec.hostname}\n`,
    }),
  );
