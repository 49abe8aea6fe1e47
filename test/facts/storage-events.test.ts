import { describe, expect, it } from 'vitest';
import { blockDevices } from '../../src/facts/block-devices.ts';
import { diskPressure, evictionSignals } from '../../src/facts/disk-pressure.ts';
import { multipathMaps } from '../../src/facts/multipath-maps.ts';
import { fullDirectories, storageEvents } from '../../src/facts/storage-events.ts';
import { factsOf, theValue } from './reading.ts';

const mounts = (...rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');
const kernel = (...lines: readonly string[]): Record<string, string> => ({
  'proc/uptime': '1000.00 1.00\n',
  'commands/kernel/dmesg': ['[    0.000000] Linux version 5.14.0', ...lines, ''].join('\n'),
});

describe('events of file systems and disks', () => {
  it('carry the file systems of the device and whether somebody works with them', () => {
    const facts = factsOf({
      ...kernel(
        '[  900.000000] XFS (sdf): Log I/O Error Detected. Shutting down filesystem',
        '[  901.000000] sd 3:0:0:1: [sdf] tag#3 FAILED Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK',
        '[  902.000000] sd 3:0:0:1: rejecting I/O to offline device',
      ),
      'proc/1/mountinfo': mounts('26 25 8:80 / /srv/data rw shared:9 - xfs /dev/sdf rw'),
    });
    const found = theValue(facts.get(storageEvents));
    expect(found.map((e) => [e.event, e.entity, e.io, e.used])).toEqual([
      ['xfs shutdown', 'device:8:80', true, true],
      ['scsi path', 'device:8:80', true, true],
      ['scsi offline', 'device:8:80', false, true],
    ]);
    expect(found[0]).toMatchObject({ filesystems: ['filesystem:8:80'], mount_point: '/srv/data', quiet_for: 100 });
  });

  it('of xfs before the last mount of the device are of another state', () => {
    const facts = factsOf(
      kernel(
        '[  800.000000] XFS (vdb): Log I/O Error Detected. Shutting down filesystem',
        '[  900.000000] XFS (vdb): Mounting V5 Filesystem',
      ),
    );
    expect(theValue(facts.get(storageEvents))).toEqual([]);
  });

  it('name the file systems with a full directory, and none where no log was collected', () => {
    const line =
      'EXT4-fs warning (device vda1): ext4_dx_add_entry:2601: Directory (ino: 12) index full, reach max htree level :2';
    const table = { 'proc/1/mountinfo': mounts('26 25 253:1 / / rw shared:9 - ext4 /dev/vda1 rw') };
    expect(theValue(factsOf({ ...kernel(`[  900.000000] ${line}`), ...table }).get(fullDirectories))).toEqual([
      'filesystem:253:1',
    ]);
    expect(theValue(factsOf(table).get(fullDirectories))).toEqual([]);
    expect(factsOf(table).get(storageEvents).known).toBe(false);
  });
});

describe('multipath devices', () => {
  it('lack the paths that failed last', () => {
    const facts = factsOf(
      kernel(
        '[  900.000000] device-mapper: multipath: 253:4: Failing path 8:32.',
        '[  901.000000] device-mapper: multipath: 253:4: Failing path 8:48.',
        '[  950.000000] device-mapper: multipath: 253:4: Reinstating path 8:32.',
      ),
    );
    expect(theValue(facts.get(multipathMaps))).toMatchObject([
      { entity: 'device:253:4', failed: ['8:48'], returned: 1 },
    ]);
  });
});

describe('software RAID', () => {
  it('is not degraded by the container of a firmware RAID, and names disks of failed members', () => {
    const mdstat =
      'Personalities : [raid1]\nmd0 : active raid1 nvme1n1p3[1](F) sda1[0]\n      100 blocks super 1.2 [2/1] [U_]\n\nmd127 : inactive sdb[1](S) sda[0](S)\n      5928 blocks super external:imsm\n\nunused devices: <none>\n';
    const found = theValue(factsOf({ 'proc/mdstat': mdstat }).get(blockDevices));
    expect(found.map((d) => [d.name, d.raid_degraded, d.raid_failed_disks, d.raid_action])).toEqual([
      ['md0', true, ['nvme1n1p3', 'nvme1n1'], 'idle'],
      ['md127', false, [], 'idle'],
    ]);
  });
});

describe('thresholds of the kubelet', () => {
  const files = {
    'proc/1/mountinfo': mounts('25 1 253:1 / / rw shared:1 - ext4 /dev/vda1 rw'),
    'commands/df/bytes':
      'Filesystem Type 1024-blocks Used Available Capacity Mounted on\n/dev/vda1 ext4 10485760 9437184 1048576 90% /\n',
  };
  it.each([
    [
      'defaults',
      {},
      [
        ['nodefs.available', 0.1, false],
        ['imagefs.available', 0.15, true],
      ],
    ],
    [
      'a file',
      { 'var/lib/kubelet/config.yaml': 'evictionHard:\n  nodefs.available: 2Gi\n' },
      [['nodefs.available', 0.2, true]],
    ],
  ])('by %s', (_, more, expected) => {
    const found = theValue(factsOf({ ...files, ...more }).get(evictionSignals));
    expect(found.map((s) => [s.signal, s.threshold, s.crossed])).toEqual(expected);
  });

  it('that are crossed say nothing of pressure which nobody reported', () => {
    const log = { 'journal/kubelet.log': 'I0115 11:30:00.000000    1288 server.go:417] start\n' };
    expect(theValue(factsOf({ ...files, ...log }).get(diskPressure))).toEqual([]);
    expect(factsOf(files).get(diskPressure).known).toBe(false);
  });
});
