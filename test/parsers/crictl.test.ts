import { describe, expect, it } from 'vitest';
import { crictlInfo } from '../../src/parsers/crictl-info.ts';
import { crictlPods } from '../../src/parsers/crictl-pods.ts';
import { crictlPs } from '../../src/parsers/crictl-ps.ts';
import { crictlVersion } from '../../src/parsers/crictl-version.ts';
import { lineFinder } from '../../src/parsers/line-finder.ts';
import { parse } from './parse.ts';
import { CONTAINER_ID } from './samples.ts';

const SANDBOX_ID = 'cd'.repeat(32);
const container = {
  id: CONTAINER_ID,
  podSandboxId: SANDBOX_ID,
  metadata: { name: 'cart', attempt: 3 },
  image: { image: 'sha256:0c7e', userSpecifiedImage: 'registry.example/cart:1' },
  imageRef: 'sha256:0c7e',
  state: 'CONTAINER_RUNNING',
  createdAt: '1768478100123456789',
  labels: {
    'io.kubernetes.pod.name': 'cart-0',
    'io.kubernetes.pod.namespace': 'shop',
    'io.kubernetes.pod.uid': '0d3a',
  },
  annotations: {},
};

describe('crictl_ps', () => {
  it('has the containers with their pods', () => {
    const text = JSON.stringify(
      { containers: [container, { ...container, id: 'ef'.repeat(32), image: undefined }] },
      null,
      2,
    );
    const { document, problems } = parse(crictlPs, text);
    expect(problems).toEqual([]);
    expect(document?.containers[0]).toEqual({
      id: CONTAINER_ID,
      sandboxId: SANDBOX_ID,
      name: 'cart',
      attempt: 3,
      image: 'registry.example/cart:1',
      state: 'CONTAINER_RUNNING',
      createdAt: 1_768_478_100.123,
      podName: 'cart-0',
      podNamespace: 'shop',
      podUid: '0d3a',
      line: 4,
    });
    expect(document?.containers[1]).toMatchObject({
      image: 'sha256:0c7e',
      line: text.slice(0, text.indexOf('efef')).split('\n').length,
    });
  });

  it('takes an empty list for an answer, and elements of another shape for none', () => {
    expect(parse(crictlPs, '{"containers":[]}').document).toEqual({ containers: [] });
    expect(parse(crictlPs, '{"containers":[{"id":"../x"},7,null]}').document).toEqual({ containers: [] });
    expect(parse(crictlPs, 'FATA[0002] connect: connection refused').document).toBeUndefined();
  });
});

describe('crictl_pods', () => {
  it('has the sandboxes', () => {
    const item = {
      id: SANDBOX_ID,
      metadata: { name: 'cart-0', uid: '0d3a', namespace: 'shop', attempt: 1 },
      state: 'SANDBOX_NOTREADY',
      createdAt: '1768478000000000000',
      runtimeHandler: '',
    };
    expect(parse(crictlPods, JSON.stringify({ items: [item] })).document?.pods).toEqual([
      {
        id: SANDBOX_ID,
        name: 'cart-0',
        namespace: 'shop',
        uid: '0d3a',
        attempt: 1,
        state: 'SANDBOX_NOTREADY',
        createdAt: 1_768_478_000,
        line: 1,
      },
    ]);
  });
});

describe('crictl_version', () => {
  it('reads JSON and text', () => {
    const expected = { runtimeName: 'containerd', runtimeVersion: '1.6.24', runtimeApiVersion: 'v1' };
    expect(parse(crictlVersion, JSON.stringify({ version: '0.1.0', ...expected })).document).toEqual(expected);
    const text = 'Version:  0.1.0\nRuntimeName:  containerd\nRuntimeVersion:  1.6.24\nRuntimeApiVersion:  v1\n';
    expect(parse(crictlVersion, text).document).toEqual(expected);
    expect(parse(crictlVersion, 'no such file').document).toBeUndefined();
  });
});

describe('crictl_info', () => {
  it('has the conditions and what containerd adds', () => {
    const text = JSON.stringify({
      status: {
        conditions: [
          { type: 'RuntimeReady', status: true, reason: '', message: '' },
          {
            type: 'NetworkReady',
            status: false,
            reason: 'NetworkPluginNotReady',
            message: 'cni plugin not initialized',
          },
        ],
      },
      config: {
        containerd: { snapshotter: 'overlayfs', defaultRuntimeName: 'runc' },
        rootDir: '/var/lib/containerd/io.containerd.grpc.v1.cri',
      },
      lastCNILoadStatus: 'cni config load failed: no network config found in /etc/cni/net.d',
    });
    expect(parse(crictlInfo, text).document).toEqual({
      conditions: [
        { type: 'RuntimeReady', status: true },
        { type: 'NetworkReady', status: false, reason: 'NetworkPluginNotReady', message: 'cni plugin not initialized' },
      ],
      snapshotter: 'overlayfs',
      defaultRuntime: 'runc',
      rootDir: '/var/lib/containerd/io.containerd.grpc.v1.cri',
      lastCniLoadStatus: 'cni config load failed: no network config found in /etc/cni/net.d',
    });
    expect(parse(crictlInfo, '{"status":{}}').document).toBeUndefined();
  });
});

describe('the line of a value', () => {
  it('is found in one pass, and stays where the last one was when a value is missing', () => {
    const lineOf = lineFinder('a\nb\n\nc b\nd');
    expect(['a', 'b', 'b', 'zz', 'd'].map(lineOf)).toEqual([1, 2, 4, 4, 4]);
  });
});

describe('tables of crictl', () => {
  const PS = [
    'WARN[0000] runtime connect using default endpoints: [unix:///run/containerd/containerd.sock]',
    'CONTAINER           IMAGE               CREATED             STATE               NAME                ATTEMPT             POD ID              POD',
    '9c1185a5c5e9f       7614ae9453d1d       3 days ago          Running             cart                3                   77ab03c1d2e4f       cart-0',
    '1f6e0d3af6a2b       7614ae9453d1d       4 weeks ago         Exited              cart                2                   77ab03c1d2e4f       cart-0',
    '',
  ].join('\n');
  const PODS = [
    'POD ID              CREATED             STATE               NAME                NAMESPACE           ATTEMPT             RUNTIME',
    '77ab03c1d2e4f       3 days ago          NotReady            cart-0              shop                0                   (default)',
  ].join('\n');

  it('are read by their columns', () => {
    expect(parse(crictlPs, PS)).toEqual({
      document: {
        containers: [
          expect.objectContaining({
            id: '9c1185a5c5e9f',
            attempt: 3,
            state: 'CONTAINER_RUNNING',
            podName: 'cart-0',
            line: 3,
          }),
          expect.objectContaining({
            id: '1f6e0d3af6a2b',
            name: 'cart',
            state: 'CONTAINER_EXITED',
            sandboxId: '77ab03c1d2e4f',
          }),
        ],
      },
      problems: [],
    });
    expect(parse(crictlPods, PODS).document?.pods).toEqual([
      {
        id: '77ab03c1d2e4f',
        name: 'cart-0',
        namespace: 'shop',
        attempt: 0,
        state: 'SANDBOX_NOTREADY',
        runtimeHandler: '(default)',
        line: 2,
      },
    ]);
  });

  it('are known by their titles, and empty ones say that there is nothing', () => {
    expect(crictlPods.sniff?.(PODS)).toBe(true);
    expect(crictlPs.sniff?.(PS.split('\n').slice(1).join('\n'))).toBe(true);
    expect(crictlPs.sniff?.(PODS)).toBe(false);
    expect(parse(crictlPods, PODS.split('\n')[0] ?? '').document).toEqual({ pods: [] });
  });

  it('keep their good rows when others are bad', () => {
    const { document, problems } = parse(
      crictlPods,
      `${PODS}\nFATA[0002] listing pod sandboxes: context deadline exceeded`,
    );
    expect(document?.pods).toHaveLength(1);
    expect(problems).toHaveLength(1);
  });
});
