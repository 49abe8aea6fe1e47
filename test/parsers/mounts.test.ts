import { describe, expect, it } from 'vitest';
import { mounts } from '../../src/parsers/mounts.ts';
import { parse } from './parse.ts';

const rows = (text: string): string[] =>
  (parse(mounts, text).document?.mounts ?? []).map(
    (m) => `${m.line} ${m.device} | ${m.mountPoint} | ${m.fsType} | ${m.options.join(' ')}`,
  );

const OVERLAY = '/var/lib/docker/overlay2/729a67ef/merged';

describe('a mount table', () => {
  it('of the kernel has its escapes undone', () => {
    expect(
      rows(
        [
          'rootfs / rootfs rw 0 0',
          `overlay ${OVERLAY} overlay rw,relatime,lowerdir=/var/lib/docker/overlay2/l/AB:/var/lib/docker/overlay2/l/CD 0 0`,
          '10.0.0.5:/export/a /mnt/my\\040share nfs4 ro,vers=4.1,addr=10.0.0.5 0 0',
        ].join('\n'),
      ),
    ).toEqual([
      '1 rootfs | / | rootfs | rw',
      `2 overlay | ${OVERLAY} | overlay | rw relatime lowerdir=/var/lib/docker/overlay2/l/AB:/var/lib/docker/overlay2/l/CD`,
      '3 10.0.0.5:/export/a | /mnt/my share | nfs4 | ro vers=4.1 addr=10.0.0.5',
    ]);
  });

  it('of mount may have labels, blanks and the words that separate its fields', () => {
    expect(
      rows(
        [
          '/dev/vda1 on / type ext4 (rw,relatime,errors=remount-ro) [cloudimg-rootfs]',
          '/dev/sdb1 on /mnt/a type on /x type xfs (rw,noatime)',
          '//10.0.0.7/share on /mnt/w type cifs (rw,domain=BIG CORP,uid=0)',
        ].join('\n'),
      ),
    ).toEqual([
      '1 /dev/vda1 | / | ext4 | rw relatime errors=remount-ro',
      '2 /dev/sdb1 | /mnt/a type on /x | xfs | rw noatime',
      '3 //10.0.0.7/share | /mnt/w | cifs | rw domain=BIG CORP uid=0',
    ]);
  });

  it('of findmnt is a tree, a list, raw or pairs', () => {
    const expected = ['2 /dev/vda1 | / | ext4 | rw relatime', '3 tmpfs | /run | tmpfs | rw nosuid'];
    const header = 'TARGET   SOURCE    FSTYPE OPTIONS';
    expect(rows(`${header}\n/        /dev/vda1 ext4   rw,relatime\n├─/run   tmpfs     tmpfs  rw,nosuid\n`)).toEqual(
      expected,
    );
    expect(rows(`${header}\n/        /dev/vda1 ext4   rw,relatime\n|-/run   tmpfs     tmpfs  rw,nosuid\n`)).toEqual(
      expected,
    );
    expect(rows('TARGET SOURCE FSTYPE OPTIONS\n/a\\x20b /dev/vdb ext4 rw\n')).toEqual([
      '2 /dev/vdb | /a b | ext4 | rw',
    ]);
    expect(rows('TARGET="/" SOURCE="/dev/vda1" FSTYPE="ext4" OPTIONS="rw,relatime"')).toEqual([
      '1 /dev/vda1 | / | ext4 | rw relatime',
    ]);
    expect(rows('TARGET SOURCE FSTYPE PROPAGATION OPTIONS\n/ /dev/vda1 ext4 shared rw\n')).toEqual([
      '2 /dev/vda1 | / | ext4 | rw',
    ]);
  });

  it('keeps its good lines when others are bad, and says which', () => {
    const { document, problems } = parse(
      mounts,
      'sysfs /sys sysfs rw 0 0\nmount: only root can do that\nproc /proc pro',
    );
    expect(document?.mounts.map((m) => m.mountPoint)).toEqual(['/sys']);
    expect(problems.map((p) => p.line)).toEqual([2, 3]);
  });

  it('says whose it is when the path does', () => {
    const text = 'sysfs /sys sysfs rw 0 0\n';
    expect(parse(mounts, text, { params: { pid: '4711' } }).document?.pid).toBe(4711);
    expect(parse(mounts, text, { params: { pid: 'self' } }).document).not.toHaveProperty('pid');
  });
});

describe('a text', () => {
  it.each([
    ['sysfs /sys sysfs rw,nosuid 0 0\nproc /proc proc rw 0 0\n', true],
    ['/dev/vda1 on / type ext4 (rw,relatime)\n', true],
    ['TARGET SOURCE FSTYPE OPTIONS\n/ /dev/vda1 ext4 rw\n', true],
    ['# /etc/fstab\nUUID=1c2d / ext4 defaults 0 1\n', false],
    ['/dev/vda1 / ext4 defaults 0 0\n', false],
    ['UUID=1c2d / ext4 rw,errors=remount-ro 0 1\n', false],
    ['kubelet put a lock on /run/x type y (rw) here\n', false],
    ['TARGET SOURCE FSTYPE OPTIONS\n', false],
    ['36 35 98:0 / /mnt2 rw,noatime shared:1 - ext3 /dev/root rw\n', false],
  ])('%j is a mount table: %s', (text, expected) => {
    expect(mounts.sniff?.(text)).toBe(expected);
  });

  it('that is cut in its last line is one all the same', () => {
    const line = 'overlay /var/lib/docker/overlay2/729a67ef/merged overlay rw,relatime 0 0\n';
    expect(mounts.sniff?.(line.repeat(1000).slice(0, 65_530))).toBe(true);
  });
});
