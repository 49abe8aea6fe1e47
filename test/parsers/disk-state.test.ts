import { describe, expect, it } from 'vitest';
import { dockerDiskContainers } from '../../src/parsers/docker-disk-containers.ts';
import { dockerDiskMounts } from '../../src/parsers/docker-disk-mounts.ts';
import { ociBundles } from '../../src/parsers/oci-bundles.ts';
import { parse } from './parse.ts';
import { CONTAINER_ID } from './samples.ts';

const OTHER_ID = 'ab'.repeat(32);
const AT = `/var/lib/docker/containers/${CONTAINER_ID}`;

const config = {
  StreamConfig: {},
  State: {
    Running: true,
    Paused: false,
    Restarting: false,
    OOMKilled: false,
    RemovalInProgress: false,
    Dead: false,
    Pid: 4711,
    ExitCode: 0,
    Error: '',
    StartedAt: '2026-01-15T10:00:01.25Z',
    FinishedAt: '0001-01-01T00:00:00Z',
  },
  ID: CONTAINER_ID,
  Created: '2026-01-15T10:00:00Z',
  Path: 'agent',
  Args: ['argument-secret'],
  Config: {
    Image: 'agent:2',
    Env: ['TOKEN=environment-secret'],
    Cmd: ['command-secret'],
    Labels: { 'io.kubernetes.pod.name': 'agent-x2', 'io.kubernetes.pod.namespace': 'ops' },
  },
  Image: 'sha256:d120',
  LogPath: `${AT}/${CONTAINER_ID}-json.log`,
  Name: '/agent',
  Driver: 'overlay2',
  RestartCount: 2,
  MountPoints: {
    '/rootfs': {
      Source: '/',
      Destination: '/rootfs',
      RW: false,
      Type: 'bind',
      Relabel: 'ro,rslave',
      Propagation: 'rslave',
    },
  },
};
const host = {
  Binds: ['/:/rootfs:ro,rslave'],
  LogConfig: { Type: 'json-file', Config: { 'max-size': '10m' } },
  Memory: 67108864,
  PidsLimit: 200,
  Privileged: true,
};
const lineOf = (file: string, json: unknown, at = AT): string => `${at}/${file}.json:${JSON.stringify(json)}`;

describe('docker_disk_containers', () => {
  it('joins the two files of a container, whatever their order', () => {
    const lines = [lineOf('hostconfig', host), lineOf('config.v2', config)];
    for (const text of [lines.join('\n'), lines.toReversed().join('\n')]) {
      const { document, problems } = parse(dockerDiskContainers, text);
      expect(problems).toEqual([]);
      expect(document?.containers).toMatchObject([
        {
          id: CONTAINER_ID,
          root: '/var/lib/docker',
          hasState: true,
          name: 'agent',
          image: 'agent:2',
          state: {
            status: 'running',
            running: true,
            pid: 4711,
            startedAt: Date.UTC(2026, 0, 15, 10, 0, 1, 250) / 1000,
          },
          restartCount: 2,
          logPath: `${AT}/${CONTAINER_ID}-json.log`,
          mounts: [
            { type: 'bind', source: '/', destination: '/rootfs', mode: 'ro,rslave', propagation: 'rslave', rw: false },
          ],
          binds: ['/:/rootfs:ro,rslave'],
          memoryLimitBytes: 67108864,
          pidsLimit: 200,
          privileged: true,
          podName: 'agent-x2',
          podNamespace: 'ops',
        },
      ]);
      expect(document?.containers[0]?.state.finishedAt).toBeUndefined();
    }
  });

  it('knows the line of each file', () => {
    const text = [lineOf('hostconfig', host), lineOf('config.v2', config)].join('\n');
    expect(parse(dockerDiskContainers, text).document?.containers[0]).toMatchObject({ line: 2, hostConfigLine: 1 });
  });

  it('keeps no environment and no arguments', () => {
    const text = [lineOf('hostconfig', host), lineOf('config.v2', config)].join('\n');
    expect(JSON.stringify(parse(dockerDiskContainers, text).document)).not.toContain('secret');
  });

  it.each([
    [{ Running: true, Paused: true }, 'paused'],
    [{ Running: true, Restarting: true }, 'restarting'],
    [{ Running: false, RemovalInProgress: true, StartedAt: '2026-01-15T10:00:00Z' }, 'removing'],
    [{ Running: false, Dead: true, StartedAt: '2026-01-15T10:00:00Z' }, 'dead'],
    [{ Running: false, StartedAt: '2026-01-15T10:00:00Z' }, 'exited'],
    [{ Running: false, StartedAt: '0001-01-01T00:00:00Z' }, 'created'],
  ])('reads the flags %j as %s', (state, status) => {
    const { document } = parse(dockerDiskContainers, lineOf('config.v2', { ...config, State: state }));
    expect(document?.containers[0]?.state.status).toBe(status);
  });

  it('says what it does not have when one file is missing or broken', () => {
    const text = [
      lineOf('hostconfig', host),
      `${AT}/config.v2.json:{"State":{"Running":tru`,
      lineOf('config.v2', config, `/data/docker/containers/${OTHER_ID}`),
    ].join('\n');
    const { document, problems } = parse(dockerDiskContainers, text);
    expect(problems.map(({ line }) => line)).toEqual([2]);
    expect(document?.containers.map(({ id, root, hasState, state }) => [id, root, hasState, state.status])).toEqual([
      [CONTAINER_ID, '/var/lib/docker', false, undefined],
      [OTHER_ID, '/data/docker', true, 'running'],
    ]);
  });
});

describe('docker_disk_mounts', () => {
  it('maps a container to its layer', () => {
    const at = `/var/lib/docker/image/overlay2/layerdb/mounts/${CONTAINER_ID}`;
    const { document, problems } = parse(
      dockerDiskMounts,
      `${at}/init-id:729a67-init\n${at}/mount-id:729a67\n${at}/parent:sha256:0c7e\n/other:x\n`,
    );
    expect(problems.map(({ line }) => line)).toEqual([4]);
    expect(document?.layers).toEqual([
      {
        root: '/var/lib/docker',
        driver: 'overlay2',
        containerId: CONTAINER_ID,
        layer: '729a67',
        initLayer: '729a67-init',
        line: 2,
      },
    ]);
  });
});

describe('oci_bundles', () => {
  const task = `/run/containerd/io.containerd.runtime.v2.task/k8s.io/${CONTAINER_ID}`;

  it('reads a container of the CRI plugin of containerd', () => {
    const spec = {
      process: { args: ['argument-secret'], env: ['TOKEN=environment-secret'] },
      root: { path: 'rootfs' },
      mounts: [
        { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid'] },
        { destination: '/host', type: 'bind', source: '/', options: ['rbind', 'rslave', 'ro'] },
      ],
      annotations: {
        'io.kubernetes.cri.container-type': 'container',
        'io.kubernetes.cri.sandbox-id': OTHER_ID,
        'io.kubernetes.cri.sandbox-name': 'cart-0',
        'io.kubernetes.cri.sandbox-namespace': 'shop',
        'io.kubernetes.cri.container-name': 'cart',
        'io.kubernetes.cri.image-name': 'registry.example/cart:1',
      },
      linux: {
        cgroupsPath: 'kubepods-pod0d3a.slice:cri-containerd:9c11',
        resources: { memory: { limit: 1024 }, pids: { limit: -1 } },
      },
    };
    const { document, problems } = parse(
      ociBundles,
      `${task}/config.json:${JSON.stringify(spec)}\n${task}/init.pid:4711\n`,
    );
    expect(problems).toEqual([]);
    expect(document?.bundles).toEqual([
      {
        id: CONTAINER_ID,
        path: task,
        namespace: 'k8s.io',
        pid: 4711,
        config: {
          rootPath: 'rootfs',
          mounts: [
            { type: 'proc', source: 'proc', destination: '/proc', rw: true },
            { type: 'bind', source: '/', destination: '/host', propagation: 'rslave', rw: false },
          ],
          cgroupsPath: 'kubepods-pod0d3a.slice:cri-containerd:9c11',
          memoryLimitBytes: 1024,
          kind: 'container',
          sandboxId: OTHER_ID,
          image: 'registry.example/cart:1',
          engine: 'containerd',
          podName: 'cart-0',
          podNamespace: 'shop',
          containerNameInPod: 'cart',
        },
        lines: { config: 1, pid: 2 },
      },
    ]);
    expect(JSON.stringify(document)).not.toContain('secret');
  });

  it('reads the state of runc, and that of CRI-O below its storage', () => {
    const userdata = `/run/containers/storage/overlay-containers/${OTHER_ID}/userdata`;
    const { document } = parse(
      ociBundles,
      [
        `/run/docker/runtime-runc/moby/${CONTAINER_ID}/state.json:{"id":"${CONTAINER_ID}","init_process_pid":93,"init_process_start":1748775,"created":"2026-01-15T10:00:00Z"}`,
        `${userdata}/state.json:{"status":"stopped","pid":0,"exitCode":137,"oomKilled":true,"finished":"2026-01-15T11:00:00Z"}`,
        `${userdata}/config.json:{"annotations":{"io.kubernetes.cri-o.ContainerType":"sandbox","io.kubernetes.pod.uid":"0d3a","io.kubernetes.cri-o.Name":"k8s_POD"}}`,
        `${userdata}/pidfile:0`,
      ].join('\n'),
    );
    expect(document?.bundles).toMatchObject([
      { id: CONTAINER_ID, namespace: 'moby', state: { pid: 93, startTicks: 1748775 }, lines: { state: 1 } },
      {
        id: OTHER_ID,
        config: { kind: 'sandbox', engine: 'crio', podUid: '0d3a', name: 'k8s_POD' },
        state: { status: 'stopped', exitCode: 137, oomKilled: true, finishedAt: Date.UTC(2026, 0, 15, 11) / 1000 },
        lines: { state: 2, config: 3, pid: 4 },
      },
    ]);
    expect(document?.bundles[1]?.pid).toBeUndefined();
    expect(document?.bundles[1]?.namespace).toBeUndefined();
  });

  it('reads the process of a running container of CRI-O with its start', () => {
    const at = `/run/containers/storage/overlay-containers/${OTHER_ID}/userdata`;
    const state =
      '{"status":"running","pid":4711,"initPid":4711,"initStartTime":"52345","started":"2026-01-15T10:00:00Z"}';
    expect(parse(ociBundles, `${at}/state.json:${state}\n`).document?.bundles[0]?.state).toEqual({
      status: 'running',
      pid: 4711,
      startTicks: 52345,
      startedAt: Date.UTC(2026, 0, 15, 10) / 1000,
    });
  });

  it('passes over pids and files that are none', () => {
    const { document, problems } = parse(
      ociBundles,
      `${task}/init.pid:many\n${task}/init.pid:-4\n${task}/config.json:[1]\n${task}/init.pid:4711\n`,
    );
    expect(problems.map(({ line }) => line)).toEqual([1, 2, 3]);
    expect(document?.bundles).toMatchObject([{ pid: 4711 }]);
  });
});
