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

const MOUNTS = `FILESYSTEM   SIZE(GB)   USED(GB)   AVAILABLE(GB)   PERCENT USED   MOUNTED ON
devtmpfs     8.32       0.00       8.32            0.00%          /dev
/dev/sda6    53.40      53.28      0.12            99.78%         /var
overlay      53.40      53.28      0.12            99.78%         /var/lib/a b
`;
const PROCESSES = `PID      STATE   THREADS   CPU-TIME   VIRTMEM   RESMEM   COMMAND
     1   S         12         10.22    1.3 GB    58 MB   /sbin/init
  1502   D         41       3020.10    1.9 GB   112 MB   /usr/local/bin/kubelet --config=/etc/kubernetes/kubelet.yaml
     2   S          1          0.04       0 B      0 B   kthreadd
`;

describe('the tables of talosctl', () => {
  it('are file systems and processes, known by their columns', () => {
    const { documents, records } = readFiles(
      new Map([
        ['10.5.0.2/service-logs/kubelet.log', 'I0115 12:00:00.123456    1502 kubelet.go:1] x\n'],
        ['10.5.0.2/mounts', MOUNTS],
        ['10.5.0.2/processes', PROCESSES],
      ]),
      [],
    );
    expect(records.map((r) => `${r.source} ${r.status} ${r.by?.way} ${r.path} ${r.problems.length}`)).toEqual([
      'df collected content mounts 0',
      'ps collected content processes 0',
      'log collected path service-logs/kubelet.log 0',
    ]);
    expect(documents.mounts).toEqual([]);
    expect(documents.df[0]?.value.filesystems.slice(1)).toEqual([
      {
        ...{ source: '/dev/sda6', mountPoint: '/var', line: 3, rounded: true, toleranceBytes: 10_000_000 },
        ...{ bytesTotal: 53.4e9, bytesUsed: 53.28e9, bytesAvailable: 0.12e9, usedRatio: 0.9978 },
      },
      expect.objectContaining({ source: 'overlay', mountPoint: '/var/lib/a b' }),
    ]);
    expect(documents.ps[0]?.value.processes).toMatchObject([
      {
        pid: 1,
        state: 'S',
        threads: 12,
        vszBytes: 1.3e9,
        rssBytes: 58e6,
        command: '/sbin/init',
        isKernelThread: false,
      },
      { pid: 1502, state: 'D', threads: 41, vszBytes: 1.9e9, rssBytes: 112e6 },
      { pid: 2, vszBytes: 0, rssBytes: 0, command: 'kthreadd', isKernelThread: true },
    ]);
  });

  it('name the node first when it was asked for', () => {
    const rows = MOUNTS.split('\n').map((line, i) =>
      line === '' ? '' : (i === 0 ? 'NODE       ' : '10.5.0.2   ') + line,
    );
    const { documents } = readFiles(new Map([['pasted.txt', rows.join('\n')]]), []);
    expect(documents.df[0]?.value.filesystems.map((f) => f.source)).toEqual(['devtmpfs', '/dev/sda6', 'overlay']);
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
