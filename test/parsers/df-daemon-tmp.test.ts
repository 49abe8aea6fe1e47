import { expect, it } from 'vitest';
import { dfDaemonTmp } from '../../src/parsers/df-daemon-tmp.ts';
import { parse } from './parse.ts';

it('joins space and inodes of each daemon’s directories', () => {
  const text = `Filesystem     Type  1024-blocks    Used Available Capacity Mounted on
tmpfs          tmpfs     1048576 1048576         0     100% /proc/812/root/tmp
tmpfs          tmpfs      819200    2048    817152       1% /proc/812/root/run
-              -        61255492 51904648   6209508      89% /proc/655/root/tmp
Filesystem     Inodes  IUsed   IFree IUse% Mounted on
tmpfs         2038272     41 2038231    1% /proc/812/root/tmp
tmpfs         2038272   1858 2036414    1% /proc/812/root/run
-             3907584 677111 3230473   18% /proc/655/root/tmp
`;
  const { document, problems } = parse(dfDaemonTmp, text);
  expect(problems).toEqual([]);
  expect(document?.directories).toHaveLength(3);
  expect(document?.directories[0]).toEqual({
    pid: 812,
    path: '/tmp',
    source: 'tmpfs',
    type: 'tmpfs',
    bytesTotal: 2 ** 30,
    bytesUsed: 2 ** 30,
    bytesAvailable: 0,
    inodesTotal: 2038272,
    inodesUsed: 41,
    inodesFree: 2038231,
    line: 2,
  });
  expect(document?.directories[1]?.path).toBe('/run');
  expect(document?.directories[2]).toMatchObject({ pid: 655, inodesUsed: 677111 });
});

it('has no pid when df named the mount point of the node', () => {
  const text = 'Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/vda1 100 40 60 40% /\n';
  expect(parse(dfDaemonTmp, text).document?.directories).toEqual([
    { path: '/', source: '/dev/vda1', inodesTotal: 100, inodesUsed: 40, inodesFree: 60, line: 2 },
  ]);
});
