import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';
import { formatSourceRef } from '../../src/lib/source-ref.ts';
import { availabilityOf } from '../../src/snapshot/availability.ts';

const topic = (title: string): string => `${'='.repeat(25)}\n${title}\n${'='.repeat(25)}\n`;
const run = (command: string, output: string): string => `\n${command}\n${'~'.repeat(command.length)}\n${output}`;
const ID = '4f1c9d02ab77';

const REPORT = [
  topic('Docker/System Information'),
  '\nThu Jan 15 12:00:00 UTC 2026\n\n',
  topic('Docker Info'),
  run('docker version', 'Client:\n Version:      1.13.1\n\nServer:\n Version:      1.13.1\n'),
  run('docker info', 'Containers: 42\nServer Version: 1.13.1\nStorage Driver: overlay\n'),
  run('docker images --no-trunc', 'REPOSITORY   TAG   IMAGE ID\n'),
  run(
    'docker ps -a -n 20 --no-trunc',
    `CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS   PORTS   NAMES\n${ID.padEnd(64, '0')}   web:1   "sh"   2 hours ago   Up 2 hours             web\n`,
  ),
  topic('System Info'),
  run('hostname', 'node-7\n'),
  run('cat /etc/*release', 'CentOS Linux release 7.9.2009 (Core)\nNAME="CentOS Linux"\nVERSION_ID="7"\nID="centos"\n'),
  run('cat /proc/version', 'Linux version 3.10.0-1160.el7.x86_64 (mockbuild@k) (gcc version 4.8.5) #1 SMP Tue\n'),
  run('cat /proc/meminfo', 'MemTotal:       16384256 kB\nMemFree:          512000 kB\n'),
  run('cat /proc/self/cgroup', '1:name=systemd:/user.slice\n'),
  run('df -h', 'Filesystem      Size  Used Avail Use% Mounted on\n/dev/vda1       118G   35G   78G  31% /\n'),
  run('mount', '/dev/vda1 on / type ext4 (rw,relatime)\n'),
  run('ps aux | grep docker', 'root       812  0.4  1.2 2011224 98304 ?  Ssl  10:00  10:02 /usr/bin/dockerd\n'),
  run('sestatus', "'sestatus' command not found\n"),
  run('dmidecode', '# dmidecode 3.2'),
].join('');

const snapshot = () =>
  readFiles(
    new Map(
      Object.entries({
        'dsinfo.txt': REPORT,
        'daemon.log': 'time="2026-01-15T12:00:00.000000000Z" level=error msg="no space left on device"\n',
        'docker.cfg': 'OPTIONS="-D"\n',
        [`inspect/${ID}.txt`]: `[{"Id":"${ID.padEnd(64, '0')}","Name":"/web","State":{"Pid":9}}]`,
        [`logs/${ID}.log`]: 'Jan 15 12:00:01 node-7 kernel: Out of memory: Killed process 4711 (cart)\n',
        'dtr/logs/x.log': 'Jan 15 12:00:01 node-7 kernel: Out of memory: Killed process 4711 (cart)\n',
      }).map(([path, text]) => [`dsinfo/${path}`, text]),
    ),
    [],
  );

describe('a dump of dsinfo', () => {
  it('is known by its text, and every output is a source', () => {
    const { bundle, records } = snapshot();
    expect(bundle).toMatchObject({ layout: 'dsinfo', tool: 'Docker dsinfo' });
    expect(
      records.map((r) => `${r.source} ${r.status} ${r.path.replace(/#\d+/, '#')} ${r.problems.length}`).sort(),
    ).toEqual([
      'df collected dsinfo.txt# df -h 0',
      'docker_info collected dsinfo.txt# docker info 0',
      `docker_inspect collected inspect/${ID}.txt 0`,
      'docker_ps collected dsinfo.txt# docker ps -a -n 20 --no-trunc 0',
      'docker_version collected dsinfo.txt# docker version 0',
      'hostname collected dsinfo.txt# hostname 0',
      'log collected daemon.log 0',
      'meminfo collected dsinfo.txt# cat /proc/meminfo 0',
      'mounts collected dsinfo.txt# mount 0',
      'os_release collected dsinfo.txt# /etc/os-release 1',
      'version collected dsinfo.txt# cat /proc/version 0',
    ]);
  });

  it('cites lines of the whole file; the title of the next command belongs to nobody', () => {
    const [df] = snapshot().documents.df;
    const row = df?.value.filesystems[0]?.line ?? 0;
    const cited = formatSourceRef({ path: df?.path ?? '', line: row });
    expect(REPORT.split('\n')[Number(cited.split(':')[1]) - 1]).toMatch(/^\/dev\/vda1 +118G/);
    expect(df?.value.filesystems).toHaveLength(1);
  });

  it('says that it lists the last containers only, and what it never collects', () => {
    const { gaps } = snapshot();
    expect(gaps.map((g) => `${g.source} ${g.status} ${g.reason.replace(/:\d+/, '')}`)).toEqual([
      'docker_inspect truncated dsinfo brings the last 20 containers only (dsinfo.txt)',
      'docker_ps truncated dsinfo brings the last 20 containers only (dsinfo.txt)',
    ]);
    expect(availabilityOf(snapshot(), 'df_inodes').reason).toBe('Docker dsinfo does not collect it: ask for `df -i`');
  });

  it('does not read what containers print', () => {
    expect(snapshot().logs.map((l) => `${l.path} ${l.value.emitter} ${l.value.cuts.length}`)).toEqual([
      'daemon.log dockerd 1',
    ]);
  });
});
