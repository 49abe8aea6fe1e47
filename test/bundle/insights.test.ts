import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';

const OUTPUTS: Readonly<Record<string, string>> = {
  'insights_commands/df_-alP_-x_autofs':
    'Filesystem     1024-blocks    Used Available Capacity Mounted on\n/dev/vda1       41152736 9876543  31276193      24% /\n',
  'insights_commands/df_-li_-x_autofs':
    'Filesystem     Inodes IUsed IFree IUse% Mounted on\n/dev/vda1        7.5M  662K  6.9M    9% /\n',
  'insights_commands/uname_-a':
    'Linux node-7 4.18.0-477.el8.x86_64 #1 SMP Fri Jan 9 10:00:00 UTC 2026 x86_64 GNU/Linux\n',
  'insights_commands/dmesg': '[    0.000000] Linux version 4.18.0-477.el8.x86_64 (builder@host)\n',
  'insights_commands/journalctl_--no-pager_-b_-1': 'Jan 14 12:00:00 node-7 kernel: x\n',
  'insights_commands/systemctl_status_--all': 'Jan 15 12:00:00 node-7 kernel: x\n',
  'insights_commands/rpm_-qa_--qf_NAME_-_VERSION_-_RELEASE_._ARCH_INSTALLTIME_date_BUILDTIME':
    'runc-1.1.12-1.el8.x86_64\tTue Jan 13 15:56:42 2026\t1510588305\tA vendor\n',
  'etc/hostname': 'node-7\n',
};

const read = (folder: string) =>
  readFiles(
    new Map([
      [`${folder}meta_data/insights.spec-df__al`, '{}'],
      ...Object.entries(OUTPUTS).map(([p, t]): [string, string] => [`${folder}${p}`, t]),
    ]),
    [],
  );

describe('an insights archive', () => {
  it.each(['insights-node-7-20260115120000/data/', 'node-7/data/', 'host_01/'])('is read below %s', (folder) => {
    const { bundle, records } = read(folder);
    expect(bundle.layout).toBe('insights');
    expect(records.map((r) => `${r.source} ${r.status} ${r.path}`)).toEqual([
      'hostname collected etc/hostname',
      'df collected insights_commands/df_-alP_-x_autofs',
      'df_inodes collected insights_commands/df_-li_-x_autofs',
      'log collected insights_commands/dmesg',
      'log collected insights_commands/journalctl_--no-pager_-b_-1',
      'package_history collected insights_commands/rpm_-qa_--qf_NAME_-_VERSION_-_RELEASE_._ARCH_INSTALLTIME_date_BUILDTIME',
      'uname collected insights_commands/uname_-a',
    ]);
  });

  it('tells which package was installed when, in the zone of the node', () => {
    expect(read('host_01/').documents.package_history[0]?.value.changes).toEqual([
      {
        file: 'installed-rpms',
        seconds: Date.UTC(2026, 0, 13, 15, 56, 42) / 1000,
        zone: 'local',
        yearless: false,
        action: 'installed',
        package: 'runc',
        version: '1.1.12-1.el8',
        line: 1,
      },
    ]);
  });

  it('tells the journal of the boot before from that of this one', () => {
    expect(read('host_01/').logs.map((log) => log.params.boot)).toEqual([undefined, 'previous']);
  });
});
