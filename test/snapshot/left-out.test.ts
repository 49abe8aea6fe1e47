import { describe, expect, it } from 'vitest';
import { createLeftOutTally } from '../../src/snapshot/left-out.ts';

describe('what is left out', () => {
  it('is counted by folder and reason, with its first names', () => {
    const tally = createLeftOutTally();
    for (const name of ['a', 'b', 'c', 'd'])
      tally.add({ path: `sys/class/net/${name}/mtu`, why: 'ignored', layout: 'x', bytes: 5 });
    tally.add({ path: 'environment', why: 'unrecognised', bytes: 7 });
    tally.add({ path: 'sys/class/net/a/mtu', why: 'link' });
    expect(tally.groups()).toEqual([
      { folder: '', why: 'unrecognised', entries: 1, bytes: 7, names: ['environment'] },
      {
        folder: 'sys/class/net',
        why: 'ignored',
        layout: 'x',
        entries: 4,
        bytes: 20,
        names: ['a/mtu', 'b/mtu', 'c/mtu'],
      },
      { folder: 'sys/class/net', why: 'link', entries: 1, bytes: 0, names: ['a/mtu'] },
    ]);
  });

  it('counts folders of processes as one, and parts of a file by that file', () => {
    const tally = createLeftOutTally();
    for (const pid of [1, 812]) tally.add({ path: `proc/${pid}/maps`, why: 'unrecognised' });
    for (const line of [7, 90]) tally.add({ path: `etc/all.txt#${line} ls /`, why: 'ignored' });
    expect(tally.groups().map(({ folder, entries, names }) => `${folder} ${entries} ${names.join()}`)).toEqual([
      'etc/all.txt 2 ls /,ls /',
      'proc/* 2 maps,maps',
    ]);
  });

  it('keeps its count and not its memory when there are a million folders', () => {
    const tally = createLeftOutTally();
    for (let i = 0; i < 100_000; i++) tally.add({ path: `f${i}/${'n'.repeat(5_000)}`, why: 'ignored', bytes: 1 });
    const groups = tally.groups();
    expect(groups.length).toBe(2_001);
    expect(groups.reduce((sum, group) => sum + group.entries, 0)).toBe(100_000);
    expect(groups.find((group) => group.folder === '(other folders)')?.entries).toBe(98_000);
    expect(Math.max(...groups.flatMap((group) => group.names).map((name) => name.length))).toBe(120);
  });
});
