import { describe, expect, it } from 'vitest';
import { failedOperations } from '../../src/facts/failed-operations.ts';
import { ownersOf } from '../../src/facts/path-owners.ts';
import { podUidOfCgroup, podUidOfPath } from '../../src/facts/pod-uid.ts';
import { pods } from '../../src/facts/pods.ts';
import { factsOf, mountLine, theValue } from './reading.ts';

const UID = '0d3af6a2-3c4e-4f0e-9a57-1b7c5d2e8f60';
const STATIC = '0123456789abcdef0123456789abcdef';
const ID = '9c'.repeat(32);
const SANDBOX = 'cd'.repeat(32);
const AT = `/var/lib/kubelet/pods/${UID}`;
const DIRECTORIES = {
  'commands/list/kubelet-pods': [
    `41ed 4096 1768478000 ${AT}`,
    `41ed 4096 1768478000 ${AT}/containers/cart`,
    `0 0 0 ${AT}/volumes/kubernetes.io~nfs/shared`,
    `41ed 4096 1768478000 ${AT}/volumes/kubernetes.io~empty-dir/tmp`,
    `41ed 4096 1768478000 ${AT}/plugins/kubernetes.io~empty-dir`,
    `41ed 4096 1768478000 /var/lib/kubelet/pods/${STATIC}`,
    '41ed 4096 1768478000 /var/lib/kubelet/plugins_registry/csi.sock',
    '',
  ].join('\n'),
};
const LOGS = {
  'commands/list/pod-logs': [
    `41ed 4096 1768478000 /var/log/pods/shop_cart-0_${UID}/cart`,
    `81a4 1000 1768478000 /var/log/pods/shop_cart-0_${UID}/cart/3.log`,
    `81a4 500 1768478000 /var/log/pods/shop_cart-0_${UID}/cart/2.log.20260115-100000.gz`,
    `a1ff 165 1768478000 /var/log/pods/shop_cart-0_${UID}/proxy/0.log`,
    `41ed 4096 1768478000 /var/log/pods/kube-system_etcd-node-7_${STATIC}`,
    '',
  ].join('\n'),
};
const sandboxes = {
  'commands/crictl/pods.json': JSON.stringify({
    items: [{ id: SANDBOX, metadata: { name: 'cart-0', namespace: 'shop', uid: UID }, state: 'SANDBOX_READY' }],
  }),
};
const running = {
  'commands/crictl/ps.json': JSON.stringify({
    containers: [
      { id: 'ee'.repeat(32), attempt: 2, createdAt: '1768470000000000000' },
      { id: ID, attempt: 3, createdAt: '1768478000000000000' },
    ].map(({ id, attempt, createdAt }) => ({
      ...{ id, createdAt, podSandboxId: SANDBOX, state: 'CONTAINER_RUNNING', metadata: { name: 'cart', attempt } },
      labels: {
        'io.kubernetes.pod.name': 'cart-0',
        'io.kubernetes.pod.namespace': 'shop',
        'io.kubernetes.pod.uid': UID,
      },
    })),
  }),
};
const all = (files: Record<string, string>) => theValue(factsOf(files).get(pods));

describe('pods', () => {
  it('are joined from directories, log names and the runtime, each once', () => {
    expect(all({ ...DIRECTORIES, ...LOGS, ...sandboxes, ...running })).toMatchObject([
      { uid: STATIC, label: 'kube-system/etcd-node-7', on_disk: true, containers: [] },
      {
        uid: UID,
        entity: `pod:${UID}`,
        label: 'shop/cart-0',
        name: 'cart-0',
        namespace: 'shop',
        on_disk: true,
        sandboxes: [`container:${SANDBOX}`],
        containers: [
          { name: 'cart', entity: `container:${ID}`, restarts: 3, log_bytes: 1500 },
          { name: 'proxy', restarts: 0 },
        ],
        volumes: [
          { plugin: 'nfs', name: 'shared' },
          { plugin: 'empty-dir', name: 'tmp' },
        ],
      },
    ]);
  });

  it('are named by their logs alone, with a lower bound of restarts', () => {
    const result = factsOf(LOGS).get(pods);
    expect(result.known && result.value.map((p) => [p.label, p.on_disk])).toEqual([
      ['kube-system/etcd-node-7', undefined],
      ['shop/cart-0', undefined],
    ]);
    expect(result.known && result.incomplete?.map((m) => m.source)).toEqual(['file_list', 'crictl_pods', 'kube_pods']);
  });

  it('keep a uid that nothing names', () => {
    expect(all(DIRECTORIES).map((p) => [p.label, p.name])).toEqual([
      [STATIC, undefined],
      [UID, undefined],
    ]);
  });

  it('have phase and readiness from the API server, a static pod under the uid that the node uses', () => {
    const item = {
      metadata: {
        name: 'etcd-node-7',
        namespace: 'kube-system',
        uid: 'ffffffff-3c4e-4f0e-9a57-1b7c5d2e8f60',
        annotations: { 'kubernetes.io/config.hash': STATIC },
      },
      spec: { containers: [{ name: 'etcd' }] },
      status: {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [{ name: 'etcd', restartCount: 4, containerID: `containerd://${ID}` }],
      },
    };
    const found = all({ ...LOGS, 'commands/kube/pods.json': JSON.stringify({ items: [item] }) });
    expect(found.map((p) => p.uid)).toEqual([STATIC, UID]);
    expect(found[0]).toMatchObject({
      phase: 'Running',
      ready: true,
      containers: [{ name: 'etcd', restarts: 4, entity: `container:${ID}` }],
    });
  });

  it('have restarts in the names that dockershim gives', () => {
    const labels = {
      'io.kubernetes.pod.name': 'cart-0',
      'io.kubernetes.pod.namespace': 'shop',
      'io.kubernetes.pod.uid': UID,
      'io.kubernetes.container.name': 'cart',
    };
    const config = {
      State: { Running: true },
      Name: `/k8s_cart_cart-0_shop_${UID}_12`,
      RestartCount: 0,
      Config: { Labels: labels },
    };
    const disk = `/var/lib/docker/containers/${ID}/config.v2.json:${JSON.stringify(config)}\n`;
    expect(all({ 'commands/disk/docker-containers': disk })[0]?.containers).toEqual([
      { name: 'cart', entity: `container:${ID}`, restarts: 12 },
    ]);
  });

  const start = (uid: number) => ({
    'manifest-start.json': JSON.stringify({ format: 'inquest-bundle', version: 1, privileges: { uid } }),
  });
  const step = (status: string) => ({
    'manifest/50-container_lists.json': JSON.stringify({
      step: 'container_lists',
      stage: 4,
      sources: ['file_list'],
      status,
      reason: 'it did not end in time',
      paths: [],
    }),
  });

  it('are none where the kubelet keeps none, as far as the collector could see', () => {
    expect(all({ ...start(0), ...step('collected') })).toEqual([]);
    expect(factsOf({ ...start(1000), ...step('collected') }).get(pods).known).toBe(false);
    const late = factsOf({ ...start(0), ...step('timed_out') }).get(pods);
    expect(!late.known && late.missing[0]).toEqual({
      source: 'file_list',
      reason: 'timed_out: it did not end in time',
    });
  });

  it('are unknown without any of their sources', () => {
    const result = factsOf({}).get(pods);
    expect(!result.known && result.missing.map((m) => m.source)).toEqual(['file_list', 'crictl_pods', 'kube_pods']);
  });
});

describe('the uid of a pod', () => {
  it.each([
    [`${AT}/volumes/kubernetes.io~empty-dir/tmp`, UID],
    [`/var/lib/k0s/kubelet/pods/${STATIC}`, STATIC],
    [`/var/log/pods/shop_cart-0_${UID}/cart/0.log`, UID],
    ['/var/lib/kubelet/pods/no-uid/x', undefined],
    [`/srv/${UID}`, undefined],
  ])('of path %s is %s', (path, uid) => expect(podUidOfPath(path)).toBe(uid));

  it.each([
    [`/kubepods/burstable/pod${UID}/${ID}`, UID],
    [`kubepods-burstable-pod${UID.replaceAll('-', '_')}.slice:cri-containerd:${ID}`, UID],
    [`/kubepods.slice/kubepods-pod${STATIC}.slice`, STATIC],
    ['/system.slice/podman.service', undefined],
  ])('of control group %s is %s', (path, uid) => expect(podUidOfCgroup(path)).toBe(uid));
});

describe('what lies behind a path', () => {
  const disk = (name: string) => ({
    'commands/disk/docker-containers': `/var/lib/docker/containers/${ID}/config.v2.json:${JSON.stringify({
      State: { Running: true },
      Name: `/${name}`,
      Config: {
        Labels: {
          'io.kubernetes.pod.uid': UID,
          'io.kubernetes.pod.name': 'cart-0',
          'io.kubernetes.pod.namespace': 'shop',
        },
      },
    })}\n`,
    'commands/disk/docker-mounts': `/var/lib/docker/image/overlay2/layerdb/mounts/${ID}/mount-id:729a67\n`,
  });
  const owners = (path: string, files: Record<string, string>) => ownersOf(path, false, factsOf(files));

  it.each([
    [`${AT}/volumes/kubernetes.io~nfs/shared`, { podUid: UID, pod: 'shop/cart-0' }],
    [
      `/var/lib/docker/containers/${ID}/${ID}-json.log`,
      { container: `container:${ID}`, podUid: UID, pod: 'shop/cart-0' },
    ],
    ['/var/lib/docker/overlay2/729a67/merged/etc', { container: `container:${ID}`, podUid: UID, pod: 'shop/cart-0' }],
    [`/run/containers/storage/overlay-containers/${SANDBOX}/userdata`, { container: `container:${SANDBOX}` }],
    ['/srv', {}],
  ])('%s', (path, expected) => expect(owners(path, { ...LOGS, ...disk('web') })).toEqual(expected));

  it('names every pod of a failure, whose paths are of several', () => {
    const other = UID.replace('0d3a', 'ffff');
    const line = (uid: string, second: number): string =>
      `E0115 11:59:0${second}.100000    1288 nested.go:21] write /var/lib/kubelet/pods/${uid}/volumes/kubernetes.io~empty-dir/t/x: no space left on device\n`;
    const files = {
      'proc/1/mountinfo': mountLine({ id: 1, parent: 0, point: '/' }),
      'commands/list/pod-logs': `41ed 1 1 /var/log/pods/shop_cart-0_${UID}/cart\n41ed 1 1 /var/log/pods/shop_cart-1_${other}/cart\n`,
      'journal/kubelet.log': line(UID, 1) + line(other, 2),
    };
    const failed = theValue(factsOf(files).get(failedOperations));
    expect(failed.map((f) => f.pods)).toEqual([['shop/cart-0', 'shop/cart-1']]);
  });
});
