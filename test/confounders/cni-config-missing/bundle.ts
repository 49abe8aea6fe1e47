import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, NOW, smallNode } from '../nodes.ts';

/** The agent of the network took its configuration away half an hour ago; the folder is empty and the node is not ready. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'cni-config' });
  for (let time = ago(1800); time < NOW; time += 5) {
    node.journal.kubelet(time, 'W', 'cni.go:239', 'Unable to update cni config: no networks found in /etc/cni/net.d');
    node.journal.kubelet(
      time + 0.01,
      'E',
      'kubelet.go:2183',
      'Container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized',
    );
  }
  const looked = { step: 'cni_config', stage: 4, sources: ['cni_config'], status: 'empty', paths: [], paths_total: 0 };
  const record = `${JSON.stringify({ ...looked, bytes: 0, seconds: 0.1 })}\n`;
  return new Map(bundleOf(node)).set('manifest/90-cni_config.json', record);
}
