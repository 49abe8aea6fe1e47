import { describe, expect, it } from 'vitest';
import { filesystemOf, filesystems } from '../../src/facts/filesystems.ts';
import { factsOf, mountLine, theValue } from './reading.ts';

const DF = 'Filesystem     Type     1024-blocks     Used Available Capacity Mounted on\n';
const DFI = 'Filesystem        Inodes  IUsed    IFree IUse% Mounted on\n';
const ROOT = mountLine({ id: 1, parent: 0, point: '/' });

const listed = (files: Record<string, string>) => theValue(factsOf(files).get(filesystems));

describe('file systems', () => {
  it('join df, df -i and the mount table by mount point', () => {
    const found = listed({
      'proc/1/mountinfo': ROOT + mountLine({ id: 2, device: '8:16', point: '/data' }),
      'commands/df/bytes': `${DF}/dev/vda1      ext4        41152812 16000000  23000000      42% /\n/dev/vdb       ext4        1000000   900000     50000      95% /data\n`,
      'commands/df/inodes': `${DFI}/dev/vdb          65536  65536        0  100% /data\n`,
    });
    expect(found).toMatchObject([
      {
        entity: 'filesystem:8:1',
        mount_point: '/',
        type: 'ext4',
        bytes_used: 16_000_000 * 1024,
        serves: expect.arrayContaining(['/', '/tmp', 'runtime root']),
      },
      { entity: 'filesystem:8:16', mount_point: '/data', inodes_total: 65536, inodes_used_ratio: 1 },
    ]);
    expect(found[1]?.bytes_used_ratio).toBeCloseTo(900 / 950, 6);
    expect(found[0]?.inodes_used_ratio).toBeUndefined();
  });

  it('with several mount points are one entry under the shortest, in whatever order df has them', () => {
    const rows = [
      '/dev/vda1      ext4        100 50 50 50% /var/lib/kubelet\n',
      '/dev/vda1      ext4        100 50 50 50% /\n',
    ];
    for (const order of [rows, [...rows].reverse()]) {
      const found = listed({
        'proc/1/mountinfo': ROOT + mountLine({ id: 2, root: '/var/lib/kubelet', point: '/var/lib/kubelet' }),
        'commands/df/bytes': DF + order.join(''),
      });
      expect(found.map((f) => f.mount_point)).toEqual(['/']);
    }
  });

  it('keep the inodes of one of their mount points when df shows bytes and inodes under different ones', () => {
    const found = listed({
      'proc/1/mountinfo': ROOT + mountLine({ id: 2, root: '/x', point: '/srv' }),
      'commands/df/bytes': `${DF}/dev/vda1      ext4        100 50 50 50% /\n`,
      'commands/df/inodes': `${DFI}/dev/vda1          100  100        0  100% /srv\n`,
    });
    expect(found).toMatchObject([{ mount_point: '/', bytes_used: 50 * 1024, inodes_used_ratio: 1 }]);
  });

  it('leave out what is mounted from a disk that was taken away', () => {
    const files = (size: number) => ({
      'proc/1/mountinfo': ROOT + mountLine({ id: 2, device: '7:56', point: '/vol' }),
      'commands/df/bytes': `${DF}/dev/vda1      ext4        100 50 50 50% /\n/dev/loop56      ext4        2780 2780 0 100% /vol\n`,
      'commands/block': `/sys/block/vda1/size:4096\n/sys/class/block/vda1/dev:8:1\n/sys/block/loop56/size:${size}\n/sys/class/block/loop56/dev:7:56\n`,
    });
    expect(listed(files(8192)).map((f) => f.mount_point)).toEqual(['/', '/vol']);
    expect(listed(files(0)).map((f) => f.mount_point)).toEqual(['/']);
  });

  it('leave out images that are always full and what is mounted read-only', () => {
    const found = listed({
      'proc/1/mountinfo':
        ROOT +
        mountLine({ id: 2, device: '7:0', point: '/snap/core/1', type: 'squashfs', options: 'ro' }) +
        mountLine({ id: 3, device: '11:0', point: '/media/cd', type: 'iso9660', options: 'ro' }) +
        mountLine({ id: 4, device: '8:32', point: '/usr/share/models', options: 'ro,noatime' }),
      'commands/df/bytes': `${DF}/dev/vda1      ext4        100 50 50 50% /\n/dev/loop0     squashfs    100 100 0 100% /snap/core/1\n/dev/sr0       iso9660     100 100 0 100% /media/cd\n/dev/vdc       ext4        100 100 0 100% /usr/share/models\n`,
    });
    expect(found.map((f) => f.mount_point)).toEqual(['/']);
  });

  it('without a fixed number of inodes cannot run out of them', () => {
    const found = listed({
      'proc/1/mountinfo': mountLine({ id: 1, point: '/', type: 'btrfs', device: '0:40' }),
      'commands/df/bytes': `${DF}/dev/vda1      btrfs        100 50 50 50% /\n`,
      'commands/df/inodes': `${DFI}/dev/vda1              0      0        0     - /\n`,
    });
    expect(found).toMatchObject([{ inodes_total: 0, inodes_used_ratio: 0 }]);
  });

  it('are listed without a mount table, by what df says', () => {
    const files = {
      'commands/df/bytes': `${DF}/dev/vda1      ext4        100 50 50 50% /\ntmpfs          tmpfs        100 50 50 50% /tmp\n`,
    };
    expect(listed(files)).toMatchObject([
      { entity: 'filesystem:/dev/vda1@/', type: 'ext4', is_tmpfs: false },
      { entity: 'filesystem:tmpfs@/tmp', is_tmpfs: true },
    ]);
    expect(listed(files)[0]?.device).toBeUndefined();
    const facts = factsOf(files);
    expect(filesystemOf('/tmp/x', facts)).toBe('filesystem:tmpfs@/tmp');
    expect(filesystemOf('/tmpx', facts)).toBe('filesystem:/dev/vda1@/');
  });

  it('behind the links /var/run and /var/lock are those of /run, unless something is mounted at the link', () => {
    const run = ROOT + mountLine({ id: 2, device: '0:25', point: '/run', type: 'tmpfs' });
    const facts = factsOf({ 'proc/1/mountinfo': run });
    expect(filesystemOf('/var/run/docker/x', facts)).toBe('filesystem:0:25');
    expect(filesystemOf('/var/lock/lvm', facts)).toBe('filesystem:0:25');
    expect(filesystemOf('/var/runner/x', facts)).toBe('filesystem:8:1');
    const own = factsOf({ 'proc/1/mountinfo': run + mountLine({ id: 3, device: '0:26', point: '/var/run' }) });
    expect(filesystemOf('/var/run/docker/x', own)).toBe('filesystem:0:26');
  });

  it('lie in memory or not by the name of their source where df shows no type', () => {
    const sources = ['udev', 'tmpfs', 'shm', '/dev/vda1', 'nas:/export', 'rpool/var', 'none'];
    const rows = sources.map((source, i) => `${source} 100 50 50 50% /m${i}\n`).join('');
    const found = listed({ 'commands/df/bytes': `Filesystem 1K-blocks Used Available Use% Mounted on\n${rows}` });
    expect(found.map((f) => f.is_tmpfs)).toEqual([false, true, true, false, false, false, undefined]);
  });

  it('as a daemon with a private /tmp sees them belong to the device behind its own /tmp', () => {
    const found = listed({
      'proc/1/mountinfo': ROOT + mountLine({ id: 2, device: '0:30', point: '/tmp', type: 'tmpfs' }),
      'proc/900/mountinfo':
        mountLine({ id: 50, parent: 0, point: '/' }) +
        mountLine({ id: 51, parent: 50, point: '/tmp', root: '/var/tmp/systemd-private-1/tmp' }),
      'commands/proc/stat':
        '900 (containerd) S 1 9 9 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 1 0 100 1 1 18446744073709551615\n',
      'commands/df/bytes': `${DF}/dev/vda1      ext4        100 99 1 99% /\ntmpfs          tmpfs       100 2 98 2% /tmp\n`,
    });
    const byPoint = new Map(found.map((f) => [f.mount_point, f]));
    expect(byPoint.get('/')?.serves).toContain('/tmp');
    expect(byPoint.get('/tmp')?.serves).toEqual([]);
  });

  it('hold what deleted files still occupy', () => {
    const found = listed({
      'proc/1/mountinfo': ROOT,
      'commands/df/bytes': `${DF}/dev/vda1      ext4        100 50 50 50% /\n`,
      'commands/proc/fd-deleted':
        '77 5 8:1 4096 /tmp/a (deleted)\n77 6 8:1 1000 /tmp/b (deleted)\n78 6 8:2 9999 /x (deleted)\n',
    });
    expect(found[0]?.deleted_bytes).toBe(5096);
  });

  it('are unknown without df, with the reason', () => {
    const missing = (files: Record<string, string>) => {
      const found = factsOf({ 'proc/1/mountinfo': ROOT, ...files }).get(filesystems);
      return found.known ? [] : found.missing;
    };
    // The start of a manifest makes it a bundle of the collector, else it is a copy of /proc.
    expect(missing({ 'manifest-start.json': '{}' })).toContainEqual({ source: 'df', reason: 'not in this bundle' });
    expect(missing({})).toContainEqual({
      source: 'df',
      reason: 'copy of /proc and /sys does not collect it: ask for `df -PT -k`',
    });
  });
});
