import { describe, expect, it } from 'vitest';
import { named, opened } from './opened.ts';

const RUN = '2026-01-15T12-00-00Z/';
const NODE = 'aks-pool-7-vmss000001';

describe('a run of AKS Periscope', () => {
  it('has a node for each folder, with its journals', () => {
    const results = [
      'kubelet',
      'docker',
      'iptables',
      'kubeletcmd',
      'kube-system_coredns-0_coredns',
      'var_log_azure_cluster-provision.log',
    ];
    const { lines, layout, nodes } = opened({
      ...named(results, `${RUN}${NODE}/`),
      ...named(results, `${RUN}aks-pool-7-vmss000002/`),
    });
    expect(layout).toBe('aks-periscope');
    expect(nodes).toEqual([`${NODE} aks-periscope`, 'aks-pool-7-vmss000002 aks-periscope']);
    expect(lines['*']).toEqual([]);
    expect(lines[NODE]).toEqual([
      'log emitter=kubelet kubelet',
      'log emitter=dockerd docker',
      'log emitter=other unit=var_log_azure_cluster-provision.log var_log_azure_cluster-provision.log',
    ]);
  });

  it('with the zip of a node beside its files has each journal under one path', () => {
    const zip = `${RUN}${NODE}/${NODE}.zip/`;
    const { lines } = opened(named([`${RUN}${NODE}/kubelet`, `${zip}systemlogs/kubelet`, `${zip}kubeobjects/pod_a`]));
    expect(lines).toEqual({ '*': [], [NODE]: ['log emitter=kubelet kubelet', 'log emitter=kubelet kubelet'] });
  });

  it('is read where an older version leaves it on the disk of the node', () => {
    const folder = `var/log/aks-periscope/${RUN}${NODE}/collector/`;
    const { lines } = opened(
      named(['systemlogs/kubelet', 'systemlogs/docker', 'nodelogs/var_log_cloud-init.log'], folder),
    );
    expect(lines[NODE]).toEqual([
      'log emitter=kubelet kubelet',
      'log emitter=dockerd docker',
      'log emitter=other unit=var_log_cloud-init.log nodelogs/var_log_cloud-init.log',
    ]);
  });
});

describe('the zip of one node', () => {
  it('by itself has the folders of the collectors', () => {
    const { lines, layout } = opened(
      named(['kubeobjects/kube-system_pod_coredns-0', 'systemlogs/kubelet', 'systemlogs/docker', 'dns/virtualmachine']),
    );
    expect(layout).toBe('aks-periscope');
    expect(lines).toEqual({ '*': ['log emitter=kubelet systemlogs/kubelet', 'log emitter=dockerd systemlogs/docker'] });
  });
});

describe('the logs of pods', () => {
  it('are not looked into, wherever they lie', () => {
    const pods = ['pods-containerlogs/prod/cart-0/cart', 'containerlogs/kube-system-coredns-0.log'];
    expect(opened(named(pods)).lines).toEqual({ '*': [] });
    expect(opened(named([...pods, 'prod-cart-0-cart'], `${RUN}${NODE}/`)).lines[NODE]).toEqual([]);
  });
});
