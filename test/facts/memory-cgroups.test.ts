import { describe, expect, it } from 'vitest';
import { memoryCgroups } from '../../src/facts/memory-cgroups.ts';
import { factsOf, mountLine, theValue } from './reading.ts';

const table = (memory: string, others: string): string =>
  `#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t4\t${others}\t1\ndevices\t5\t9\t1\nmemory\t${memory}\t1\n`;
const CGROUPS = table('6\t65535', '402');
const kernel = (release: string): string => `Linux node ${release} #1 SMP x86_64 GNU/Linux\n`;

describe('memory control groups', () => {
  it('are compared with the other hierarchies and with the groups that hold processes', () => {
    const found = theValue(
      factsOf({
        'proc/cgroups': CGROUPS,
        'proc/1/mountinfo':
          mountLine({ id: 25, point: '/' }) +
          mountLine({ id: 31, parent: 25, device: '0:27', point: '/sys/fs/cgroup/memory', type: 'cgroup' }),
        'commands/proc/cgroup':
          '/proc/1/cgroup:6:memory:/\n/proc/7/cgroup:6:memory:/kubepods/pod1/a\n/proc/8/cgroup:6:memory:/kubepods/pod1/b\n',
      }).get(memoryCgroups),
    );
    expect(found).toMatchObject({
      groups: 65_535,
      other_groups: 402,
      deleted: 65_133,
      // The root, kubepods, pod1, a and b.
      with_processes: 5,
      limit: 65_535,
      unified: false,
      filesystem: 'filesystem:0:27',
    });
    expect(found.refs.map((r) => r.line)).toEqual([4, 2]);
  });

  it('have nothing to be compared with where memory is the only controller, or all are unified', () => {
    const alone = '#subsys_name\thierarchy\tnum_cgroups\tenabled\nmemory\t6\t65535\t1\n';
    expect(theValue(factsOf({ 'proc/cgroups': alone }).get(memoryCgroups))?.deleted).toBeUndefined();
    const unified = theValue(factsOf({ 'proc/cgroups': table('0\t212', '212') }).get(memoryCgroups));
    expect(unified).toMatchObject({ unified: true, groups: 212 });
    expect(unified?.deleted).toBeUndefined();
  });

  it('are never fewer than none', () => {
    expect(theValue(factsOf({ 'proc/cgroups': table('6\t100', '402') }).get(memoryCgroups)).deleted).toBe(0);
  });

  it.each([
    ['3.10.0-957.el7.x86_64', false],
    ['3.10.0-1062.4.el7.x86_64', true],
    ['3.10.0-1062.1.2.el7.x86_64', false],
    ['3.10.0-1160.el7.x86_64', true],
    ['4.4.0-210-generic', false],
    ['4.19.91-26.1.al7.x86_64', true],
  ])('under %s and cgroup.memory=nokmem: accounting is off: %s', (release, off) => {
    const files = {
      'proc/cgroups': CGROUPS,
      'commands/uname': kernel(release),
      'proc/cmdline': 'BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro cgroup.memory=nosocket,nokmem\n',
    };
    expect(theValue(factsOf(files).get(memoryCgroups)).kernel_accounting_off).toBe(off);
  });

  it('account kernel memory where nobody turned it off, and it is not known where the parameters are not', () => {
    const files = { 'proc/cgroups': CGROUPS, 'proc/cmdline': 'BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro\n' };
    expect(theValue(factsOf(files).get(memoryCgroups)).kernel_accounting_off).toBe(false);
    expect(theValue(factsOf({ 'proc/cgroups': CGROUPS }).get(memoryCgroups)).kernel_accounting_off).toBeUndefined();
  });

  it('are unknown without the table', () => {
    expect(factsOf({ 'proc/uptime': '1.0 1.0\n' }).get(memoryCgroups)).toMatchObject({ known: false });
    const without = '#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t4\t12\t1\n';
    expect(factsOf({ 'proc/cgroups': without }).get(memoryCgroups)).toMatchObject({ known: false });
  });
});
