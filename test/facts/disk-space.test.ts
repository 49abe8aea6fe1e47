import { describe, expect, it } from 'vitest';
import { ageOf } from '../../src/facts/age.ts';
import { buildCache } from '../../src/facts/build-cache.ts';
import { deletedOpenFiles } from '../../src/facts/deleted-open-files.ts';
import { filesystems } from '../../src/facts/filesystems.ts';
import { thinPools } from '../../src/facts/thin-pools.ts';
import { tracerReaders } from '../../src/facts/tracer-readers.ts';
import { usage } from '../../src/facts/usage.ts';
import { factsOf, mountLine, NOW, theValue } from './reading.ts';

const GIB = 2 ** 30;

describe('the age of something docker lists', () => {
  it.each([
    ['Less than a second ago', 1],
    ['41 seconds ago', 41],
    ['About a minute ago', 60],
    ['About an hour ago', 3600],
    ['4 hours ago', 4 * 3600],
    ['2 weeks ago', 14 * 86_400],
    ['3 months ago', 90 * 86_400],
    ['2026-01-15 10:00:00.123456789 +0000 UTC', 7200],
    ['2026-01-15 18:00:00 +0800 CST', 7200],
    ['2027-01-15 10:00:00 +0000 UTC', 0],
  ])('%s', (text, age) => {
    expect(ageOf(text, NOW)).toBe(age);
  });

  it.each(['', 'never', 'yesterday', '4 fortnights ago', '2026-13-45 10:00:00 +0000 UTC', undefined])(
    '%s is none',
    (text) => {
      expect(ageOf(text, NOW)).toBeUndefined();
    },
  );

  it('needs the present for a date', () => {
    expect(ageOf('2026-01-15 10:00:00 +0000 UTC', undefined)).toBeUndefined();
  });
});

const ROWS = [
  'k2m8x0v4q1rz   exec.cachemount   2GB       4 hours ago         6 minutes ago       7         false',
  'rw5t7y9u1i3o   exec.cachemount   1GB       10 minutes ago      6 minutes ago       2         false',
  'lp0k9j8h7g6f   regular           5GB       4 hours ago         6 minutes ago       2         false',
].join('\n');
const LAYERS = '/var/lib/docker/overlay2';

describe('the build cache', () => {
  it('has its cache mounts in the directories of the layers', () => {
    const cache = theValue(
      factsOf({
        'pasted.txt': ROWS,
        'commands/docker/info.json':
          '{"ServerVersion":"20.10.24","Driver":"overlay2","DockerRootDir":"/var/lib/docker"}',
        'proc/1/mountinfo': mountLine({ id: 1, point: '/', device: '253:1' }),
        'commands/list/layers': [
          `41c8 30 1768470000 ${LAYERS}/k2m8x0v4q1rzab0cde1fgh2ij`,
          `81c8 30 1768470000 ${LAYERS}/rw5t7y9u1i3oab0cde1fgh2ij`,
          `41c8 30 1768470000 ${LAYERS}/zz5t7y9u1i3oab0cde1fgh2ij/diff`,
        ].join('\n'),
      }).get(buildCache),
    );
    expect(cache).toMatchObject({
      total_bytes: 8e9,
      cache_mount_count: 2,
      cache_mount_bytes: 3e9,
      filesystem: 'filesystem:253:1',
      cache_mounts: [
        { id: 'k2m8x0v4q1rz', directory: `${LAYERS}/k2m8x0v4q1rzab0cde1fgh2ij`, age: 4 * 3600, usage_count: 7 },
        { id: 'rw5t7y9u1i3o', label: 'rw5t7y9u1i3o' },
      ],
    });
    // The second one is younger than an hour and counts as if it had taken one.
    expect(cache.cache_mount_bytes_per_day).toBeCloseTo((2e9 / 4 + 1e9) * 24, 0);
    expect(cache.cache_mounts[1]?.directory).toBeUndefined();
    expect(cache.cache_mounts[0]?.refs).toHaveLength(2);
  });

  it('counts a record once that two listings name', () => {
    const verbose = 'ID:\t\tk2m8x0v4q1rzab0cde1fgh2ij\nCreated at:\tlong ago\nSize:\t\t2GB\nType:\t\texec.cachemount\n';
    const cache = theValue(factsOf({ 'commands/docker/build-cache': verbose, 'pasted.txt': ROWS }).get(buildCache));
    expect(cache.cache_mount_count).toBe(2);
    expect(cache.cache_mounts[0]?.id).toBe('k2m8x0v4q1rzab0cde1fgh2ij');
    expect(cache?.cache_mount_bytes_per_day).toBeUndefined();
  });

  it('is unknown where nobody listed it', () => {
    expect(factsOf({ 'proc/uptime': '1.00 1.00\n' }).get(buildCache)).toMatchObject({
      known: false,
      missing: [{ source: 'docker_build_cache' }],
    });
  });
});

const DISK = {
  'commands/df/bytes': `Filesystem Type 1024-blocks Used Available Capacity Mounted on\n/dev/vda1 ext4 ${10 * 2 ** 20} ${9 * 2 ** 20} ${2 ** 20} 90% /\n`,
  'proc/1/mountinfo': mountLine({ id: 1, point: '/', device: '253:1' }),
};
const step = (status: string): string =>
  JSON.stringify({ step: 'deleted_files', stage: 7, sources: ['deleted_files'], status, reason: 'as said', paths: [] });

describe('deleted files that are still open', () => {
  it('count once, whoever shares them, and name who holds most', () => {
    const [root] = theValue(
      factsOf({
        ...DISK,
        'commands/proc/fd-deleted': [
          `4711 9 fd:1 ${GIB} /var/log/a.1 (deleted)`,
          `4712 9 fd:1 ${GIB} /var/log/a.1 (deleted)`,
          `4711 10 fd:1 ${GIB / 2} /var/log/b.1 (deleted)`,
          `900 3 0:17 ${GIB} /run/x (deleted)`,
        ].join('\n'),
      }).get(deletedOpenFiles),
    );
    expect(root).toMatchObject({
      entity: 'filesystem:253:1',
      on_disk: true,
      bytes: 1.5 * GIB,
      files: 2,
      bytes_used: 9 * GIB,
      is_all: true,
      largest_holder_bytes: 1.5 * GIB,
    });
    expect(root?.largest_holder).toContain('4711');
    expect(root?.refs.map((r) => ('line' in r ? r.line : 0))).toEqual([1, 3]);
  });

  it('are none where the collector looked and found none', () => {
    const facts = factsOf({ ...DISK, 'manifest-start.json': START, 'manifest/01-deleted_files.json': step('empty') });
    expect(theValue(facts.get(deletedOpenFiles))).toMatchObject([
      { bytes: 0, files: 0, is_all: true, largest_holder: '' },
    ]);
    expect(theValue(facts.get(filesystems))).toMatchObject([{ deleted_bytes: 0 }]);
  });

  it('are unknown where it could not look', () => {
    const facts = factsOf({
      ...DISK,
      'manifest-start.json': START,
      'manifest/01-deleted_files.json': step('restricted'),
    });
    expect(facts.get(deletedOpenFiles).known).toBe(false);
    expect(theValue(facts.get(filesystems))[0]?.deleted_bytes).toBeUndefined();
  });

  it('may be more than was counted', () => {
    const facts = factsOf({ ...DISK, 'commands/proc/fd-deleted': '4711 9 - - /var/log/a.1 (deleted)\n' });
    expect(theValue(facts.get(deletedOpenFiles))).toMatchObject([{ bytes: 0, is_all: false }]);
  });
});

const START = JSON.stringify({
  format: 'inquest-bundle',
  version: 1,
  plan: [{ step: 'deleted_files', sources: ['deleted_files'] }],
});

const POOL = 'docker-pool: 0 209715200 thin-pool 12 500/1000 990/1000 - rw discard_passdown queue_if_no_space -\n';
const INFO = JSON.stringify({
  ServerVersion: '17.06.2-ce',
  Driver: 'devicemapper',
  DriverStatus: [
    ['Pool Name', 'docker-pool'],
    ['Data file', '/dev/loop0'],
    ['Data Space Used', '40GB'],
    ['Data Space Total', '107.4GB'],
    ['Data Space Available', '12GB'],
    ['Metadata Space Used', '1MB'],
    ['Metadata Space Total', '2GB'],
  ],
});

describe('thin pools', () => {
  it('are told by docker, by the device mapper, and better by both', () => {
    const docker = theValue(factsOf({ 'commands/docker/info.json': INFO }).get(thinPools));
    expect(docker).toMatchObject([
      { name: 'docker-pool', holds_containers: true, on_loop_files: true, data_bytes_available: 12e9, stopped: false },
    ]);
    expect(docker[0]?.data_used_ratio).toBeCloseTo(40 / 107.4);
    const mapper = theValue(factsOf({ 'commands/deep/dmsetup': POOL }).get(thinPools));
    expect(mapper).toMatchObject([{ data_used_ratio: 0.99, metadata_used_ratio: 0.5, holds_containers: false }]);
    const both = theValue(factsOf({ 'commands/docker/info.json': INFO, 'dmsetup.txt': POOL }).get(thinPools));
    expect(both).toMatchObject([{ data_used_ratio: 0.99, mode: 'rw', holds_containers: true, on_loop_files: true }]);
  });

  it('are none with another driver, and unknown without an answer', () => {
    const overlay = '{"ServerVersion":"20.10.24","Driver":"overlay2"}';
    expect(theValue(factsOf({ 'commands/docker/info.json': overlay }).get(thinPools))).toEqual([]);
    expect(factsOf({ 'proc/uptime': '1.00 1.00\n' }).get(thinPools).known).toBe(false);
  });
});

describe('processes that read the kernel tracer', () => {
  it('are those with a pipe of it open, with the instances they read', () => {
    const at = '/sys/kernel/debug/tracing';
    const readers = theValue(
      factsOf({
        'commands/proc/fd-kinds': [
          `1115 1 tracing ${at}/instances/aegis/per_cpu/cpu0/trace_pipe_raw`,
          `1115 1 tracing ${at}/instances/aegis/per_cpu/cpu1/trace_pipe_raw`,
          `1115 1 tracing ${at}/instances/aegis/trace`,
          `8123 1 tracing /sys/kernel/tracing/trace_pipe`,
          `9000 2 tracing ${at}/trace_marker`,
        ].join('\n'),
      }).get(tracerReaders),
    );
    expect(readers).toMatchObject([
      { entity: 'process:1115', files: 2, instances: ['aegis'] },
      { entity: 'process:8123', files: 1, instances: [''] },
    ]);
  });

  it('are found in what somebody pasted of lsof', () => {
    const pasted =
      'SecAgent  1115 1550            root   21r      REG               0,11         0      28870 /sys/kernel/debug/tracing/instances/aegis/per_cpu/cpu1/trace_pipe_raw\n';
    const readers = theValue(
      factsOf({ 'var/log/messages': pasted, 'commands/proc/fd-kinds': '1 2 socket\n' }).get(tracerReaders),
    );
    expect(readers).toMatchObject([{ label: 'SecAgent (pid 1115)', instances: ['aegis'] }]);
  });

  it('are unknown where open files were not looked at', () => {
    expect(factsOf({ 'proc/uptime': '1.00 1.00\n' }).get(tracerReaders)).toMatchObject({ known: false });
  });
});

describe('logs of containers', () => {
  it('are added up, also where du counted the directory they lie in', () => {
    const [root] = theValue(
      factsOf({
        ...DISK,
        'commands/disk/usage': `${6 * 2 ** 20}\t/var/log/pods\n`,
        'commands/list/pod-logs': [
          `81a0 ${GIB} 1768470000 /var/log/pods/shop_cart-0_4c7e/cart/0.log`,
          `81a0 ${4 * GIB} 1768470000 /var/log/pods/shop_search-0_5d8f/search/0.log`,
        ].join('\n'),
      }).get(usage),
    );
    expect(root).toMatchObject({ container_log_bytes: 5 * GIB, largest_container_log: 'shop/search-0/search' });
  });
});
