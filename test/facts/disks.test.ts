import { describe, expect, it } from 'vitest';
import { detachedDisks } from '../../src/facts/detached-disks.ts';
import { ext4Errors } from '../../src/facts/ext4-errors.ts';
import { kernelThreads } from '../../src/facts/kernel-threads.ts';
import { factsOf, NOW, theValue } from './reading.ts';

const stat = (pid: number, comm: string, flags = 2_129_984): string =>
  `${pid} (${comm}) S 2 0 0 0 -1 ${flags} 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0 18446744073709551615\n`;
const mount = (id: number, device: string, point: string, source: string, options = 'rw'): string =>
  `${id} 1 ${device} / ${point} rw - ext4 ${source} ${options}\n`;
const STAGED = '/var/lib/kubelet/plugins/kubernetes.io/csi/pv/d-1/globalmount';

describe('threads of the kernel', () => {
  it('are counted by kind, and those of journals matched with the mounts of their devices', () => {
    const found = theValue(
      factsOf({
        'commands/proc/stat': [
          stat(1, 'systemd', 4_194_560),
          stat(10, 'kworker/0:1H'),
          stat(11, 'kworker/R-ext4-'),
          stat(12, 'jbd2/vda1-8'),
          stat(13, 'jbd2/vdfiw-8'),
          stat(14, 'jbd2-ckpt/vdfiw'),
          stat(15, 'ext4-rsv-conver'),
          stat(16, 'jbd2/dm-3-8'),
          stat(17, 'jbd2/nvme10n1p1'),
          stat(18, 'jbd2/vdzz-8'),
        ].join(''),
        'commands/block': '/sys/class/block/dm-3/dev:254:3\n',
        'proc/1/mountinfo':
          mount(1, '8:1', '/', '/dev/vda1') +
          mount(2, '252:16', STAGED, '/dev/vdfiw') +
          mount(3, '254:3', '/srv/data', '/dev/mapper/data') +
          mount(4, '259:12', '/var/lib/docker/overlay2/9caa/merged/host/srv/cache', '/dev/nvme10n1p12'),
      }).get(kernelThreads),
    );
    expect(found).toMatchObject({
      tasks: 10,
      threads: 9,
      journal_threads: 6,
      conversion_threads: 2,
      journals: 5,
      journals_in_use: 2,
      journals_idle: 2,
      journals_unseen: 1,
      idle_devices: ['vdfiw', 'nvme10n1p12'],
    });
    expect(found.kinds[0]).toEqual({ kind: 'jbd2', count: 5 });
  });

  it('say nothing of use without a mount table', () => {
    const found = theValue(factsOf({ 'commands/proc/stat': stat(12, 'jbd2/vda1-8') }).get(kernelThreads));
    expect(found.journals).toBe(1);
    expect(found.journals_idle).toBeUndefined();
  });
});

describe('disks that were taken away', () => {
  const mounts = mount(1, '8:1', '/', '/dev/vda1') + mount(2, '252:16', STAGED, '/dev/vdb');
  const list = '/sys/block/vda/size:2048\n/sys/class/block/vda/dev:8:0\n/sys/class/block/vda1/dev:8:1\n';
  const detached =
    'I0115 11:30:00.100000    1288 reconciler.go:319] Volume detached for volume "pv-7" (UniqueName: "kubernetes.io/csi/disk.example.com^d-1") on node "n" DevicePath ""\n';

  it('are mounted and in no list of devices, and know when they were detached', () => {
    const files = { 'proc/1/mountinfo': mounts, 'commands/block': list, 'journal/kubelet.log': detached };
    expect(theValue(factsOf(files).get(detachedDisks))).toMatchObject([
      {
        ...{ entity: 'filesystem:252:16', disk: 'device:252:16', device: 'vdb', gone: true, used: false },
        ...{ volume: 'd-1', mounts: 1, seen: { first: NOW - 1799.9 } },
      },
    ]);
  });

  it('cannot be told from a list that was cut', () => {
    const record = { step: 'block', stage: 4, sources: ['block_devices'], status: 'truncated', reason: 'too long' };
    const facts = factsOf({
      'proc/1/mountinfo': mounts,
      'commands/block': list,
      'manifest/01-block.json': JSON.stringify({ ...record, paths: ['commands/block'], bytes: 1, seconds: 0 }),
    });
    expect(facts.get(detachedDisks)).toMatchObject({ known: true, value: [], incomplete: [{}, {}] });
  });
});

describe('errors of ext4 in the kernel log', () => {
  const error =
    'EXT4-fs error (device vdb): __ext4_get_inode_loc:4317: inode #2: block 1095: comm find: unable to read itable block';
  const first = NOW - 3600;
  const notice = `EXT4-fs (vdb): initial error at time ${first}: __ext4_get_inode_loc:4317`;
  const ctime = (epoch: number): string =>
    new Date(epoch * 1000).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) (.{8}).*/, '[$1 $3 $2 $5 $4]');
  /** As `dmesg --time-format iso` and the API of Talos print it: a time with a zone, and yet of the clock of the kernel. */
  const iso = (epoch: number): string => `kern: warning: [${new Date(epoch * 1000).toISOString()}]:`;
  const logs = (...lines: string[]) => ({
    'proc/uptime': '20000000.00 1.00\n',
    'proc/1/mountinfo': mount(2, '252:16', '/srv/data', '/dev/vdb'),
    'var/log/dmesg': `${(lines[0]?.startsWith('kern') ? iso : ctime)(NOW - 20_000_000)} Linux version 4.19.91\n${lines.join('\n')}\n`,
  });

  it.each([ctime, iso])('begin when the superblock says, and tell how slow the kernel log is (%#)', (stamp) => {
    const lines = [
      `${stamp(first - 730)} ${error}`,
      `${stamp(first - 130)} Aborting journal on device vdb-8.`,
      `${stamp(NOW - 800)} ${notice}`,
    ];
    const [found] = theValue(factsOf(logs(...lines)).get(ext4Errors));
    expect(found).toMatchObject({
      seen: { first, first_is_onset: true },
      noticed_by: ['find'],
      aborted: true,
      is_io: true,
    });
    expect(found?.abort?.seen?.first).toBe(first + 600);
    expect(found?.abort?.seen?.uncertainty).toBeLessThan(3);
  });

  it.each([ctime, iso])('are as uncertain as the clock of the kernel where nothing tells (%#)', (stamp) => {
    const [found] = theValue(factsOf(logs(`${stamp(first - 730)} ${error}`)).get(ext4Errors));
    expect(found?.seen?.first).toBe(first - 730);
    expect(found?.seen?.uncertainty).toBeGreaterThan(730);
  });

  it('say nothing of the clock in a ring that begins near them', () => {
    const ring = logs();
    const text = `${ctime(first - 1500)} eth0: link up\n${ctime(first - 730)} ${error}\n${ctime(NOW - 800)} ${notice}\n${ctime(first + 60)} Aborting journal on device vdb-8.\n`;
    const [found] = theValue(factsOf({ ...ring, 'var/log/dmesg': text }).get(ext4Errors));
    expect(found?.abort?.seen?.first).toBe(first + 60);
  });
});
