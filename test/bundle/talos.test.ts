import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';
import { availabilityOf } from '../../src/snapshot/availability.ts';
import { named, opened } from './opened.ts';

const NODE = [
  'dmesg.log',
  'controller-runtime.log',
  'dependencies.dot',
  'resources/mountstatuses.runtime.talos.dev.yaml',
  'resources/namespaces.meta.cosi.dev.yaml',
  'kubernetes-logs/kube-system/kube-proxy.log',
  'service-logs/kubelet.log',
  'service-logs/kubelet.state',
  'service-logs/containerd.log',
  'service-logs/cri.log',
  'service-logs/machined.log',
];
const LINES = [
  'log emitter=kernel dmesg.log',
  'log emitter=other unit=controller-runtime controller-runtime.log',
  'log emitter=kubelet unit=kubelet service-logs/kubelet.log',
  'log emitter=containerd unit=containerd service-logs/containerd.log',
  'log emitter=containerd unit=cri service-logs/cri.log',
  'log emitter=other unit=machined service-logs/machined.log',
];

describe('a bundle of talosctl support', () => {
  it.each([
    ['', '10.5.0.2', '10.5.0.3'],
    ['', 'fd00::2', 'fd00::3'],
    ['support/', 'talos-cp-1', 'talos-worker-1.example.com'],
  ])('below "%s" has a node for each folder', (top, first, second) => {
    const { lines, layout, nodes } = opened({
      ...named(['kubernetesResources/nodes.yaml', 'kubernetesResources/systemPods.yaml'], top),
      ...named(NODE, `${top}${first}/`),
      ...named(NODE, `${top}${second}/`),
    });
    expect(layout).toBe('talos');
    expect(nodes).toEqual([`${first} talos`, `${second} talos`]);
    expect(lines['*']).toEqual([
      'kube_nodes kubernetesResources/nodes.yaml',
      'kube_pods kubernetesResources/systemPods.yaml',
    ]);
    expect(lines[first]).toEqual(LINES);
    expect(lines[second]).toEqual(LINES);
  });

  it('of one node is a bundle of that node', () => {
    const dmesg = 'kern: warning: [2026-01-15T12:00:00.123456789Z]: EXT4-fs error (device sda6): ext4_find_entry\n';
    const snapshot = readFiles(
      new Map([
        ['10.5.0.2/dmesg.log', dmesg],
        ['10.5.0.2/service-logs/kubelet.log', 'I0115 12:00:00.123456    1502 kubelet.go:1] x\n'],
      ]),
      [],
    );
    expect(snapshot.nodes).toBeUndefined();
    expect(snapshot.bundle).toMatchObject({ layout: 'talos', tool: 'talosctl support' });
    expect(snapshot.logs.map((l) => `${l.value.emitter} ${l.value.lines}`)).toEqual(['kernel 1', 'kubelet 1']);
    expect(availabilityOf(snapshot, 'mountinfo').reason).toBe(
      'talosctl support does not collect it: ask for `talosctl -n NODE read /proc/1/mountinfo`',
    );
  });
});

describe('files of other tools that have such names', () => {
  it('stay where they are', () => {
    const { lines, nodes } = opened(
      named([
        'proc/mounts',
        'proc/4711/mounts',
        'host-1/proc/mounts',
        'commands/mounts',
        'x/logs/dmesg.log',
        'logs/dmesg.log',
      ]),
    );
    expect(nodes).toEqual([]);
    expect(lines['*']?.slice(0, 2)).toEqual(['mounts proc/mounts', 'mounts pid=4711 proc/4711/mounts']);
  });

  it('count as the one node that they are of, when a person packed them', () => {
    const snapshot = readFiles(
      new Map([
        ['node-7/dmesg.log', '[    1.000000] Linux version 5.15.148\n'],
        ['node-7/proc/1/mountinfo', '25 1 8:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n'],
      ]),
      [],
    );
    expect(snapshot.nodes).toBeUndefined();
    expect(snapshot.documents.mountinfo).toHaveLength(1);
    expect(snapshot.logs.map((l) => `${l.value.emitter} ${l.path}`)).toEqual(['kernel node-7/dmesg.log']);
  });
});
