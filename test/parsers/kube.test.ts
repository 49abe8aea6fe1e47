import { describe, expect, it } from 'vitest';
import { kubeNode } from '../../src/parsers/kube-node.ts';
import { kubePods } from '../../src/parsers/kube-pods.ts';
import { parse } from './parse.ts';
import { CONTAINER_ID } from './samples.ts';

describe('kube_node', () => {
  it('has conditions, taints, sizes and versions', () => {
    const node = {
      kind: 'Node',
      apiVersion: 'v1',
      metadata: { name: 'node-7', creationTimestamp: '2026-01-01T00:00:00Z' },
      spec: {
        podCIDR: '10.244.3.0/24',
        unschedulable: true,
        taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }, {}],
      },
      status: {
        capacity: { pods: '110', memory: '16265220Ki' },
        conditions: [
          {
            type: 'Ready',
            status: 'False',
            reason: 'KubeletNotReady',
            message: 'PLEG is not healthy',
            lastHeartbeatTime: '2026-01-15T11:59:30Z',
            lastTransitionTime: '2026-01-15T11:50:00Z',
          },
          { type: 'Odd' },
        ],
        nodeInfo: {
          kernelVersion: '5.4.0-99',
          osImage: 'Ubuntu 20.04',
          containerRuntimeVersion: 'docker://19.3.5',
          kubeletVersion: 'v1.18.9',
        },
      },
    };
    expect(parse(kubeNode, JSON.stringify(node)).document).toEqual({
      name: 'node-7',
      unschedulable: true,
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'KubeletNotReady',
          message: 'PLEG is not healthy',
          heartbeatAt: Date.UTC(2026, 0, 15, 11, 59, 30) / 1000,
          changedAt: Date.UTC(2026, 0, 15, 11, 50) / 1000,
        },
      ],
      taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }],
      capacity: { pods: '110', memory: '16265220Ki' },
      allocatable: {},
      kernelVersion: '5.4.0-99',
      osImage: 'Ubuntu 20.04',
      containerRuntimeVersion: 'docker://19.3.5',
      kubeletVersion: 'v1.18.9',
      podCidr: '10.244.3.0/24',
      createdAt: Date.UTC(2026, 0, 1) / 1000,
      hostnames: [],
    });
    expect(parse(kubeNode, '{"kind":"Status","status":"Failure","metadata":{}}').document).toBeUndefined();
  });
});

describe('kube_pods', () => {
  const pod = {
    metadata: {
      name: 'cart-0',
      namespace: 'shop',
      uid: '0d3af6a2-3c4e-4f0e-9a57-1b7c5d2e8f60',
      annotations: { 'kubernetes.io/config.hash': 'abc' },
    },
    spec: {
      hostNetwork: true,
      volumes: [
        { name: 'tmp', emptyDir: {} },
        { name: 'root', hostPath: { path: '/', type: '' } },
        { name: 'nothing' },
      ],
      containers: [
        {
          name: 'cart',
          image: 'cart:1',
          env: [{ name: 'TOKEN', value: 'environment-secret' }],
          args: ['argument-secret'],
          livenessProbe: { exec: { command: ['probe-secret'] } },
          readinessProbe: { httpGet: { path: '/ready' } },
        },
      ],
      initContainers: [{ name: 'wait' }],
    },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'False' }],
      containerStatuses: [
        {
          name: 'cart',
          containerID: `containerd://${CONTAINER_ID}`,
          ready: false,
          restartCount: 7,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
        },
      ],
    },
  };

  it('has containers with their states and probes, and volumes by kind', () => {
    const { document, problems } = parse(
      kubePods,
      JSON.stringify({ kind: 'PodList', apiVersion: 'v1', items: [pod] }, null, 1),
    );
    expect(problems).toEqual([]);
    expect(document?.pods).toEqual([
      {
        uid: '0d3af6a2-3c4e-4f0e-9a57-1b7c5d2e8f60',
        name: 'cart-0',
        namespace: 'shop',
        phase: 'Running',
        ready: false,
        hostNetwork: true,
        mirrorUid: 'abc',
        containers: [
          { name: 'wait', init: true, probes: [] },
          {
            name: 'cart',
            id: CONTAINER_ID,
            image: 'cart:1',
            init: false,
            ready: false,
            restartCount: 7,
            state: 'waiting',
            reason: 'CrashLoopBackOff',
            lastReason: 'OOMKilled',
            lastExitCode: 137,
            probes: ['liveness exec', 'readiness httpGet'],
          },
        ],
        volumes: [
          { name: 'tmp', kind: 'emptyDir' },
          { name: 'root', kind: 'hostPath', hostPath: '/' },
        ],
        line: 9,
      },
    ]);
    expect(JSON.stringify(document)).not.toContain('secret');
  });

  it('takes an empty list for an answer, and a refusal for none', () => {
    expect(parse(kubePods, '{"items":[]}').document).toEqual({ pods: [] });
    expect(parse(kubePods, '{"items":[{"metadata":{"uid":7}},null]}').document).toEqual({ pods: [] });
    expect(parse(kubePods, '{"kind":"Status","code":403}').document).toBeUndefined();
  });
});
