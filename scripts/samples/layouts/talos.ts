import { nodeListYaml } from './cluster-texts.ts';
import { bareLines } from './log-texts.ts';
import { below, type Renderer } from './sampled-node.ts';

const RING = /^\[ *(\d+\.\d+)\] (.*)$/;

/** `talosctl support`: the ring of the kernel with times of the API, and logs of services as they wrote them. */
export const talos: Renderer = ({ node }) => {
  const { collectedAt, uptime } = node.spec.clock;
  const ring = node.journal
    .renderDmesg()
    .split('\n')
    .flatMap((line) => {
      const [, seconds, text] = RING.exec(line) ?? [];
      if (seconds === undefined) return [];
      const time = new Date((collectedAt - uptime + Number(seconds)) * 1000).toISOString().replace('Z', '000000Z');
      return [`kern: warning: [${time}]: ${text}\n`];
    });
  return new Map([
    ['kubernetesResources/nodes.yaml', nodeListYaml(node)],
    ...below(`${node.spec.hostname}/`, {
      'dmesg.log': ring.join(''),
      'controller-runtime.log': '',
      'dependencies.dot': 'digraph {\n}\n',
      'service-logs/kubelet.log': bareLines(node, 'kubelet'),
      'service-logs/containerd.log': bareLines(node, 'containerd'),
      'service-logs/kubelet.state': 'NODE 10.5.0.2\nID kubelet\nSTATE Running\n',
    }),
  ]);
};
