import { describe, expect, it } from 'vitest';
import { usage } from '../../src/facts/usage.ts';
import { CONTAINER_ID } from '../parsers/samples.ts';
import { factsOf, mountLine, theValue } from './reading.ts';

const GIB = 2 ** 30;
const df = [
  'Filesystem Type 1024-blocks Used Available Capacity Mounted on',
  `/dev/vda1 ext4 ${100 * 2 ** 20} ${80 * 2 ** 20} ${20 * 2 ** 20} 80% /`,
  `tmpfs tmpfs ${2 ** 20} ${2 ** 20} 0 100% /run`,
].join('\n');
const files = {
  'commands/df/bytes': df,
  'proc/1/mountinfo':
    mountLine({ id: 1, point: '/', device: '253:1' }) +
    mountLine({ id: 2, point: '/run', device: '0:23', type: 'tmpfs' }),
  'commands/proc/stat':
    '4711 (ossfs) S 1 1 1 0 -1 0 100 0 0 0 250 75 0 0 20 0 5 0 52345 1269760000 2816 1 1 1 0 0 0 0 0 0 0 0 0 17 3 0 0 12 0 0\n',
  'commands/proc/fd-deleted': [
    `4711 5 0:17 ${GIB / 2} /run/cache.1 (deleted)`,
    `4711 6 0:17 ${GIB / 2} /run/cache.1 (deleted)`,
    `4711 9 fd:1 ${2 * GIB} /var/tmp/gone (deleted)`,
  ].join('\n'),
  'commands/list/container-logs': `81a0 ${9 * GIB} 1768470000 /var/lib/docker/containers/${CONTAINER_ID}/${CONTAINER_ID}-json.log\n`,
  'commands/list/tmpfs': `81a4 ${GIB / 4} 1768470000 /run/blob\n81a4 ${GIB / 4} 1768470000 /proc/1/root/run/blob\n`,
  'commands/docker/inspect.json': JSON.stringify([{ Id: CONTAINER_ID, Name: '/web', State: { Status: 'running' } }]),
  'commands/disk/usage': [
    [40 * 2 ** 20, '/var/lib/docker/overlay2'],
    [9 * 2 ** 20, '/var/lib/docker/containers'],
    [50 * 2 ** 20, '/var/lib/docker'],
    [60 * 2 ** 20, '/var/lib'],
    [60 * 2 ** 20, '/var'],
    [3 * 2 ** 20, '/usr'],
    [63 * 2 ** 20, '/'],
  ]
    .map(([kib, path]) => `${kib}\t${path}`)
    .join('\n'),
};

describe('what fills a file system', () => {
  const [root, run] = theValue(factsOf(files).get(usage));

  it('is named by its largest consumers, directories by those below them', () => {
    expect(root).toMatchObject({ entity: 'filesystem:253:1', mount_point: '/', bytes_used: 80 * GIB });
    expect(root?.consumers.map((c) => [c.kind, c.path, c.bytes / GIB])).toEqual([
      ['container layers', '/var/lib/docker/overlay2', 40],
      ['directory', '/var/lib/docker/containers', 9],
      ['container log', `/var/lib/docker/containers/${CONTAINER_ID}/${CONTAINER_ID}-json.log`, 9],
      ['directory', '/usr', 3],
      ['deleted, still open', '/var/tmp/gone', 2],
    ]);
    expect(root?.consumers[2]).toMatchObject({ owner: 'web', owner_entity: `container:${CONTAINER_ID}` });
    expect(root?.consumers[0]).toMatchObject({ ratio: 0.5, refs: [{ path: 'commands/disk/usage', line: 1 }] });
  });

  it('counts each byte once: not a file and the directory it lies in', () => {
    expect(root?.explained_bytes).toBe((40 + 9 + 3 + 2) * GIB);
    expect(root?.explained_ratio).toBeCloseTo(54 / 80);
    expect(root?.by_kind).toEqual({
      'container layers': 40 * GIB,
      'deleted, still open': 2 * GIB,
      directory: 12 * GIB,
    });
  });

  it('sees what lies in memory once, whoever looks, and what a deleted file still holds', () => {
    expect(run?.consumers.map((c) => [c.kind, c.path, c.bytes / GIB, c.owner])).toEqual([
      ['deleted, still open', '/run/cache.1', 0.5, 'ossfs (pid 4711)'],
      ['file in memory', '/run/blob', 0.25, undefined],
    ]);
    expect(run?.explained_ratio).toBe(0.75);
  });

  it('names the build cache, and counts it only where no directory holds it', () => {
    const cache = { 'commands/docker/build-cache': 'Total:\t10GB\n' };
    const { 'commands/disk/usage': _, ...some } = files;
    const [counted] = theValue(factsOf({ ...some, ...cache }).get(usage));
    expect(counted?.by_kind['build cache']).toBe(10e9);
    const [held] = theValue(factsOf({ ...files, ...cache }).get(usage));
    expect(held?.consumers).toContainEqual(expect.objectContaining({ kind: 'build cache', bytes: 10e9 }));
    expect(held?.explained_bytes).toBe(root?.explained_bytes);
  });

  it('is unknown without df or without any list, incomplete without one of them', () => {
    expect(factsOf({ 'commands/disk/usage': '5\t/\n' }).get(usage)).toMatchObject({ known: false });
    expect(factsOf({ 'commands/df/bytes': df }).get(usage)).toMatchObject({
      known: false,
      missing: [{ source: 'deleted_files' }, { source: 'file_list' }, { source: 'disk_usage' }],
    });
    const some = factsOf({ 'commands/df/bytes': df, 'commands/disk/usage': '5\t/\n' }).get(usage);
    expect(some).toMatchObject({ known: true, incomplete: [{ source: 'deleted_files' }, { source: 'file_list' }] });
  });
});

describe('a list that was cut', () => {
  it('makes what it tells incomplete, with the reason of the collector', () => {
    const step = {
      step: 'usage',
      stage: 9,
      sources: ['disk_usage'],
      status: 'truncated',
      reason: 'the time was not enough',
      paths: [],
      bytes: 1,
      seconds: 20,
    };
    const result = factsOf({ ...files, 'manifest/73-usage.json': JSON.stringify(step) }).get(usage);
    expect(result.known && result.incomplete).toEqual([
      { source: 'disk_usage', reason: 'truncated: the time was not enough' },
    ]);
  });

  it('that found nothing makes nothing incomplete', () => {
    const { 'commands/disk/usage': _, ...some } = files;
    const step = {
      step: 'usage',
      stage: 9,
      sources: ['disk_usage'],
      status: 'empty',
      reason: 'no file system is full',
      paths: [],
      bytes: 0,
      seconds: 0,
    };
    expect(factsOf({ ...some, 'manifest/73-usage.json': JSON.stringify(step) }).get(usage)).not.toHaveProperty(
      'incomplete',
    );
  });
});
