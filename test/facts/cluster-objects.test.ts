import { describe, expect, it } from 'vitest';
import { clock } from '../../src/facts/clock.ts';
import { clusterEvents } from '../../src/facts/cluster-events.ts';
import { clusterNode } from '../../src/facts/cluster-node.ts';
import { containers } from '../../src/facts/containers.ts';
import { kubelet } from '../../src/facts/kubelet.ts';
import { node as machine } from '../../src/facts/node.ts';
import { pods } from '../../src/facts/pods.ts';
import { volumeAttachments } from '../../src/facts/volume-attachments.ts';
import { factsOf, NOW, theValue } from './reading.ts';

const TOP = 'support-bundle-2026-01-15T12_00_00';
const UID = '0d3af6a2-3c4e-4f0e-9a57-1b7c5d2e8f60';
const OTHER = '1e4bf6a2-3c4e-4f0e-9a57-1b7c5d2e8f61';
const ID = '9c'.repeat(32);
const LAST = '8b'.repeat(32);
const time = (minutesAgo: number): string => new Date((NOW - minutesAgo * 60) * 1000).toISOString();

const node = (name: string, ready: string, more: object = {}) => ({
  metadata: { name },
  spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }] },
  status: {
    nodeInfo: { kubeletVersion: 'v1.28.4', ...more },
    conditions: [
      { type: 'DiskPressure', status: 'False' },
      { type: 'Ready', status: ready, reason: 'KubeletNotReady', lastTransitionTime: time(10) },
    ],
  },
});
const pod = (name: string, uid: string, nodeName: string) => ({
  metadata: { name, namespace: 'shop', uid },
  spec: {
    nodeName,
    containers: [{ name: 'cart', image: 'cart:1' }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: `data-${name}` } }],
  },
  status: {
    phase: 'Running',
    containerStatuses: [
      {
        name: 'cart',
        containerID: `containerd://${ID}`,
        restartCount: 7,
        state: { running: { startedAt: time(5) } },
        lastState: {
          terminated: { containerID: `containerd://${LAST}`, exitCode: 137, reason: 'OOMKilled', finishedAt: time(6) },
        },
      },
    ],
  },
});
const event = (uid: string, reason: string, minutesAgo: number, about: object) => ({
  metadata: { uid },
  reason,
  type: 'Warning',
  count: 3,
  lastTimestamp: time(minutesAgo),
  firstTimestamp: time(minutesAgo + 5),
  involvedObject: about,
});
const list = (kind: string, items: object[]): string => JSON.stringify({ kind: `${kind}List`, items });
const cart = { kind: 'Pod', namespace: 'shop', name: 'cart-0', uid: UID };

const cluster = (nodes: object[]) => ({
  [`${TOP}/cluster-resources/nodes.json`]: list('Node', nodes),
  [`${TOP}/cluster-resources/pods/shop.json`]: list('Pod', [
    pod('cart-0', UID, 'node-7'),
    pod('web-0', OTHER, 'node-8'),
  ]),
  [`${TOP}/cluster-resources/events/shop.json`]: list('Event', [
    event('e-1', 'BackOff', 10, cart),
    event('e-2', 'BackOff', 2, cart),
    event('e-1', 'BackOff', 10, cart),
    event('e-3', 'BackOff', 2, { ...cart, name: 'web-0', uid: OTHER }),
    event('e-4', 'NodeNotReady', 9, { kind: 'Node', name: 'node-7' }),
  ]),
  [`${TOP}/cluster-resources/pvs.json`]: list('PersistentVolume', [
    {
      metadata: { name: 'pvc-1' },
      spec: { csi: { volumeHandle: 'd-0a' }, claimRef: { namespace: 'shop', name: 'data-cart-0' } },
    },
  ]),
  [`${TOP}/cluster-resources/volumeattachments.json`]: list('VolumeAttachment', [
    {
      metadata: { name: 'csi-1' },
      spec: { nodeName: 'node-7', source: { persistentVolumeName: 'pvc-1' } },
      status: { attached: true },
    },
    { metadata: { name: 'csi-2' }, spec: { nodeName: 'node-8' }, status: { attached: true } },
  ]),
});
const NODES = [node('node-7', 'False', { bootID: 'boot-7' }), node('node-8', 'True', { bootID: 'boot-8' })];
const host = (name: string) => ({
  [`${TOP}/host-collectors/system/hostos_info.json`]: `{"name":"${name}","kernelVersion":"5.15.0","platform":"ubuntu"}`,
});
const facts = factsOf({ ...cluster(NODES), ...host('node-7.example.com') });

describe('objects of a cluster, of the node that the bundle is of', () => {
  it('have its conditions', () => {
    const own = theValue(facts.get(clusterNode));
    expect(own).toMatchObject({
      entity: 'node:node-7',
      ready: false,
      unschedulable: false,
      conditions: [
        { type: 'DiskPressure', status: 'False', bad: false },
        { type: 'Ready', status: 'False', bad: true, reason: 'KubeletNotReady', changed_at: NOW - 600 },
      ],
      taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }],
    });
    expect(theValue(facts.get(kubelet)).version).toBe('1.28.4');
  });

  it('have its pods and no others, with what became of their containers', () => {
    expect(theValue(facts.get(pods))).toMatchObject([
      {
        uid: UID,
        label: 'shop/cart-0',
        phase: 'Running',
        claims: ['data-cart-0'],
        containers: [
          {
            name: 'cart',
            entity: `container:${ID}`,
            restarts: 7,
            state: 'running',
            last_exit_code: 137,
            last_reason: 'OOMKilled',
          },
        ],
      },
    ]);
  });

  it('tell of its containers, but not that there are no others', () => {
    const result = facts.get(containers);
    expect(theValue(result).map((c) => [c.id, c.running, c.exit_code, c.oom_killed, c.label])).toEqual([
      [ID, true, undefined, undefined, 'shop/cart-0/cart'],
      [LAST, false, 137, true, 'shop/cart-0/cart'],
    ]);
    expect(result.known && result.incomplete?.map((m) => m.source)).toContain('crictl_ps');
  });

  it('have the events about it and its pods, each counted once', () => {
    expect(theValue(facts.get(clusterEvents))).toMatchObject([
      {
        reason: 'BackOff',
        entity: `pod:${UID}`,
        label: 'Pod shop/cart-0',
        count: 6,
        first: NOW - 900,
        last: NOW - 120,
      },
      { reason: 'NodeNotReady', entity: 'node:node-7', label: 'Node node-7', count: 3, warning: true },
    ]);
  });

  it('have the volumes attached to it and who uses them', () => {
    expect(theValue(facts.get(volumeAttachments))).toMatchObject([
      { entity: 'volume:pvc-1', attached: true, handle: 'd-0a', claim: 'shop/data-cart-0', pods: [`pod:${UID}`] },
    ]);
  });
});

describe('the node of a bundle', () => {
  const label = (files: Record<string, string>): string | undefined => {
    const result = factsOf(files).get(clusterNode);
    return result.known ? result.value.label : undefined;
  };

  it('is told by its boot before its name', () => {
    const boot = { [`${TOP}/proc/sys/kernel/random/boot_id`]: 'boot-8\n' };
    expect(label({ ...cluster(NODES), ...boot, ...host('node-7') })).toBe('node-8');
  });

  it('is not guessed', () => {
    expect(label(cluster(NODES))).toBeUndefined();
    expect(label({ ...cluster(NODES), ...host('node-9') })).toBeUndefined();
    expect(label({ ...cluster([NODES[0] ?? {}]), ...host('node-9') })).toBeUndefined();
    const twins = [node('node-7.a.example.com', 'True'), node('node-7.b.example.com', 'True')];
    expect(label({ ...cluster(twins), ...host('node-7') })).toBeUndefined();
    const all = factsOf(cluster(NODES));
    for (const result of [all.get(clusterNode), all.get(clusterEvents), all.get(volumeAttachments)]) {
      expect(!result.known && result.missing[0]?.source).toBe('hostname');
    }
    const found = all.get(pods);
    expect(!found.known && found.missing.map((m) => m.source)).toEqual(['file_list', 'crictl_pods', 'hostname']);
  });

  it('is the only one there is, where the bundle names no machine', () => {
    const files = cluster([node('node-7', 'True', { kernelVersion: '5.15.0', osImage: 'Ubuntu 22.04.3 LTS' })]);
    expect(label(files)).toBe('node-7');
    expect(theValue(factsOf(files).get(machine))).toMatchObject({
      hostname: 'node-7',
      kernel: '5.15.0',
      os: 'Ubuntu 22.04.3 LTS',
    });
  });
});

describe('the time of collection', () => {
  it('is at least that of the last event or heartbeat, where nothing else tells it', () => {
    const found = theValue(factsOf({ ...cluster(NODES) }, {}).get(clock));
    expect([found.collected_at, found.collected_at_from]).toEqual([NOW - 120, 'last event']);
    const beating = node('node-9', 'True');
    for (const condition of beating.status.conditions) Object.assign(condition, { lastHeartbeatTime: time(1) });
    expect(theValue(factsOf(cluster([beating]), {}).get(clock))).toMatchObject({
      collected_at: NOW - 60,
      collected_at_from: 'last heartbeat of a node',
    });
  });
});

describe('a table of pods', () => {
  it('tells the state of a pod that something else identifies', () => {
    const files = {
      ...host('node-7'),
      'kubectl/pods': [
        'NAMESPACE   NAME     READY   STATUS             RESTARTS   AGE   IP           NODE     NOMINATED NODE   READINESS GATES',
        'shop        cart-0   0/1     CrashLoopBackOff   7          3d    10.244.3.9   node-7   <none>           <none>',
        '',
      ].join('\n'),
      'commands/list/pod-logs': `81a4 1000 1768478000 /var/log/pods/shop_cart-0_${UID}/cart/3.log\n`,
    };
    expect(theValue(factsOf(files).get(pods))).toMatchObject([{ uid: UID, reason: 'CrashLoopBackOff', ready: false }]);
    const { 'commands/list/pod-logs': _, ...alone } = files;
    const result = factsOf(alone).get(pods);
    expect(!result.known && result.missing.at(-1)).toEqual({
      source: 'kube_pods',
      reason: 'a table of pods has no uids',
    });
  });
});
