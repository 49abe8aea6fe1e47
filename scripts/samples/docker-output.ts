import { goTime, zoneText } from './clock.ts';
import type { Container } from './container.ts';
import { dockerRoot, type Node } from './node.ts';

/** Time of the docker API: UTC with nanoseconds, a year of 1 for never. */
const apiTime = (time: number | undefined): string =>
  time === undefined ? '0001-01-01T00:00:00Z' : goTime(time, 0).replace('+00:00', 'Z');

/** Names of the zones of the samples, by seconds east of Greenwich. */
const ZONES: Readonly<Record<number, string>> = { 3600: 'CET', 28800: 'CST' };

/** `2022-11-29 11:23:34 +0800 CST`, as docker ps prints times. */
const createdAt = (time: number, offset: number): string =>
  `${new Date((time + offset) * 1000).toISOString().slice(0, 19).replace('T', ' ')} ${zoneText(offset)} ${ZONES[offset] ?? 'UTC'}`;

/** `docker version --format '{{json .}}'` */
export function dockerVersion({ spec }: Node): string {
  const api = spec.docker.startsWith('19.03') ? '1.40' : '1.41';
  return `${JSON.stringify({
    Client: {
      Platform: { Name: 'Docker Engine - Community' },
      Version: spec.docker,
      ApiVersion: api,
      Os: 'linux',
      Arch: 'amd64',
    },
    Server: {
      Platform: { Name: 'Docker Engine - Community' },
      Components: [
        {
          Name: 'Engine',
          Version: spec.docker,
          Details: { ApiVersion: api, MinAPIVersion: '1.12', Os: 'linux', KernelVersion: spec.kernel },
        },
        { Name: 'containerd', Version: '1.2.10' },
        { Name: 'runc', Version: '1.0.0-rc8+dev' },
        { Name: 'docker-init', Version: '0.18.0' },
      ],
      Version: spec.docker,
      ApiVersion: api,
      Os: 'linux',
      Arch: 'amd64',
      KernelVersion: spec.kernel,
    },
  })}\n`;
}

/** `docker info --format '{{json .}}'` */
export function dockerInfo(node: Node): string {
  const { spec, containers } = node;
  const running = containers.filter((c) => c.running).length;
  return `${JSON.stringify({
    Containers: containers.length,
    ContainersRunning: running,
    ContainersPaused: 0,
    ContainersStopped: containers.length - running,
    Images: new Set(containers.map((c) => c.image)).size,
    Driver: 'overlay2',
    DriverStatus: [
      ['Backing Filesystem', 'extfs'],
      ['Supports d_type', 'true'],
      ['Native Overlay Diff', 'true'],
    ],
    LoggingDriver: 'json-file',
    CgroupDriver: 'cgroupfs',
    KernelVersion: spec.kernel,
    OperatingSystem: spec.os.pretty,
    OSType: 'linux',
    Architecture: 'x86_64',
    NCPU: spec.cpus,
    MemTotal: spec.memoryKib * 1024,
    DockerRootDir: dockerRoot(node),
    Name: spec.hostname,
    ServerVersion: spec.docker,
    Runtimes: { runc: { path: 'runc' } },
    DefaultRuntime: 'runc',
    LiveRestoreEnabled: true,
    Warnings: null,
  })}\n`;
}

/** `docker ps -a --no-trunc` with the keys that the collector asks for. */
export function dockerPs({ containers, spec }: Node): string {
  const days = (time: number): string => `${Math.max(1, Math.floor((spec.clock.collectedAt - time) / 86_400))} days`;
  return containers
    .map((c) => {
      const exited = `Exited (${c.exitCode}) ${days(c.finishedAt ?? c.startedAt)} ago`;
      const ended = c.removalError === undefined ? exited : 'Removal In Progress';
      const status = c.running ? `Up ${days(c.startedAt)}` : ended;
      return `${JSON.stringify({ ID: c.id, Names: c.name, Image: c.image, Status: status, CreatedAt: createdAt(c.startedAt, spec.clock.utcOffset) })}\n`;
    })
    .join('');
}

/** `docker inspect` with the keys that the collector keeps, one container per line. */
export const dockerInspect = (node: Node): string =>
  `[${node.containers.map((c) => JSON.stringify(inspect(c, dockerRoot(node)))).join(',\n')}]\n`;

function inspect(c: Container, root: string): Readonly<Record<string, unknown>> {
  const directory = `${root}/overlay2/${c.layer}`;
  const owner = c.sandbox ?? c;
  return {
    Id: c.id,
    Name: `/${c.name}`,
    Created: apiTime(c.startedAt),
    Path: c.command.split(' ')[0],
    State: stateOf(c),
    Image: `sha256:${c.lower
      .slice(-64)
      .replace(/[^0-9A-F]/g, '0')
      .toLowerCase()}`,
    LogPath: `${root}/containers/${c.id}/${c.id}-json.log`,
    RestartCount: 0,
    Driver: 'overlay2',
    GraphDriver: {
      Name: 'overlay2',
      Data: {
        LowerDir: c.lower,
        MergedDir: `${directory}/merged`,
        UpperDir: `${directory}/diff`,
        WorkDir: `${directory}/work`,
      },
    },
    Mounts: mountsOf(c),
    HostConfig: {
      Binds: c.binds.map((b) => `${b.source}:${b.destination}${b.writable ? '' : ':ro'}`),
      LogConfig: { Type: 'json-file', Config: { 'max-file': '3', 'max-size': '100m' } },
      NetworkMode: owner === c ? 'none' : `container:${owner.id}`,
      PidMode: '',
      Privileged: c.privileged,
      ShmSize: 67_108_864,
      Memory: 0,
    },
    Config: { Image: c.image, User: '', Labels: c.labels, EnvNames: ['PATH'] },
  };
}

const stateOf = (c: Container): Readonly<Record<string, unknown>> => ({
  Status: c.running ? 'running' : c.removalError === undefined ? 'exited' : 'dead',
  Running: c.running,
  Paused: false,
  Restarting: false,
  OOMKilled: false,
  Dead: c.removalError !== undefined,
  Pid: c.pid,
  ExitCode: c.exitCode,
  Error: c.removalError ?? '',
  StartedAt: apiTime(c.startedAt),
  FinishedAt: apiTime(c.finishedAt),
});

const mountsOf = (c: Container): readonly Readonly<Record<string, unknown>>[] =>
  c.binds.map((b) => ({
    Type: 'bind',
    Source: b.source,
    Destination: b.destination,
    Mode: b.propagation === 'rprivate' ? '' : b.propagation,
    RW: b.writable,
    Propagation: b.propagation,
  }));
