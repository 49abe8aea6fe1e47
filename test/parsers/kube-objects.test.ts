import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonItems } from '../../src/parsers/json-items.ts';
import { kubeEvents } from '../../src/parsers/kube-events.ts';
import { kubeNodes } from '../../src/parsers/kube-nodes.ts';
import { kubePods } from '../../src/parsers/kube-pods.ts';
import { kubePvcs } from '../../src/parsers/kube-pvcs.ts';
import { kubePvs } from '../../src/parsers/kube-pvs.ts';
import { kubeVolumeAttachments } from '../../src/parsers/kube-volume-attachments.ts';
import { parse } from './parse.ts';

const node = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': `${name}.example.com` } },
  spec: { providerID: 'aws:///eu-1a/i-0a1b' },
  status: {
    addresses: [{ type: 'InternalIP', address: '10.0.0.7' }, { type: 'ExternalIP', address: '203.0.113.7' }, 7],
    conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' }],
    nodeInfo: { bootID: 'b-1', machineID: 'm-1' },
  },
  ...more,
});
const names = (text: string) => parse(kubeNodes, text).document?.nodes.map((n) => n.name);

describe('objects as JSON', () => {
  it('are read from the list of a client, of kubectl, and one in a file', () => {
    const bare = { ...node('a'), kind: undefined, apiVersion: undefined };
    expect(names(JSON.stringify({ kind: 'NodeList', apiVersion: 'v1', items: [bare, node('b')] }))).toEqual(['a', 'b']);
    expect(names(JSON.stringify({ apiVersion: 'v1', items: [node('a')], kind: 'List' }, null, 4))).toEqual(['a']);
    expect(names(JSON.stringify(node('a')))).toEqual(['a']);
    expect(names(`${JSON.stringify(node('a'))}\n${JSON.stringify(node('b'))}\n`)).toEqual(['a', 'b']);
  });

  it('tell the machine by its identifiers, names and inner addresses', () => {
    expect(parse(kubeNodes, JSON.stringify(node('a'), null, 2)).document?.nodes[0]).toMatchObject({
      bootId: 'b-1',
      machineId: 'm-1',
      providerId: 'aws:///eu-1a/i-0a1b',
      hostnames: ['10.0.0.7', 'a.example.com'],
      conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' }],
      line: 5,
    });
  });

  it('of another kind are left out, and a list of them is no list of nodes', () => {
    const pod = { kind: 'Pod', metadata: { name: 'cart-0', uid: 'u' }, spec: {} };
    expect(names(JSON.stringify({ kind: 'List', items: [pod, node('a')] }))).toEqual(['a']);
    expect(names(JSON.stringify({ kind: 'Status', status: 'Failure' }))).toBeUndefined();
    expect(names('{"kind":"NodeList","items":[]}')).toEqual([]);
  });

  it('are kept up to the place where the text is cut, which is said', () => {
    const text = JSON.stringify({ kind: 'NodeList', items: [node('a'), node('b')] }, null, 1);
    const { document, problems } = parse(kubeNodes, text.slice(0, text.indexOf('"b"')));
    expect(document?.nodes.map((n) => n.name)).toEqual(['a']);
    expect(problems.map((p) => p.message)).toEqual(['the list of nodes is cut off']);
    expect(problems[0]?.line).toBeGreaterThan(20);
  });

  it('have no value where a tool masked it', () => {
    const masked = node('a', { spec: { providerID: '***HIDDEN***' } });
    expect(parse(kubeNodes, JSON.stringify(masked)).document?.nodes[0]?.providerId).toBeUndefined();
    expect(names(JSON.stringify(node('***HIDDEN***')))).toBeUndefined();
  });

  it('come out of a stream as JSON.parse has them, whatever the chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
        fc.integer({ min: 1, max: 50 }),
        (items, size) => {
          const found: unknown[] = [];
          const cutter = new JsonItems(({ text }) => found.push(JSON.parse(text)));
          const bytes = Buffer.from(JSON.stringify({ metadata: { items: [{ x: 1 }] }, items, more: [{ y: 2 }] }));
          for (let at = 0; at < bytes.length; at += size) cutter.write(Buffer.from(bytes.subarray(at, at + size)));
          expect(cutter.end()).toEqual({ lists: 1, openLine: undefined, oversized: 0 });
          expect(found).toEqual(JSON.parse(JSON.stringify(items)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('that are too large are left out, and those behind them are read', () => {
    const found: string[] = [];
    const cutter = new JsonItems(({ text }) => found.push(text), 20);
    cutter.write(Buffer.from(`{"items":[{"a":"${'x'.repeat(100)}"},{"b":1}]}`));
    expect(cutter.end().oversized).toBe(1);
    expect(found).toEqual(['{"b":1}']);
  });
});

describe('objects as YAML', () => {
  const PODS = `---
apiVersion: v1
items:
- apiVersion: v1
  kind: Pod
  metadata:
    managedFields:
    - manager: kubelet
      fieldsV1:
        f:status: {}
    name: cart-0
    namespace: shop
    uid: 0d3af6a2-3c4e-4f0e-9a57-1b7c5d2e8f60
  spec:
    nodeName: node-7
    containers:
    - args:
      - --token=argument-secret
      - |
        - kind: Pod
      env:
      - name: TOKEN
        value: environment-secret
      name: cart
      image: cart:1
    volumes:
    - name: data
      persistentVolumeClaim:
        claimName: data-cart-0
  status:
    phase: Running
    containerStatuses:
    - name: cart
      restartCount: 7
      containerID: containerd://aa
      state:
        waiting: {reason: CrashLoopBackOff, message: back-off}
      lastState:
        terminated:
          containerID: containerd://aa
          exitCode: 137
          reason: OOMKilled
          finishedAt: "2026-01-15T11:00:00Z"
- apiVersion: v1
  kind: Pod
  metadata: {name: web-0, namespace: shop, uid: "1"}
  spec: {}
kind: PodList
metadata:
  resourceVersion: "1"
`;

  it('are read from a list, one after the other', () => {
    const { document, problems } = parse(kubePods, PODS);
    expect(problems).toEqual([]);
    expect(document?.pods.map((p) => [p.name, p.node, p.line])).toEqual([
      ['cart-0', 'node-7', 13],
      ['web-0', undefined, PODS.split('\n').lastIndexOf('- apiVersion: v1') + 1],
    ]);
    expect(document?.pods[0]).toMatchObject({
      volumes: [{ name: 'data', kind: 'persistentVolumeClaim', claim: 'data-cart-0' }],
      containers: [
        {
          name: 'cart',
          id: 'aa',
          restartCount: 7,
          state: 'waiting',
          reason: 'CrashLoopBackOff',
          lastId: 'aa',
          lastExitCode: 137,
          lastReason: 'OOMKilled',
          lastFinishedAt: Date.UTC(2026, 0, 15, 11) / 1000,
        },
      ],
    });
    expect(JSON.stringify(document)).not.toContain('secret');
  });

  it('are read one in a file, with their list indented, or with none in it', () => {
    expect(names('apiVersion: v1\nkind: Node\nmetadata:\n  name: a\nstatus: {}\n')).toEqual(['a']);
    expect(names('apiVersion: v1\nitems:\n  - kind: Node\n    metadata:\n      name: a\nkind: List\n')).toEqual(['a']);
    expect(names('apiVersion: v1\nitems: []\nkind: NodeList\n')).toEqual([]);
    expect(names('kind: Node\nmetadata: {name: a}\n---\nkind: Node\nmetadata: {name: b}\n')).toEqual(['a', 'b']);
  });

  it('cannot make the reader grow by aliases, and what stands behind them is read', () => {
    const bomb = [
      '  a0: &a0 [x, x]',
      ...Array.from({ length: 30 }, (_, i) => `  a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
    ];
    const text = `items:\n- kind: Node\n${bomb.join('\n')}\n- kind: Node\n  metadata:\n    name: b\n`;
    const started = performance.now();
    const { document, problems } = parse(kubeNodes, text);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(document?.nodes.map((n) => n.name)).toEqual(['b']);
    expect(problems.map((p) => p.message)).toEqual(['1 of the nodes could not be read']);
  });

  it.each(['? ', '- ', '[', '{a: ', '&a ', '"', '" "', ': ', "'"])('of %j without end take no time', (unit) => {
    const started = performance.now();
    expect(
      names(`items:\n- kind: Node\n  x: ${unit.repeat(100_000 / unit.length)}\n- kind: Node\n  metadata: {name: b}\n`),
    ).toEqual(['b']);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('that nest without end are one bad object', () => {
    const text = `items:\n- kind: Node\n  x: ${'['.repeat(100_000)}\n- kind: Node\n  metadata: {name: b}\n`;
    expect(names(text)).toEqual(['b']);
  });

  it('that go on for ever are cut, which is said', () => {
    const item = `- kind: Node\n  metadata:\n    name: a\n    note: ${'x'.repeat(400_000)}\n`;
    const { document, problems } = parse(kubeNodes, `items:\n${item.repeat(80)}`);
    expect(document?.nodes.length).toBeLessThan(80);
    expect(problems.map((p) => p.message)).toContain(
      'there is more YAML than is read: the nodes from here on are left out',
    );
  });
});

describe('tables of kubectl', () => {
  it('have the readiness of nodes and their versions', () => {
    const { document } = parse(
      kubeNodes,
      [
        'NAME     STATUS                     ROLES           AGE   VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE             KERNEL-VERSION      CONTAINER-RUNTIME',
        'node-7   Ready,SchedulingDisabled   control-plane   41d   v1.28.4   10.0.0.7      <none>        Ubuntu 22.04.3 LTS   5.15.0-91-generic   containerd://1.7.2',
        'node-8   NotReady                   <none>          41d   v1.28.4   10.0.0.8      <none>        Ubuntu 22.04.3 LTS   5.15.0-91-generic   docker://19.3.5',
        '',
      ].join('\n'),
    );
    expect(document?.nodes).toMatchObject([
      {
        name: 'node-7',
        unschedulable: true,
        conditions: [{ type: 'Ready', status: 'True' }],
        kubeletVersion: 'v1.28.4',
      },
      {
        name: 'node-8',
        unschedulable: false,
        conditions: [{ status: 'False' }],
        containerRuntimeVersion: 'docker://19.3.5',
      },
    ]);
  });

  it('have the state of pods without what they do not tell', () => {
    const { document } = parse(
      kubePods,
      [
        'NAMESPACE   NAME     READY   STATUS             RESTARTS      AGE   IP           NODE     NOMINATED NODE   READINESS GATES',
        'shop        cart-0   0/1     CrashLoopBackOff   7 (2m ago)    3d    10.244.3.9   node-7   <none>           <none>',
        'shop        job-1    0/1     Completed          0             3d    10.244.3.8   node-7   <none>           <none>',
        '',
      ].join('\n'),
    );
    expect(document?.pods).toMatchObject([
      { name: 'cart-0', namespace: 'shop', node: 'node-7', reason: 'CrashLoopBackOff', ready: false, containers: [] },
      { name: 'job-1', phase: 'Succeeded' },
    ]);
    expect(document?.pods[0]?.phase).toBeUndefined();
    expect(document?.pods[0]?.uid).toBeUndefined();
  });

  it('have events with their age', () => {
    const { document } = parse(
      kubeEvents,
      [
        'NAMESPACE   LAST SEEN             TYPE      REASON        OBJECT          MESSAGE',
        'shop        2m10s                 Warning   FailedMount   pod/cart-0      MountVolume.SetUp failed for volume "data"',
        'default     3d (x12 over 41d)     Normal    NodeReady     node/node-7     Node node-7 status is now: NodeReady',
        '',
      ].join('\n'),
    );
    expect(document?.events).toMatchObject([
      { reason: 'FailedMount', type: 'Warning', kind: 'Pod', namespace: 'shop', name: 'cart-0', ageSeconds: 130 },
      { reason: 'NodeReady', kind: 'Node', name: 'node-7', ageSeconds: 259_200 },
    ]);
  });

  it('may say that there is none', () => {
    expect(parse(kubeEvents, 'No resources found in shop namespace.\n').document).toEqual({ events: [] });
    expect(parse(kubeEvents, 'error: the server is not there\n').document).toBeUndefined();
  });
});

describe('kube_events', () => {
  it('has both forms of an event', () => {
    const old = {
      metadata: { uid: 'e-1' },
      reason: 'BackOff',
      type: 'Warning',
      count: 40,
      firstTimestamp: '2026-01-15T11:00:00Z',
      lastTimestamp: '2026-01-15T11:50:00Z',
      involvedObject: { kind: 'Pod', namespace: 'shop', name: 'cart-0', uid: 'u' },
      source: { component: 'kubelet', host: 'node-7' },
      message: 'Back-off restarting failed container',
    };
    const young = {
      reason: 'Scheduled',
      type: 'Normal',
      eventTime: '2026-01-15T11:00:00.123456Z',
      regarding: { kind: 'Pod', namespace: 'shop', name: 'cart-0' },
      reportingController: 'default-scheduler',
      note: 'Successfully assigned',
      series: { count: 3, lastObservedTime: '2026-01-15T11:10:00.000000Z' },
    };
    const at = (minute: number): number => Date.UTC(2026, 0, 15, 11, minute) / 1000;
    expect(
      parse(kubeEvents, JSON.stringify({ kind: 'EventList', items: [old, young] })).document?.events,
    ).toMatchObject([
      {
        id: 'e-1',
        reason: 'BackOff',
        count: 40,
        firstAt: at(0),
        lastAt: at(50),
        uid: 'u',
        component: 'kubelet',
        host: 'node-7',
      },
      { reason: 'Scheduled', count: 3, firstAt: at(0) + 0.123, lastAt: at(10), message: 'Successfully assigned' },
    ]);
  });
});

describe('volumes', () => {
  it('have claim, driver and handle', () => {
    const volume = {
      metadata: { name: 'pvc-1' },
      spec: {
        capacity: { storage: '20Gi' },
        csi: { driver: 'disk.csi.example.com', volumeHandle: 'd-0a1b' },
        claimRef: { namespace: 'shop', name: 'data-cart-0', uid: 'c' },
        persistentVolumeReclaimPolicy: 'Delete',
      },
      status: { phase: 'Bound' },
    };
    expect(
      parse(kubePvs, JSON.stringify({ kind: 'PersistentVolumeList', items: [volume] })).document?.volumes,
    ).toMatchObject([
      {
        name: 'pvc-1',
        phase: 'Bound',
        capacity: '20Gi',
        kind: 'csi',
        driver: 'disk.csi.example.com',
        handle: 'd-0a1b',
        claimNamespace: 'shop',
        claimName: 'data-cart-0',
        claimUid: 'c',
        reclaimPolicy: 'Delete',
      },
    ]);
  });

  it('are claimed and attached', () => {
    const claim = {
      metadata: { name: 'data-cart-0', namespace: 'shop', uid: 'c' },
      spec: { volumeName: 'pvc-1', resources: { requests: { storage: '20Gi' } } },
      status: { phase: 'Bound' },
    };
    expect(
      parse(kubePvcs, JSON.stringify({ kind: 'PersistentVolumeClaimList', items: [claim] })).document?.claims,
    ).toMatchObject([{ namespace: 'shop', name: 'data-cart-0', volume: 'pvc-1', phase: 'Bound', requested: '20Gi' }]);
    const attachment = {
      metadata: { name: 'csi-0a', deletionTimestamp: '2026-01-15T11:00:00Z' },
      spec: { attacher: 'disk.csi.example.com', nodeName: 'node-7', source: { persistentVolumeName: 'pvc-1' } },
      status: { attached: true, detachError: { message: 'device is busy' } },
    };
    expect(
      parse(kubeVolumeAttachments, JSON.stringify({ kind: 'VolumeAttachmentList', items: [attachment] })).document
        ?.attachments,
    ).toMatchObject([
      {
        name: 'csi-0a',
        node: 'node-7',
        volume: 'pvc-1',
        attached: true,
        detachError: 'device is busy',
        deletedAt: 1768474800,
      },
    ]);
  });
});
