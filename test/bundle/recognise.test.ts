import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBundle, readFiles } from '../../src/analysis.ts';
import { DEFAULT_LIMITS } from '../../src/archive/archive.ts';
import { samples } from '../parsers/samples.ts';

/** What an entry is taken for whose path says nothing. */
const takenFor = (text: string): string[] =>
  readFiles(new Map([['case-4711/blob', text]]), []).records.map((r) =>
    r.source === 'log' ? `log ${r.status}` : `${r.source} ${r.status}`,
  );
const logOf = (text: string) => readFiles(new Map([['case-4711/blob', text]]), []).logs[0]?.value;

/** Texts of one source that hold no sign of their own and look like another one; each with the reason. */
const TWINS: Readonly<Record<string, string>> = {
  // The listing of df for the directories of daemons is a listing of df.
  df_daemon_tmp: 'df collected',
};

describe('by its name', () => {
  it.each([
    ['kubelet.log', ['log collected']],
    ['logs/journalctl-docker.txt', ['log collected']],
    ['case/DMESG.txt', []],
    ['case/my-kubelet.log', []],
    ['case/kubelet.yaml', []],
  ])('%s without any prefix on its lines', (path, expected) => {
    const files = { [path]: 'failed to run: exit status 1\n', 'case/meminfo': 'MemTotal: 1 kB\nMemFree: 1 kB\n' };
    const { records } = readFiles(new Map(Object.entries(files)), []);
    expect(records.filter((r) => r.path === path).map((r) => `${r.source} ${r.status}`)).toEqual(expected);
  });

  it('is still what its content shows', () => {
    const files = { 'kubelet.log': 'MemTotal: 1 kB\nMemFree: 1 kB\n' };
    expect(readFiles(new Map(Object.entries(files)), []).records.map((r) => r.source)).toEqual(['meminfo']);
  });
});

describe('a file that was pasted together', () => {
  const LINE = '[ 9000.100000] neighbour: arp_cache: neighbor table overflow!\n';
  const SETTINGS = 'net.ipv4.neigh.default.gc_thresh2 = 512\nnet.ipv4.neigh.default.gc_thresh3 = 1024\n';
  const alone = async (text: string): Promise<string[]> => {
    const folder = mkdtempSync(path.join(tmpdir(), 'pasted-'));
    try {
      writeFileSync(path.join(folder, 'notes.log'), text);
      const snapshot = await readBundle(path.join(folder, 'notes.log'), {
        signatures: [],
        limits: DEFAULT_LIMITS,
        hints: {},
      });
      return snapshot.records.map((r) => r.source);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it('is a log and the settings behind it', async () =>
    expect((await alone(LINE.repeat(4) + SETTINGS)).sort()).toEqual(['log', 'sysctl']));

  it('is settings only where no line is one of a log', async () => expect(await alone(SETTINGS)).toEqual(['sysctl']));

  it('is one source inside of a bundle', () => expect(takenFor(LINE.repeat(4) + SETTINGS)).toHaveLength(1));
});

describe('by its content alone', () => {
  it.each(samples)('a $parser.source is that or nothing', ({ parser, text, sniffed }) => {
    const expected = sniffed ? [`${parser.source} collected`] : [TWINS[parser.source]].filter((x) => x !== undefined);
    expect(takenFor(text)).toEqual(expected);
  });

  it.each([
    ['df', 'Filesystem      Size  Used Avail Use% Mounted on\n/dev/vda1       1.8T   35G   1.7T  31% /\n'],
    ['df_inodes', 'Filesystem     Inodes IUsed IFree IUse% Mounted on\n/dev/vda1        7.5M  662K  6.9M    9% /\n'],
    ['mounts', '/dev/vda1 on / type ext4 (rw,relatime)\nproc on /proc type proc (rw,nosuid)\n'],
    ['mounts', 'TARGET SOURCE    FSTYPE OPTIONS\n/      /dev/vda1 ext4   rw,relatime\n'],
    [
      'ps',
      'UID          PID    PPID  C STIME TTY          TIME CMD\nroot           1       0  0 Jan01 ?        00:00:09 /sbin/init\n',
    ],
    [
      'ps',
      'F   UID     PID    PPID PRI  NI    VSZ   RSS WCHAN  STAT TTY        TIME COMMAND\n4     0       1       0  20   0 167744 11520 ep_pol Ss   ?          0:09 /sbin/init\n',
    ],
    [
      'ps',
      '    PID STAT WCHAN                            COMMAND\n   4711 D    jbd2_log_wait_commit             runc init\n',
    ],
    [
      'ps',
      'F S UID          PID    PPID     LWP  C NLWP PRI  NI ADDR SZ WCHAN  STIME TTY          TIME CMD\n4 S root           1       0       1  0    1  80   0 - 41936 ep_pol Jan01 ?        00:00:09 /sbin/init\n',
    ],
    [
      'docker_inspect',
      `[\n    {\n        "Id": "${'9c'.repeat(32)}",\n        "Created": "2026-01-15T10:00:00Z",\n        "State": {\n            "Status": "running"\n        }\n    }\n]\n`,
    ],
    [
      'crictl_ps',
      `{\n  "containers": [\n    {\n      "id": "${'9c'.repeat(32)}",\n      "podSandboxId": "${'77'.repeat(32)}"\n    }\n  ]\n}\n`,
    ],
    [
      'crictl_pods',
      `{\n  "items": [\n    {\n      "id": "${'77'.repeat(32)}",\n      "metadata": {\n        "name": "cart-0"\n      }\n    }\n  ]\n}\n`,
    ],
    [
      'crictl_ps',
      'CONTAINER           IMAGE               CREATED             STATE               NAME                ATTEMPT             POD ID\n9c1185a5c5e9f       7614ae9453d1d       3 days ago          Running             cart                3                   77ab03c1d2e4f\n',
    ],
    [
      'uname',
      'Linux node-7 5.4.0-99-generic #112-Ubuntu SMP Thu Feb 3 13:50:55 UTC 2022 x86_64 x86_64 x86_64 GNU/Linux\n',
    ],
  ])('%s is known: %j', (source, text) => {
    expect(takenFor(text)).toEqual([`${source} collected`]);
  });
});

describe('a log, by the lines of it', () => {
  it.each([
    ['dmesg', 'dmesg', '[    0.000000] Linux version 5.4.0\n[  599.515700][T23028] EXT4-fs error\n'],
    ['a tail', 'klog', 'goroutine 1 [running]:\nE0412 15:28:39.437193 3237254 kubelet.go:1882] x\n'],
    ['dmesg -T', 'dmesg-ctime', '[Mon Apr  8 10:19:15 2024] EXT4-fs error\n'],
    ['dmesg -x', 'dmesg', 'kern  :err   : [  599.515700] EXT4-fs error\n'],
    ['dmesg -r', 'dmesg', '<3>[  599.515700] EXT4-fs error\n'],
    ['/dev/kmsg', 'kmsg', '3,901,599515700,-;EXT4-fs error\n'],
    ['klog', 'klog', 'E0412 15:28:39.437193 3237254 kubelet.go:1882] x\n'],
    ['journalctl', 'journal-short', '-- Logs begin at Mon 2024-04-08 --\nApr 12 15:28:39 node-1 kubelet[812]: x\n'],
    ['journalctl -o short-precise', 'journal-short', 'Apr 12 15:28:39.437193 node-1 kubelet[812]: x\n'],
    ['journalctl -o short-iso', 'journal-iso', '2024-04-12T15:28:39+0800 node-1 kubelet[812]: x\n'],
    [
      'journalctl -o json',
      'journal-json',
      '{"__REALTIME_TIMESTAMP":"1712903319437193","MESSAGE":"x","SYSLOG_IDENTIFIER":"kubelet"}\n',
    ],
    ['logfmt', 'logfmt', 'time="2024-04-12T15:28:39.437193001+08:00" level=error msg="x" error="y"\n'],
  ])('as %s prints it', (_, format, text) => {
    expect(takenFor(text)).toEqual(['log collected']);
    expect(logOf(text)?.format).toBe(format);
  });

  it.each([
    'total 12\ndrwxr-xr-x 2 root root 4096 Apr 12 15:28 etc\n',
    'apiVersion: v1\nkind: ConfigMap\ndata:\n  time: "2024-04-12T15:28:39Z"\n',
    '{"time":"2024-04-12T15:28:39Z","items":[]}\n',
    '#!/bin/sh\nset -e\ndf -h\n',
    'key = value\n[section]\nother = 1\n',
    '[1] 4711\n[2]+ Done\n',
    'COMMAND     PID   TID USER   FD      TYPE             DEVICE  SIZE/OFF       NODE NAME\nsystemd       1       root  cwd       DIR              253,1      4096          2 /\n',
    'top - 12:00:01 up 69 days,  4:20,  1 user,  load average: 412.70, 398.11, 380.02\nTasks: 812 total\n',
    '● kubelet.service - kubelet\n     Loaded: loaded\n     Active: active\n\nApr 12 15:28:39 node-1 kubelet[812]: x\nApr 12 15:28:40 node-1 kubelet[812]: x\nApr 12 15:28:41 node-1 kubelet[812]: x\n',
    'NEXT LEFT LAST UNIT\nFri 2022-02-11 19:25:00 UTC 1min left x.timer\nFri 2022-02-11 20:25:00 UTC 1h left y.timer\n',
    'COMMAND PID TYPE SIZE MODE M START END PATH\ncron 812 FLOCK 4B WRITE 0 0 0 /run/crond.pid\n',
    'Node 0, zone      DMA 0.000 0.000 0.001 0.003\n',
    'Summary of the call\nsays nothing\nand more of it\nApr 12 15:28:39 node-1 kubelet[812]: x\n',
    'Model: 12\nMay be 10\nMarch 3 people came\n',
  ])('is not: %j', (text) => {
    expect(takenFor(text)).toEqual([]);
  });
});

describe('a file at its own path on the node', () => {
  it.each([
    ['sys/fs/cgroup/system.slice/cpu.pressure', 'some avg10=0.10 avg60=2.00 avg300=3.85 total=15\n'],
    ['sys/devices/system/node/node1/vmstat', 'nr_free_pages 100\nnr_zone_inactive_anon 5\n'],
    ['proc/4711/task/4712/status', 'Name:\tx\nState:\tD (disk sleep)\n'],
  ])('%s is not taken for what it looks like', (path, text) => {
    expect(
      readFiles(
        new Map([
          ['proc/uptime', '12.0 1.0\n'],
          [path, text],
        ]),
        [],
      ).records.map((r) => r.path),
    ).toEqual(['proc/uptime']);
  });
});
