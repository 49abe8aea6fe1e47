import { describe, expect, it } from 'vitest';
import { blockDevices } from '../../src/facts/block-devices.ts';
import { limits } from '../../src/facts/limits.ts';
import { openFiles } from '../../src/facts/open-files.ts';
import { units } from '../../src/facts/units.ts';
import { factsOf, mountLine, theValue } from './reading.ts';

const STAT =
  '812 (dockerd) S 1 1 1 0 -1 0 100 0 0 0 250 75 0 0 20 0 5 0 52345 1269760000 2816 1 1 1 0 0 0 0 0 0 0 0 0 17 3 0 0 12 0 0\n';

describe('open files', () => {
  const files = {
    'commands/proc/stat': STAT,
    'commands/proc/fd-counts': '4100 /proc/812/fd\n12 /proc/900/fd\n',
    'commands/proc/fd-kinds': [
      '812 4000 socket',
      '812 60 fifo /run/docker/containerd/9c11/init-stdout',
      '812 30 pipe',
      '812 1 tracing /sys/kernel/tracing/trace_pipe',
      '812 9 anon_inode:eventpoll',
    ].join('\n'),
  };

  it('are counted for all and told apart for some', () => {
    const found = theValue(factsOf(files).get(openFiles));
    expect(found).toMatchObject([
      {
        entity: 'process:812',
        label: 'dockerd (pid 812)',
        total: 4100,
        sockets: 4000,
        pipes: 90,
        deleted: 0,
        tracing: ['/sys/kernel/tracing/trace_pipe'],
      },
      { label: 'pid 900', total: 12 },
    ]);
    expect(found[1]?.sockets).toBeUndefined();
  });

  it('are unknown where neither was collected, incomplete without one', () => {
    expect(factsOf({}).get(openFiles)).toMatchObject({ known: false });
    const small = { ...files, 'commands/proc/fd-kinds': '900 3 pipe\n' };
    expect(theValue(factsOf(small).get(openFiles))[1]?.sockets).toBeUndefined();
    const pipesOnly = { ...small, 'commands/proc/fd-counts': '3 /proc/900/fd\n' };
    expect(theValue(factsOf(pipesOnly).get(openFiles))[0]).toMatchObject({ pipes: 3, sockets: 0 });
    const some = factsOf({ 'commands/proc/fd-kinds': files['commands/proc/fd-kinds'] }).get(openFiles);
    expect(some).toMatchObject({ known: true, value: [{ total: 4100 }], incomplete: [{ source: 'fd_counts' }] });
  });
});

describe('limits in force', () => {
  const files = {
    'commands/proc/stat': STAT,
    'commands/proc/fd-counts': '512 /proc/812/fd\n',
    'commands/proc/limits':
      '/proc/812/limits:Limit                     Soft Limit           Hard Limit           Units     \n' +
      '/proc/812/limits:Max open files            1024                 524288               files     \n' +
      '/proc/812/limits:Max processes             unlimited            unlimited            processes \n' +
      '/proc/812/limits:Max nice priority         0                    0                    \n',
    'commands/cgroup/values':
      '/sys/fs/cgroup/kubepods.slice/pids.current:90\n/sys/fs/cgroup/kubepods.slice/pids.max:100\n' +
      '/sys/fs/cgroup/kubepods.slice/pids.events:max 4\n/sys/fs/cgroup/kubepods.slice/memory.max:max\n' +
      '/sys/fs/cgroup/kubepods.slice/memory.current:5000\n' +
      '/sys/fs/cgroup/memory/docker/memory.limit_in_bytes:9223372036854771712\n' +
      '/sys/fs/cgroup/memory/docker/memory.usage_in_bytes:77\n',
  };

  it('are held against what is in use', () => {
    const found = theValue(factsOf(files).get(limits));
    expect(found).toMatchObject([
      {
        entity: 'process:812',
        name: 'open_files',
        soft: 1024,
        hard: 524288,
        used: 512,
        used_ratio: 0.5,
        limited: true,
      },
      { name: 'processes', limited: false },
      { name: 'nice_priority', soft: 0 },
      { entity: 'cgroup:/kubepods.slice', name: 'pids', soft: 100, used: 90, used_ratio: 0.9, hits: 4, of: 'cgroup' },
      { name: 'memory', limited: false, used: 5000, used_ratio: 0 },
      { entity: 'cgroup:/memory/docker', name: 'memory', limited: false, used: 77, used_ratio: 0 },
    ]);
    expect(found[1]?.soft).toBeUndefined();
  });

  it('are unknown where none were read', () => expect(factsOf({}).get(limits)).toMatchObject({ known: false }));
});

describe('units', () => {
  const shown = [
    'Id=docker.service',
    'LoadState=loaded',
    'ActiveState=activating',
    'SubState=auto-restart',
    'Result=exit-code',
    'NRestarts=7',
    'MainPID=0',
    'ExecMainStatus=1',
    'ExecMainStartTimestamp=Thu 2026-01-15 11:59:00 UTC',
    'TasksCurrent=18446744073709551615',
    'TasksMax=4915',
    'LimitNOFILE=1048576',
    '',
    'Id=podman.service',
    'LoadState=not-found',
    'ActiveState=inactive',
  ].join('\n');

  it('are shown in detail or as failed, and what is not installed is left out', () => {
    const facts = factsOf({
      'commands/systemd/units': shown,
      'commands/systemd/failed': 'chrony.service loaded failed failed NTP client\n',
    });
    const found = new Map(theValue(facts.get(units)).map((u) => [u.name, u]));
    expect([...found.keys()].sort()).toEqual(['chrony.service', 'docker.service']);
    expect(found.get('chrony.service')).toMatchObject({ failed: true, label: 'chrony.service (NTP client)' });
    expect(found.get('docker.service')).toMatchObject({
      entity: 'unit:docker.service',
      failed: false,
      result: 'exit-code',
      restarts: 7,
      exit_status: 1,
      started_at: Date.UTC(2026, 0, 15, 11, 59) / 1000,
      tasks_max: 4915,
    });
    expect(found.get('docker.service')?.tasks).toBeUndefined();
    expect(found.get('docker.service')?.main_pid).toBeUndefined();
  });

  it('without a failed one are complete when the list was read and empty', () => {
    const quiet = factsOf({ 'commands/systemd/units': shown, 'commands/systemd/failed': '' }).get(units);
    expect(quiet).not.toHaveProperty('incomplete');
    expect(factsOf({ 'commands/systemd/units': shown }).get(units)).toHaveProperty('incomplete');
    expect(factsOf({}).get(units)).toMatchObject({ known: false });
  });
});

describe('block devices', () => {
  it('are joined with their file system and the state of their array', () => {
    const facts = factsOf({
      'commands/block': [
        '/sys/block/md0/size:2048',
        '/sys/block/md0/ro:0',
        '/sys/block/md0/inflight:       3       12',
        '/sys/class/block/md0/dev:9:0',
        '/sys/block/sdb/device/state:offline',
        '/sys/block/dm-0/dm/name:vg-data',
      ].join('\n'),
      'proc/mdstat':
        'Personalities : [raid1] \nmd0 : active raid1 sdb1[1](F) sda1[0]\n      1046528 blocks super 1.2 [2/1] [U_]\n      [==>.......]  recovery = 12.6% (1/8) finish=1.0min\n',
      'proc/1/mountinfo': mountLine({ id: 1, point: '/data', device: '9:0' }),
    });
    expect(theValue(facts.get(blockDevices))).toMatchObject([
      {
        entity: 'device:9:0',
        label: 'md0 (/data)',
        filesystem: 'filesystem:9:0',
        bytes: 1_048_576,
        read_only: false,
        in_flight: 15,
        raid_degraded: true,
        raid_action: 'recovery',
      },
      { entity: 'device:sdb', state: 'offline', usable: false },
      { name: 'dm-0', dm_name: 'vg-data' },
    ]);
    expect(factsOf({}).get(blockDevices)).toMatchObject({ known: false });
  });
});
