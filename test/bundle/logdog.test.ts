import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';
import { availabilityOf } from '../../src/snapshot/availability.ts';

const FILES: Readonly<Record<string, string>> = {
  'logdog.errors': '',
  df: 'Filesystem      Size  Used Avail Use% Mounted on\n/dev/nvme1n1p1   79G   71G  4.9G  94% /local\n',
  'df-inodes': 'Filesystem     Inodes IUsed IFree IUse% Mounted on\n/dev/nvme1n1p1   5.0M  1.2M  3.9M   23% /local\n',
  dmesg: '[    0.000000] Linux version 5.15.148 (builder@host)\n[   12.500000] EXT4-fs (nvme1n1p1): mounted\n',
  'journalctl.log': 'Jan 15 12:00:00.123456 ip-10-0-0-7 kubelet[1502]: E0115 12:00:00.123456    1502 x.go:1] y\n',
  'journalctl.errors': 'Jan 15 12:00:00.123456 ip-10-0-0-7 kubelet[1502]: E0115 12:00:00.123456    1502 x.go:1] y\n',
  'journalctl-boots': '0 0f6e Thu 2026-01-15 06:00:00 UTC—Thu 2026-01-15 12:00:00 UTC\n',
  'proc-mounts': '/dev/root / ext4 ro,seclabel,relatime 0 0\n/dev/nvme1n1p1 /local ext4 rw,relatime 0 0\n',
  'os-release': 'NAME=Bottlerocket\nID=bottlerocket\nVERSION_ID=1.19.0\n',
  'containerd-config': 'version = 2\n',
  'kube-status': 'Jan 15 12:00:00 ip-10-0-0-7 kubelet[1502]: E0115 12:00:00.123456    1502 x.go:1] y\n',
  'docker-info': 'Containers: 2\nServer Version: 20.10.17\nStorage Driver: overlay2\n',
  'docker-daemon.json': '{"log-driver":"journald"}',
};

const read = (changes: Record<string, string> = {}) =>
  readFiles(
    new Map(Object.entries({ ...FILES, ...changes }).map(([path, text]) => [`bottlerocket-logs/${path}`, text])),
    [],
  );

describe('a bundle of logdog', () => {
  it('is known by its files, and the journal is counted once', () => {
    const { bundle, records } = read();
    expect(bundle).toMatchObject({ layout: 'logdog', tool: 'Bottlerocket logdog' });
    expect(records.map((r) => `${r.source} ${r.status} ${r.path}`)).toEqual([
      'df collected df',
      'df_inodes collected df-inodes',
      'log collected dmesg',
      'docker_daemon_config collected docker-daemon.json',
      'docker_info collected docker-info',
      'log collected journalctl.log',
      'os_release collected os-release',
      'mounts collected proc-mounts',
    ]);
  });

  it('says what to ask for on a host without a shell', () => {
    expect(availabilityOf(read(), 'sysctl').reason).toContain('`sudo sheltie sysctl -a`');
  });

  it('knows what the tool could not run', () => {
    const snapshot = read({
      'logdog.errors': "Error running command 'exec df-inodes df -hi': 'No such file or directory (os error 2)'\n",
      'df-inodes': '',
    });
    expect(availabilityOf(snapshot, 'df_inodes')).toEqual({
      source: 'df_inodes',
      status: 'failed',
      reason: '`df -hi` failed: No such file or directory (os error 2) (logdog.errors:1)',
    });
  });
});
