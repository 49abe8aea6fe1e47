import { describe, expect, it } from 'vitest';
import { failedOperations } from '../../src/facts/failed-operations.ts';
import { type LogGroup, logGroup, logGroupOf } from '../../src/facts/log.ts';
import { factsOf, mountLine, NOW, theValue } from './reading.ts';

const LAYER = '91c0d7';
const LAYERS = '/var/lib/docker/overlay2';
const at = (minute: number): string => `2026-01-15T11:${String(minute).padStart(2, '0')}:00.000000000Z`;
const docker = (minute: number, text: string): string => `time="${at(minute)}" level=error msg="${text}"\n`;
const mountFailed = (minute: number, layer = LAYER): string =>
  docker(
    minute,
    `Handler for POST /v1.40/containers/create returned error: error creating overlay mount to ${LAYERS}/${layer}/merged: no space left on device`,
  );
const writeFailed = (minute: number, path: string): string => docker(minute, `write ${path}: no space left on device`);

const TABLES = {
  'proc/1/mountinfo':
    mountLine({ id: 25, parent: 0, point: '/', shared: 1 }) +
    mountLine({ id: 26, parent: 25, device: '8:16', point: '/data' }),
  'proc/50/mountinfo':
    mountLine({ id: 500, parent: 0, point: '/', device: '0:50' }) +
    mountLine({ id: 501, parent: 500, point: '/host', master: 1 }),
  'proc/60/mountinfo': mountLine({ id: 600, parent: 0, point: '/', device: '0:60' }),
};

const KERNEL = { 'commands/kernel/dmesg': '[    0.000000] Linux version 5.4.0\n' };
const failed = (files: Record<string, string>) => theValue(factsOf({ ...KERNEL, ...files }).get(failedOperations));

describe('failed operations', () => {
  it('are grouped by what lies behind the path, with every namespace that a mount there reaches', () => {
    const found = failed({
      ...TABLES,
      'journal/docker.log':
        mountFailed(1) + mountFailed(2, 'abc123') + writeFailed(3, `/data/docker/overlay2/${LAYER}/diff/x`),
    }).sort((a, b) => (a.action < b.action ? -1 : 1));
    expect(found).toMatchObject([
      {
        action: 'container_start',
        op: 'mount',
        errno: 'ENOSPC',
        count: 2,
        distinct: 2,
        filesystem: 'filesystem:8:1',
        mount_namespaces: ['mount_namespace:mount-25', 'mount_namespace:mount-500'],
      },
      { action: 'write', op: 'write', count: 1, filesystem: 'filesystem:8:16' },
    ]);
    expect(found[1]?.mount_namespaces).toBeUndefined();
  });

  it('count one failure once that two components tell of, and add up within one log', () => {
    const kubelet = (n: number): string =>
      `E0115 11:0${n}:00.100000    1288 remote_runtime.go:105] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to start sandbox container for pod "cart-${n}": Error response from daemon: error creating overlay mount to ${LAYERS}/${LAYER}/merged: no space left on device\n`;
    const found = failed({
      ...TABLES,
      'journal/docker.log': mountFailed(1) + mountFailed(2) + mountFailed(3),
      'journal/kubelet.log': kubelet(1) + kubelet(2),
    });
    expect(found).toMatchObject([{ count: 3, emitters: ['dockerd', 'kubelet'] }]);
    expect(found[0]?.refs.map((r) => r.path)).toEqual(['journal/docker.log', 'journal/kubelet.log']);
  });

  it('carry when they were seen, and whether the log shows their beginning', () => {
    const late = failed({ 'journal/docker.log': docker(0, 'nothing') + mountFailed(10) + mountFailed(20) });
    expect(late[0]?.seen).toEqual({ first: NOW - 3000, last: NOW - 2400, first_is_onset: true, uncertainty: 1 });
    const early = failed({ 'journal/docker.log': mountFailed(10) + mountFailed(20) });
    expect(early[0]?.seen?.first_is_onset).toBe(false);
  });

  it('without logs are unknown, and in a cut log not known to be all', () => {
    expect(factsOf(TABLES).get(failedOperations)).toMatchObject({ known: false, missing: [{ source: 'log' }] });
    const cut = factsOf({
      ...KERNEL,
      'journal/docker.log': `-- inquest: earlier lines left out --\n${docker(1, 'nothing')}`,
    }).get(failedOperations);
    expect(cut.known && [cut.value, cut.incomplete?.length]).toEqual([[], 1]);
  });
});

describe('the log of one daemon alone', () => {
  it('tells of failed operations; texts that anybody may quote need no kernel log', () => {
    const found = factsOf({ 'journal/docker.log': mountFailed(1) }).get(failedOperations);
    expect(found.known && found.value).toMatchObject([{ action: 'container_start', op: 'mount', count: 1 }]);
  });
});

describe('a group of log lines', () => {
  const group = (files: Record<string, string>): LogGroup => logGroup(factsOf(files), 'mount_enospc');
  const ns = (id: string): { entity: string } => ({ entity: `mount_namespace:${id}` });

  it('counts lines and distinct values', () => {
    expect(
      group({ ...TABLES, 'journal/docker.log': mountFailed(1) + mountFailed(1) + mountFailed(2, 'abc123') }),
    ).toMatchObject({ count: 3, distinct: 2, peak_per_minute: 2 });
  });

  it('is 0 where the logs are whole, and unknown where one is missing or cut', () => {
    expect(group({ 'journal/docker.log': docker(1, 'nothing') }).count).toBe(0);
    expect(group({}).count).toBeUndefined();
    expect(group({ 'journal/docker.log': '' }).count).toBeUndefined();
    expect(
      group({ 'journal/docker.log': `-- inquest: earlier lines left out --\n${docker(1, 'nothing')}` }).count,
    ).toBeUndefined();
    expect(group({ 'journal/docker.log': `-- inquest: earlier lines left out --\n${mountFailed(1)}` }).count).toBe(1);
  });

  it('is cut down to the lines about one object', () => {
    const all = group({ ...TABLES, 'journal/docker.log': mountFailed(1) + mountFailed(2) });
    expect(logGroupOf(all, ns('mount-500')).count).toBe(2);
    expect(logGroupOf(all, ns('mount-600')).count).toBe(0);
    expect(logGroupOf(all, { entity: 'filesystem:8:1' }).count).toBe(2);
    expect(logGroupOf(all, { entity: 'filesystem:8:16' }).count).toBe(0);
  });

  it('has no zero for an object when a line could not be tied to anything', () => {
    const untied = group({ 'journal/docker.log': mountFailed(1) });
    expect(untied.count).toBe(1);
    expect(logGroupOf(untied, ns('mount-25')).count).toBeUndefined();
    expect(logGroupOf(untied, {}).count).toBeUndefined();
  });

  it('counts the busiest minute of the object alone', () => {
    const other = docker(
      5,
      'Handler for POST /v1.40/containers/create returned error: error creating overlay mount to /data/docker/overlay2/91c0d7/merged: no space left on device',
    );
    const all = group({ ...TABLES, 'journal/docker.log': mountFailed(1) + other.repeat(9) });
    expect(logGroupOf(all, { entity: 'filesystem:8:1' })).toMatchObject({ count: 1, peak_per_minute: 1 });
  });
});
