/** Small nodes in the native layout, for bundles of several of them. */
type Files = Readonly<Record<string, string>>;

const UNAME = (name: string): string =>
  `Linux ${name} 5.15.0-91-generic #101-Ubuntu SMP Tue Nov 14 13:30:08 UTC 2023 x86_64 x86_64 x86_64 GNU/Linux\n`;

const df = (used: number): string =>
  [
    'Filesystem     Type 1024-blocks     Used Available Capacity Mounted on',
    '/dev/vda1      ext4    41152736 20576368  20576368      50% /',
    `/dev/vdb       ext4   103081248 ${used} ${103_081_248 - used}     ${Math.ceil((100 * used) / 103_081_248)}% /var/lib/docker`,
    '',
  ].join('\n');

/** A node whose disk of docker is half empty and whose daemon says nothing. */
export const quietNode = (name: string): Files => ({
  'commands/uname': UNAME(name),
  'commands/date': 'Thu Jan 15 12:00:00 UTC 2026\n',
  'proc/1/mountinfo': [
    '25 1 8:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw',
    '40 25 8:16 / /var/lib/docker rw,relatime shared:2 - ext4 /dev/vdb rw',
    '',
  ].join('\n'),
  'commands/df/bytes': df(51_540_624),
  'commands/df/inodes': [
    'Filesystem      Inodes  IUsed   IFree IUse% Mounted on',
    '/dev/vda1      2621440 262144 2359296   10% /',
    '/dev/vdb       6553600 655360 5898240   10% /var/lib/docker',
    '',
  ].join('\n'),
  'proc/sys/fs/mount-max': '100000\n',
  'journal/docker.log': 'time="2026-01-15T11:58:00.000000000Z" level=info msg="API listen on /run/docker.sock"\n',
});

/** The same node with its disk of docker full, and a container that could not be created. */
export const fullNode = (name: string): Files => ({
  ...quietNode(name),
  'commands/df/bytes': df(103_081_248),
  'journal/docker.log': `time="2026-01-15T11:59:00.000000000Z" level=error msg="Handler for POST /v1.40/containers/create returned error: error creating overlay mount to /var/lib/docker/overlay2/91c0d7/merged: no space left on device"\n`,
});

/** The same node with its mount table full, and the same error. */
export const mountedNode = (name: string): Files => ({
  ...fullNode(name),
  'commands/df/bytes': df(51_540_624),
  'proc/sys/fs/mount-max': '2\n',
});

/** The files of some nodes, each below its folder. */
export function together(folders: Readonly<Record<string, Files>>): Map<string, string> {
  return new Map(
    Object.entries(folders).flatMap(([folder, files]) =>
      Object.entries(files).map(([file, text]): [string, string] => [folder + file, text]),
    ),
  );
}
