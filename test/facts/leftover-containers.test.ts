import { describe, expect, it } from 'vitest';
import { leftoverContainers } from '../../src/facts/leftover-containers.ts';
import { factsOf, mountLine, NOW, theValue } from './reading.ts';

const LAYER = '9c'.repeat(32);
const DEAD = 'e4'.repeat(32);
const MERGED = `/var/lib/docker/overlay2/${LAYER}/merged`;
const BUSY = `container ${DEAD}: driver "overlay2" failed to remove root filesystem: unlinkat ${MERGED}: device or resource busy`;
const of = (files: Record<string, string>) => theValue(factsOf(files).get(leftoverContainers));

interface Made {
  readonly id?: string;
  readonly layer?: string;
  readonly state?: Record<string, unknown>;
  readonly pod?: string;
  readonly mounts?: readonly Record<string, string>[];
}
const bind = (source: string, propagation = 'rslave') => ({
  Type: 'bind',
  Source: source,
  Destination: '/host',
  Propagation: propagation,
});
const container = ({ id = DEAD, layer = LAYER, state = {}, pod = 'agent-x7k2p', mounts = [bind('/')] }: Made = {}) => ({
  Id: id,
  Name: `/k8s_agent_${pod}`,
  State: {
    Status: 'dead',
    Running: false,
    Dead: true,
    Pid: 0,
    ExitCode: 137,
    OOMKilled: false,
    Error: BUSY,
    FinishedAt: '2025-08-15T06:18:44.69Z',
    ...state,
  },
  GraphDriver: { Name: 'overlay2', Data: { MergedDir: `/var/lib/docker/overlay2/${layer}/merged` } },
  Mounts: mounts,
  Config: {
    Labels: {
      'io.kubernetes.container.name': 'agent',
      'io.kubernetes.pod.name': pod,
      'io.kubernetes.pod.namespace': 'kube-system',
    },
  },
});
const inspect = (...containers: unknown[]): Record<string, string> => ({
  'commands/docker/inspect.json': JSON.stringify(containers),
});
const tree = (count: number, tag: { master?: number } = { master: 9 }): string =>
  mountLine({ id: 1, point: '/', shared: 1 }) +
  Array.from({ length: count }, (_, i) => mountLine({ id: 10 + i, point: `/data${MERGED}/host/m${i}`, ...tag })).join(
    '',
  );
const RUNNING = { Status: 'running', Running: true, Dead: false, Pid: 42, Error: '' };

describe('a container that ended', () => {
  it('is left over with its tree, its bind and its end', () => {
    const [left, ...others] = of({ ...inspect(container()), 'proc/1/mountinfo': tree(3) });
    expect(others).toEqual([]);
    expect(left).toMatchObject({
      entity: `container:${DEAD}`,
      label: 'kube-system/agent-x7k2p/agent',
      removal_busy: true,
      mounts_below: 3,
      mounted_in: '/host',
      tree: `/data${MERGED}/host`,
      still_receives: true,
      binds_root: true,
      root_bind: '/:/host:rslave',
      propagation: 'rslave',
      seen: { first: Date.parse('2025-08-15T06:18:44.69Z') / 1000, first_is_onset: true },
    });
    expect(left?.age).toBeCloseTo(NOW - Date.parse('2025-08-15T06:18:44.69Z') / 1000);
  });

  it('is not left over when it is only kept, and is when mounts lie below it', () => {
    const kept = container({ state: { Status: 'exited', Dead: false, Error: '' } });
    expect(of({ ...inspect(kept), 'proc/1/mountinfo': tree(0) })).toEqual([]);
    expect(of({ ...inspect(kept), 'proc/1/mountinfo': tree(1, {}) })).toMatchObject([
      { removal_busy: false, mounts_below: 1, still_receives: false },
    ]);
  });

  it('has a twin that runs and is another container', () => {
    const next = container({ id: 'b1'.repeat(32), layer: '5d'.repeat(32), pod: 'agent-q9w1z', state: RUNNING });
    const exporter = container({
      id: 'c1'.repeat(32),
      layer: '6d'.repeat(32),
      pod: 'other',
      state: RUNNING,
      mounts: [bind('/data')],
    });
    expect(
      of({ ...inspect(container(), next, exporter), 'proc/1/mountinfo': tree(3) }).map((c) => [c.id, c.twins]),
    ).toEqual([['e4e4e4e4e4e4', ['kube-system/agent-q9w1z/agent']]]);
  });

  it('binds the root where the mount holds the directory of kubelet or docker', () => {
    const binds = (source: string): boolean | undefined =>
      of(inspect(container({ mounts: [bind(source)] })))[0]?.binds_root;
    expect(['/', '/var', '/var/lib/kubelet', '/var/lib/docker'].map(binds)).toEqual([true, true, true, true]);
    expect(['/var/log', '/var/lib/kubelet/pods', '/var/lib/docker/containers'].map(binds)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('a removal that failed', () => {
  const line = `time="2026-01-15T11:00:00.000000000Z" level=error msg="Handler for DELETE /v1.40/containers/${DEAD} returned error: ${BUSY.replaceAll('"', '\\"')}"\n`;
  const ps = (status: string): string =>
    `${JSON.stringify({ ID: DEAD, Names: 'agent', Image: 'a:1', Status: status })}\n`;

  it('is told by the log of the daemon where nothing was inspected', () => {
    const [left] = of({ 'commands/docker/ps': ps('Removal In Progress'), 'journal/docker.log': line });
    expect(left).toMatchObject({ removal_busy: true, removing: true, status: 'removing' });
    expect(left?.binds_root).toBeUndefined();
    expect(left?.mounts_below).toBeUndefined();
    expect(left?.seen?.last).toBe(Date.parse('2026-01-15T11:00:00Z') / 1000);
  });

  it('ties the container to its directory where nothing was inspected', () => {
    const files = { 'commands/docker/ps': ps('Dead'), 'journal/docker.log': line, 'proc/1/mountinfo': tree(2) };
    expect(of(files)).toMatchObject([
      { layer: LAYER, mounts_below: 2, remains: 'left 2 mounts of the node below its root' },
    ]);
    expect(of({ ...files, 'journal/docker.log': '' })[0]?.mounts_below).toBeUndefined();
  });

  it('is another one when the directory was not empty', () => {
    const other = container({ state: { Error: BUSY.replace('device or resource busy', 'directory not empty') } });
    expect(of(inspect(other))[0]?.removal_busy).toBe(false);
  });

  it('is unknown where no container was collected', () => {
    expect(factsOf({ 'proc/1/mountinfo': tree(3) }).get(leftoverContainers).known).toBe(false);
  });
});

describe('a container of which the daemon was not asked', () => {
  const logged = `time="2026-01-15T11:59:59.1Z" level=error msg=${JSON.stringify(`Handler for DELETE /v1.40/containers/${DEAD} returned error: ${BUSY}`)}\n`;
  const ps = {
    'commands/docker/ps': `CONTAINER ID   IMAGE   COMMAND   CREATED      STATUS                NAMES\n${DEAD.slice(0, 12)}   agent   "/agent"  9 days ago   Removal In Progress   agent-1\n`,
  };

  it('is known by what the log says of its removal, with its directory', () => {
    const [left, ...others] = of({ 'journal/docker.log': logged, 'proc/1/mountinfo': tree(2) });
    expect(others).toEqual([]);
    expect(left).toMatchObject({ entity: `container:${DEAD}`, removal_busy: true, layer: LAYER, mounts_below: 2 });
    expect([left?.status, left?.binds_root]).toEqual([undefined, undefined]);
  });

  it('is the same one as in a list with short ids', () => {
    const [left, ...others] = of({ ...ps, 'journal/docker.log': logged });
    expect(others).toEqual([]);
    expect(left).toMatchObject({ entity: `container:${DEAD}`, label: 'agent-1', status: 'removing', layer: LAYER });
  });

  it('is not known to be removable where nothing tells of removals', () => {
    const [left] = of(ps);
    expect([left?.status, left?.removal_busy]).toEqual(['removing', undefined]);
    const [silent] = of({ ...ps, 'journal/docker.log': 'time="2026-01-15T11:59:59.1Z" level=info msg="API listen"\n' });
    expect(silent?.removal_busy).toBe(false);
  });

  it('is not brought back from the log where the daemon answered without it', () => {
    const other = container({ id: 'ab'.repeat(32), layer: 'cd'.repeat(32), state: { Status: 'exited', Error: '' } });
    expect(of({ ...inspect(other), 'journal/docker.log': logged })).toEqual([]);
  });
});
