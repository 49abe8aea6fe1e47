import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';
import { formatSourceRef } from '../../src/lib/source-ref.ts';
import { availabilityOf } from '../../src/snapshot/availability.ts';

const FOLDER = 'scc_node-7_260115_1200';

const frame = (kind: string, title: string, output: string): string =>
  `#==[ ${kind} ]${'='.repeat(46 - kind.length)}#\n# ${title}\n${output}\n\n`;
const command = (line: string, output: string): string => frame('Command', line, output);
const setting = (path: string, output: string): string => frame('Configuration File', path, output);
const log = (title: string, output: string): string => frame('Log File', title, output);

const DF = `Filesystem     Type      Size  Used Avail Use% Mounted on
/dev/vda2      btrfs      40G   12G   27G  31% /
/dev/vdb       ext4      100G   99G     0 100% /var/lib/docker
`;
const INODES = `Filesystem      Inodes  IUsed   IFree IUse% Mounted on
/dev/vdb       6553600 210000 6343600    4% /var/lib/docker
`;
const PS = `USER       PID  PPID %CPU %MEM    VSZ   RSS STAT     TIME CMD
root         1     0  0.0  0.1 168736 11904 Ss   00:00:12 /usr/lib/systemd/systemd
root       812     1  0.4  1.2 2011224 98304 Ssl 00:10:02 /usr/bin/dockerd
`;
const DMESG = '[Thu Jan 15 11:50:00 2026] EXT4-fs error (device vdb): htree_dirblock_to_tree:1027: inode #2: comm ls';
const JOURNAL = '2026-01-15T11:50:00+0100 node-7 kernel: EXT4-fs error (device vdb): htree_dirblock_to_tree:1027';

const files = (changes: Record<string, string> = {}): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({
      'basic-environment.txt': [
        `${'='.repeat(77)}\n                     Support Utilities - Supportconfig\n`,
        command('/usr/bin/date', 'Thu Jan 15 12:00:00 CET 2026'),
        command('/usr/bin/uname -a', 'Linux node-7 5.14.21-150500.53-default #1 SMP x86_64 x86_64 GNU/Linux'),
        setting('/etc/os-release', 'NAME="SLES"\nVERSION="15-SP5"\nID="sles"\nVERSION_ID="15.5"'),
        command('/usr/bin/systemctl status firewalld.service', 'Jan 15 12:00:01 node-7 kernel: Out of memory: Killed'),
      ].join(''),
      'basic-health-check.txt': [
        command('/usr/bin/uptime', ' 12:00:01  up 69 days  4:20,  1 user,  load average: 41.70, 39.11, 38.02'),
        command('/usr/bin/df -hT', DF),
        command('/usr/bin/df -i', INODES),
        command('/usr/bin/dmesg -T | grep taint', '[Thu Jan 15 11:00:00 2026] Out of memory: Killed process 1 (x)'),
        frame('Summary', 'Top 10 CPU Processes', '%CPU   PID USER     CMD\n 9.0   812 root     dockerd'),
        command('/usr/bin/ps axwwo user,pid,ppid,%cpu,%mem,vsz,rss,stat,time,cmd', PS),
      ].join(''),
      'boot.txt': [
        frame('Verification', 'rpm -V kernel-default-5.14', '# Verification Status: Passed'),
        setting('/boot/grub2/device.map', '(hd0) /dev/vda'),
        command('/usr/bin/journalctl --boot=0 --no-pager --output=short-iso | tail -n 3000', JOURNAL),
        command('/usr/bin/dmesg -T', DMESG),
      ].join(''),
      'docker.txt': [
        command('/usr/bin/docker version', 'Client:\n Version: 24.0.7\n\nServer:\n Engine:\n  Version: 24.0.7'),
        command('/usr/bin/docker info', 'ERROR: Command not found or not executable'),
        setting('/etc/docker/daemon.json', '{"data-root":"/var/lib/docker"}'),
      ].join(''),
      'docker/4f1c9d02ab77.txt': [
        command(
          '/usr/bin/docker top 4f1c9d02ab77',
          'UID  PID  PPID  C  STIME  TTY  TIME  CMD\nroot 9 1 0 10:00 ? 0:0 sh',
        ),
        command(
          '/usr/bin/docker inspect 4f1c9d02ab77',
          `[{"Id":"${'4f1c'.repeat(16)}","State":{"Pid":9},"Name":"/web"}]`,
        ),
        command('/usr/bin/docker logs --timestamps 4f1c9d02ab77', 'Jan 15 12:00:01 node-7 kernel: Out of memory'),
      ].join(''),
      'env.txt': [
        setting('/etc/sysctl.conf - File not found', ''),
        command('/usr/sbin/sysctl -a', 'fs.mount-max = 100000\nvm.swappiness = 60'),
      ].join(''),
      'fs-diskio.txt': [
        setting('/etc/fstab', '/dev/vda2 / btrfs defaults 0 0'),
        command('/usr/bin/mount', '/dev/vda2 on / type btrfs (rw,relatime)'),
        setting('/proc/mounts', '/dev/vda2 / btrfs rw,relatime 0 0'),
        setting('/etc/mtab', '/dev/vda2 / btrfs rw,relatime 0 0'),
      ].join(''),
      'messages.txt': log('/var/log/messages - Last 5000 Lines', JOURNAL.replace('+0100', '.123456+01:00')),
      'messages-20260110.txt': '2026-01-10T11:50:00.123456+01:00 node-7 systemd[1]: Started Session 1.\n',
      'modules.txt': command(
        '/usr/bin/lsmod | sort',
        'Module                  Size  Used by\noverlay               151552  24',
      ),
      'podman-root.txt': command('/usr/bin/podman ps --all --pod', 'CONTAINER ID  IMAGE'),
      'proc.txt':
        setting('/proc/sys/fs/file-nr', '41312\t0\t3255000') + setting('/proc/cgroups', 'memory\t5\t65531\t1'),
      'systemd.txt': command(
        '/usr/bin/systemctl --failed',
        '  UNIT           LOAD   ACTIVE SUB    DESCRIPTION\n● docker.service loaded failed failed Docker Engine\n',
      ),
      'rpm.txt': command(
        '/usr/bin/rpm -qa --last',
        'docker-24.0.7-150000.190.4.x86_64             Wed Jan 14 10:00:00 2026\nvim-9.0-1.x86_64                 Mon Jan 12 09:12:44 2026',
      ),
      'supportconfig.txt': 'Started: 2026-01-15\n',
      ...changes,
    }).map(([path, text]) => [`${FOLDER}/${path}`, text]),
  );

const read = (changes?: Record<string, string>) => readFiles(files(changes), []);

describe('a bundle of supportconfig', () => {
  it('is known by its files, and every output is a source', () => {
    const { bundle, records } = read();
    expect(bundle).toMatchObject({ layout: 'supportconfig', tool: 'SUSE supportconfig' });
    expect(records.map((r) => `${r.source} ${r.status} ${r.path}`)).toEqual([
      'os_release collected basic-environment.txt#13 /etc/os-release',
      'date collected basic-environment.txt#5 /usr/bin/date',
      'uname collected basic-environment.txt#9 /usr/bin/uname -a',
      'df_inodes collected basic-health-check.txt#14 /usr/bin/df -i',
      'ps collected basic-health-check.txt#29 /usr/bin/ps axwwo user,pid,ppid,%cpu,%mem,vsz,rss,stat,time,cmd',
      'uptime collected basic-health-check.txt#3 /usr/bin/uptime',
      'df collected basic-health-check.txt#7 /usr/bin/df -hT',
      'log collected boot.txt#11 /usr/bin/journalctl --boot=0 --no-pager --output=short-iso',
      'log collected boot.txt#15 /usr/bin/dmesg -T',
      'docker_info unparsable docker.txt#12 /usr/bin/docker info',
      'docker_daemon_config collected docker.txt#16 /etc/docker/daemon.json',
      'docker_version collected docker.txt#3 /usr/bin/docker version',
      'docker_inspect collected docker/4f1c9d02ab77.txt#8 /usr/bin/docker inspect 4f1c9d02ab77',
      'sysctl collected env.txt#7 /usr/sbin/sysctl -a',
      'mounts collected fs-diskio.txt#11 /proc/mounts',
      'mounts collected fs-diskio.txt#7 /usr/bin/mount',
      'log collected messages-20260110.txt',
      'log collected messages.txt#3 /var/log/messages',
      'modules collected modules.txt#3 /usr/bin/lsmod',
      'sysctl collected proc.txt#3 /proc/sys/fs/file-nr',
      'cgroups collected proc.txt#7 /proc/cgroups',
      'package_history collected rpm.txt#3 /usr/bin/rpm -qa --last',
      'units_failed collected systemd.txt#3 /usr/bin/systemctl --failed',
    ]);
    expect(records.flatMap((r) => r.problems)).toEqual([]);
  });

  it('is cited with the line of the whole file, and says which logs are cut', () => {
    const { logs, documents } = read();
    const [inodes] = documents.df_inodes;
    const line = inodes?.value.filesystems[0]?.line ?? 0;
    expect(formatSourceRef({ path: inodes?.path ?? '', line })).toBe('basic-health-check.txt:15');
    expect(logs.map((l) => `${l.value.emitter} ${l.value.lines} ${l.value.cuts.map((c) => c.text).join()}`)).toEqual([
      'any 2 supportconfig kept the last 3000 lines',
      'kernel 2 the kernel ring no longer holds the boot messages',
      'any 1 ',
      'any 2 supportconfig kept the last 5000 lines',
    ]);
  });

  it('says which command failed and which the tool never runs', () => {
    const snapshot = read({
      'basic-health-check.txt': command(
        '/usr/bin/df -hT',
        '\n# ERROR: Command did not complete within the timeout period.\nroot 9 1 0 10:00 ? 00:00:00 bash x.sh',
      ),
    });
    expect(snapshot.gaps).toMatchObject([
      { source: 'df', status: 'timed_out', reason: '`/usr/bin/df -hT` did not end in time (basic-health-check.txt:4)' },
      { source: 'docker_info', status: 'failed', reason: '`/usr/bin/docker info` is not on the node (docker.txt:12)' },
    ]);
    expect(availabilityOf(snapshot, 'mountinfo').reason).toBe(
      'SUSE supportconfig does not collect it: ask for `cat /proc/1/mountinfo`',
    );
  });

  it('keeps apart what is no evidence: excerpts, what containers print, other settings', () => {
    const names = read().leftOut.map(({ folder, why, names: first }) => `${why} ${folder} ${first.join(' + ')}`);
    expect(names).toEqual([
      'ignored  podman-root.txt + supportconfig.txt',
      'ignored basic-environment.txt /usr/bin/systemctl status firewalld.service',
      'unrecognised boot.txt /boot/grub2/device.map',
      'ignored docker/4f1c9d02ab77.txt /usr/bin/docker top 4f1c9d02ab77 + /usr/bin/docker logs --timestamps 4f1c9d02ab77',
      'unrecognised fs-diskio.txt /etc/fstab + /etc/mtab',
    ]);
  });
});

describe('a file of supportconfig', () => {
  it('alone is cut as well', () => {
    const { bundle, records } = readFiles(new Map([['health.txt', command('/bin/df -i', INODES)]]), []);
    expect(bundle.layout).toBe('files');
    expect(records.map((r) => `${r.source} ${r.by?.way} ${r.path}`)).toEqual([
      'df_inodes section health.txt#3 /bin/df -i',
    ]);
  });

  it('of that name from another tool is known by its content', () => {
    const { records } = readFiles(
      new Map([
        ['messages.txt', `${JOURNAL}\n`.repeat(3)],
        ['env.txt', 'vm.swappiness = 60\n'],
      ]),
      [],
    );
    expect(records.map((r) => `${r.source} ${r.by?.way}`)).toContain('log content');
  });
});
