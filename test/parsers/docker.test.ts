import { describe, expect, it } from 'vitest';
import { dockerDaemonConfig } from '../../src/parsers/docker-daemon-config.ts';
import { dockerInfo } from '../../src/parsers/docker-info.ts';
import { dockerPs } from '../../src/parsers/docker-ps.ts';
import { dockerVersion } from '../../src/parsers/docker-version.ts';
import { corpusDir, corpusFiles, noCorpus, parse } from './parse.ts';
import { CONTAINER_ID } from './samples.ts';

describe('docker_version', () => {
  const expected = {
    clientVersion: '20.10.7',
    serverVersion: '20.10.7',
    serverApiVersion: '1.41',
    serverGitCommit: 'b0f5bc3',
    components: [
      { name: 'Engine', version: '20.10.7', gitCommit: 'b0f5bc3' },
      { name: 'containerd', version: '1.4.6', gitCommit: 'd71fcd7' },
      { name: 'runc', version: '1.0.0-rc95', gitCommit: 'b9ee9c6' },
    ],
  };

  it('reads JSON', () => {
    const json = {
      Client: { Version: '20.10.7' },
      Server: {
        Version: '20.10.7',
        ApiVersion: '1.41',
        GitCommit: 'b0f5bc3',
        KernelVersion: '5.4.0',
        Components: expected.components.map(({ name, version, gitCommit }) => ({
          Name: name,
          Version: version,
          Details: { GitCommit: gitCommit },
        })),
      },
    };
    expect(parse(dockerVersion, JSON.stringify(json)).document).toEqual({ ...expected, kernelVersion: '5.4.0' });
  });

  it('reads the text of current and old clients', () => {
    const text = `Client: Docker Engine - Community
 Version:           20.10.7
 API version:       1.41
 Git commit:        f0df350

Server: Docker Engine - Community
 Engine:
  Version:          20.10.7
  API version:      1.41 (minimum version 1.12)
  Git commit:       b0f5bc3
 containerd:
  Version:          1.4.6
  GitCommit:        d71fcd7
 runc:
  Version:          1.0.0-rc95
  GitCommit:        b9ee9c6
`;
    expect(parse(dockerVersion, text).document).toEqual(expected);
    expect(dockerVersion.sniff?.(text)).toBe(true);
    const el7 =
      'Client:\n Version:         1.13.1\n API version:     1.26\n Package version: x\nServer:\n Version:         1.13.1\n API version:     1.26 (minimum version 1.12)\n Package version: docker-1.13.1-162.git64e9980.el7.centos.x86_64\n Git commit:      64e9980/1.13.1\n';
    expect(parse(dockerVersion, el7).document).toMatchObject({
      clientVersion: '1.13.1',
      serverVersion: '1.13.1',
      serverApiVersion: '1.26',
      packageVersion: 'docker-1.13.1-162.git64e9980.el7.centos.x86_64',
    });
    expect(parse(dockerVersion, 'Client version: 1.7.1\nServer version: 1.7.0\n').document).toMatchObject({
      clientVersion: '1.7.1',
      serverVersion: '1.7.0',
    });
  });

  it('tells a daemon that did not answer from one that has no version', () => {
    const text =
      '{"Client":{"Version":"20.10.7"},"Server":null}\nCannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n';
    const { document } = parse(dockerVersion, text);
    expect(document?.serverVersion).toBeUndefined();
    expect(document?.serverError).toContain('Cannot connect');
  });
});

describe('docker_info', () => {
  it('reads JSON', () => {
    const json = {
      Containers: 42,
      ContainersRunning: 40,
      ServerVersion: '20.10.7',
      Driver: 'overlay2',
      DriverStatus: [['Backing Filesystem', 'xfs'], ['Supports d_type', 'true'], 'odd'],
      DockerRootDir: '/data/docker',
      CgroupDriver: 'systemd',
      CgroupVersion: '1',
      NCPU: 8,
      MemTotal: 33554432000,
      Runtimes: { runc: {}, nvidia: {} },
      DefaultRuntime: 'runc',
      LiveRestoreEnabled: true,
      RuncCommit: { ID: 'b9ee9c6', Expected: 'b9ee9c6' },
      Warnings: ['WARNING: No swap limit support'],
    };
    expect(parse(dockerInfo, JSON.stringify(json)).document).toMatchObject({
      containers: 42,
      containersRunning: 40,
      serverVersion: '20.10.7',
      storageDriver: 'overlay2',
      storageDetails: [
        { name: 'Backing Filesystem', value: 'xfs' },
        { name: 'Supports d_type', value: 'true' },
      ],
      dockerRootDir: '/data/docker',
      cgroupDriver: 'systemd',
      cpus: 8,
      memoryTotalBytes: 33554432000,
      runtimes: ['nvidia', 'runc'],
      liveRestore: true,
      runcVersion: 'b9ee9c6',
      warnings: ['WARNING: No swap limit support'],
    });
  });

  it('does not take the zeros of a client without a daemon for counts', () => {
    const text =
      '{"ID":"","Containers":0,"Images":0,"Driver":"","ServerVersion":"","ServerErrors":["Cannot connect to the Docker daemon at unix:///var/run/docker.sock."]}';
    const { document } = parse(dockerInfo, text);
    expect(document?.containers).toBeUndefined();
    expect(document?.serverError).toContain('Cannot connect');
  });

  it('reads the text form', () => {
    const text = `Client:
 Context:    default
 Debug Mode: false

Server:
 Containers: 42
  Running: 40
  Paused: 0
  Stopped: 2
 Images: 61
 Server Version: 20.10.7
 Storage Driver: overlay2
  Backing Filesystem: xfs
  Supports d_type: true
 Logging Driver: json-file
 Cgroup Driver: cgroupfs
 Cgroup Version: 1
 Runtimes: runc io.containerd.runc.v2
 Default Runtime: runc
 containerd version: d71fcd7
 runc version: b9ee9c6
 Kernel Version: 5.4.0-99-generic
 Operating System: Ubuntu 20.04.3 LTS
 CPUs: 8
 Total Memory: 31.25GiB
 Name: node-7
 Docker Root Dir: /data/docker
 Debug Mode: true
  File Descriptors: 4711
  Goroutines: 812
 Live Restore Enabled: true

WARNING: No swap limit support
`;
    expect(parse(dockerInfo, text).document).toMatchObject({
      containers: 42,
      containersRunning: 40,
      containersStopped: 2,
      storageDriver: 'overlay2',
      storageDetails: [
        { name: 'Backing Filesystem', value: 'xfs' },
        { name: 'Supports d_type', value: 'true' },
      ],
      memoryTotalBytes: 31.25 * 2 ** 30,
      runtimes: ['io.containerd.runc.v2', 'runc'],
      dockerRootDir: '/data/docker',
      fileDescriptors: 4711,
      goroutines: 812,
      liveRestore: true,
      warnings: ['No swap limit support'],
    });
    expect(dockerInfo.sniff?.(text)).toBe(true);
  });

  it.skipIf(corpusDir === undefined)(`reads real text (${corpusDir === undefined ? noCorpus : 'corpus'})`, () => {
    const files = new Map(corpusFiles('docker_info'));
    expect(parse(dockerInfo, files.get('docker_info2.txt') ?? '').document).toMatchObject({
      serverVersion: '1.9.1',
      storageDriver: 'devicemapper',
      containers: 0,
    });
    expect(parse(dockerInfo, files.get('docker_info3.txt') ?? '').document).toMatchObject({
      serverError: expect.stringContaining('Cannot connect'),
    });
  });
});

describe('docker_ps', () => {
  it('reads JSON lines', () => {
    const row = {
      Command: '"run secret"',
      CreatedAt: '2023-11-15 00:47:45 +0000 UTC',
      ID: CONTAINER_ID,
      Image: 'web:1',
      Names: 'web,other/alias',
      State: 'exited',
      Status: 'Exited (137) 2 hours ago',
    };
    const { document } = parse(dockerPs, `${JSON.stringify(row)}\n`);
    expect(document?.containers).toEqual([
      {
        id: CONTAINER_ID,
        image: 'web:1',
        names: ['web', 'other/alias'],
        state: 'exited',
        status: 'Exited (137) 2 hours ago',
        exitCode: 137,
        createdText: '2023-11-15 00:47:45 +0000 UTC',
        line: 1,
      },
    ]);
  });

  it('reads the table by the positions of its header', () => {
    const text = `CONTAINER ID   IMAGE        COMMAND                  CREATED        STATUS                      PORTS     NAMES
9c1185a5c5e9   nginx:1.21   "/docker-entrypoint.…"   3 days ago     Up 3 days (unhealthy)       80/tcp    web
77e1185a5c5e   busybox      "sh -c 'a  b'"           4 months ago   Exited (137) 2 months ago             job
`;
    const { document, problems } = parse(dockerPs, text);
    expect(problems).toEqual([]);
    expect(document?.containers).toMatchObject([
      {
        id: '9c1185a5c5e9',
        image: 'nginx:1.21',
        names: ['web'],
        state: 'running',
        status: 'Up 3 days (unhealthy)',
        createdText: '3 days ago',
      },
      { id: '77e1185a5c5e', names: ['job'], state: 'exited', exitCode: 137 },
    ]);
  });

  it('takes a header alone for an answer', () => {
    expect(
      parse(dockerPs, 'CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES\n').document,
    ).toEqual({ containers: [] });
    expect(parse(dockerPs, 'Cannot connect to the Docker daemon\n').document).toBeUndefined();
  });

  it.skipIf(corpusDir === undefined)(`reads a real table (${corpusDir === undefined ? noCorpus : 'corpus'})`, () => {
    const rows = parse(dockerPs, new Map(corpusFiles('docker_list')).get('DOCKER_LIST_CONTAINERS.txt') ?? '').document
      ?.containers;
    expect(rows?.length).toBeGreaterThan(1);
    for (const row of rows ?? []) expect(row.id).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('docker_daemon_config', () => {
  it('reads what matters and the names of the rest', () => {
    const json = {
      'data-root': '/data/docker',
      'exec-opts': ['native.cgroupdriver=systemd'],
      'log-opts': { 'max-size': '100m', 'splunk-token': 'secret' },
      'storage-driver': 'overlay2',
      'default-ulimits': { nofile: { Name: 'nofile', Soft: 65536, Hard: 65536 } },
      builder: { gc: { enabled: true, defaultKeepStorage: '20GB' } },
      runtimes: { nvidia: {} },
    };
    const { document } = parse(dockerDaemonConfig, JSON.stringify(json));
    expect(document).toMatchObject({
      keys: ['builder', 'data-root', 'default-ulimits', 'exec-opts', 'log-opts', 'runtimes', 'storage-driver'],
      dataRoot: '/data/docker',
      cgroupDriver: 'systemd',
      logOptions: { 'max-size': '100m' },
      defaultNofile: { soft: 65536, hard: 65536 },
      builderGcEnabled: true,
      builderGcKeepStorage: '20GB',
      runtimes: ['nvidia'],
    });
    expect(JSON.stringify(document)).not.toContain('"secret"');
  });

  it('reports a file that is not JSON', () => {
    const { document, problems } = parse(dockerDaemonConfig, '{"data-root": "/x",}');
    expect(document).toBeUndefined();
    expect(problems).toHaveLength(1);
  });
});
