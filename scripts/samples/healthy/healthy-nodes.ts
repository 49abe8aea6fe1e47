import { step, withSteps } from '../added-steps.ts';
import { bundleOf } from '../bundle.ts';
import { sampled } from '../layouts/sampled-node.ts';
import { talos } from '../layouts/talos.ts';
import { addProcess, createNode, type Node } from '../node.ts';
import { addApplications, addNodeAgents } from '../pods.ts';
import type { BundleFiles } from '../tar.ts';
import { addTraffic } from '../traffic.ts';
import { criBundle, useCri } from './cri-node.ts';
import { type Distribution, distributions } from './distributions.ts';
import { addKernelNoise } from './kernel-noise.ts';
import { addKubeletNoise } from './kubelet-noise.ts';

/** A node without a fault, rendered when it is asked for. */
export interface HealthyNode {
  readonly name: string;
  build(): BundleFiles;
}

/** Nodes of the usual distributions, runtimes and sizes, each with the noise of its kind. */
export const healthyNodes: readonly HealthyNode[] = distributions.map((distribution) => ({
  name: distribution.name,
  build: () => buildNode(distribution),
}));

function buildNode(distribution: Distribution): BundleFiles {
  const { runtime, spec } = distribution;
  const node = createNode(spec);
  if (runtime === 'containerd' || runtime === 'cri-o') useCri(node, runtime);
  if (runtime === 'cri-dockerd') useCriDockerd(node);
  addKernelNoise(node, distribution);
  const age = Math.min(400_000, spec.clock.uptime - 1000);
  const pods = [
    ...addNodeAgents(node, age),
    ...addApplications(node, distribution.pods, { age, secrets: 1, sidecars: 1 }),
  ];
  addTraffic(node, { from: spec.clock.collectedAt - 4 * 3600, to: spec.clock.collectedAt, pods, every: 40 });
  addKubeletNoise(node, pods);
  if (distribution.family === 'talos') return talos(sampled(node));
  const files = runtime === 'containerd' || runtime === 'cri-o' ? criBundle(node, runtime) : bundleOf(node);
  return withSteps(files, [
    step('failed_units', 5, 'units_failed', 'commands/systemd/failed', failedUnits(distribution)),
  ]);
}

/** From 1.24 on the kubelet needs a shim to call docker. */
function useCriDockerd(node: Node): void {
  const at = node.processes.findIndex(({ comm }) => comm === 'kubelet');
  const kubelet = node.processes[at];
  if (kubelet !== undefined)
    node.processes[at] = {
      ...kubelet,
      command:
        '/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --container-runtime-endpoint=unix:///run/cri-dockerd.sock',
    };
  addProcess(node, {
    pid: 1801,
    comm: 'cri-dockerd',
    command: '/usr/bin/cri-dockerd --container-runtime-endpoint fd://',
    threads: 12,
    rss: 12_100,
    started: 20.6,
  });
}

/** Units that fail on such nodes and that nobody misses. */
const FAILED: Readonly<Record<Distribution['family'], string>> = {
  ubuntu: 'motd-news.service loaded failed failed Message of the Day',
  debian: 'systemd-networkd-wait-online.service loaded failed failed Wait for Network to be Configured',
  el: 'kdump.service loaded failed failed Crash recovery kernel arming',
  suse: 'kdump.service loaded failed failed load kdump kernel and initrd',
  talos: '',
};

const failedUnits = ({ family }: Distribution): string => `${FAILED[family]}\n`;
