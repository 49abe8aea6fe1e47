import { describe, expect, it } from 'vitest';
import { plainCommand, printedFile, showsOtherThings, sourceOfCommand } from '../../src/bundle/commands.ts';

describe('a command line', () => {
  it.each([
    ['timeout 10 /bin/df -h 2>&1', 'df -h'],
    ['sudo -n LC_ALL=C /usr/bin/docker  info 2>/dev/null', 'docker info'],
    ['timeout -k 5 10s ps -ef', 'ps -ef'],
    ['uname -a', 'uname -a'],
  ])('%s runs %s', (line, plain) => {
    expect(plainCommand(line)).toBe(plain);
  });

  it.each([
    ['df -h', 'df'],
    ['/bin/df -hi', 'df_inodes'],
    ['df --human-readable', 'df'],
    ['mount -l', 'mounts'],
    ['ps auxfwww', 'ps'],
    ['/sbin/sysctl -a', 'sysctl'],
    ['dmesg -T', 'log', 'kernel'],
    ['journalctl --no-pager -u kubelet', 'log', 'kubelet'],
    ['journalctl -u containerd.service', 'log', 'containerd'],
    ['docker container inspect abc', 'docker_inspect'],
    ['crictl --runtime-endpoint unix:///run/x.sock ps -a', 'crictl_ps'],
    ['date -u', 'date'],
    ['/usr/bin/systemctl --failed', 'units_failed'],
    ['docker system df', 'docker_system_df'],
    ['ss -xp', 'unix_peers'],
    ['systemctl list-unit-files --no-pager', 'unit_files'],
    ['lsmod', 'modules'],
  ])('%s prints %s', (line, source, emitter?: string) => {
    expect(sourceOfCommand(line)).toEqual({ source, params: emitter === undefined ? {} : { emitter } });
  });

  it.each(['ps aux | grep docker', 'mount && df', 'mount /dev/sdb /mnt', 'dfc', 'cat /etc/passwd', 'rm -rf /'])(
    '%s prints nothing that is read by its command',
    (line) => {
      expect(sourceOfCommand(line)).toBeUndefined();
    },
  );

  it('that lists installed packages by time prints their history', () => {
    const command = '/usr/bin/rpm -qa --last';
    expect(showsOtherThings(command)).toBe(false);
    expect(sourceOfCommand(command)).toEqual({ source: 'package_history', params: { file: 'rpm' } });
  });

  it('that only prints a file is read as the file', () => {
    expect(printedFile('timeout 5 cat /proc/mounts 2>&1')).toBe('/proc/mounts');
    expect(printedFile('cat /proc/*/mountinfo')).toBeUndefined();
    expect(printedFile('cat /a /b')).toBeUndefined();
  });

  it.each([
    'systemctl status kubelet -l',
    'service docker status',
    '/usr/sbin/lsof -n',
    'top -b -n 1',
    'rpm -qa',
    'docker logs --timestamps web',
    'docker top web',
    'kubectl -n shop logs cart-0',
  ])('%s shows parts of other sources, which are not read from it', (line) => {
    expect(showsOtherThings(line)).toBe(true);
  });

  it.each([
    'df -h',
    'topology',
    'ipvsadm -Ln',
    'tail -n 100 /var/log/messages',
    'ssh node-7 dmesg',
    'docker inspect web',
    'crictl ps -a',
  ])('what %s prints may be known by its content', (line) => {
    expect(showsOtherThings(line)).toBe(false);
  });
});
