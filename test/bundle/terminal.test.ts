import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';
import { terminalSession } from '../../src/bundle/terminal.ts';
import { samples } from '../parsers/samples.ts';

const DF = 'Filesystem      Size  Used Avail Use% Mounted on\n/dev/vda1       118G   35G   78G  31% /\n';
const DF_INODES =
  'Filesystem      Inodes  IUsed   IFree IUse% Mounted on\n/dev/vda1      7864320 677111 7187209    9% /\n';
const MOUNTS = '/dev/vda1 / ext4 rw,relatime 0 0\n';

const recordsOf = (text: string): string[] =>
  readFiles(new Map([['case-4711/notes.txt', text]]), []).records.map((r) => `${r.source} ${r.status} ${r.path}`);

describe('a copy of a terminal', () => {
  it.each(['[root@node-7 ~]#', 'admin@node-7:/var/log$', 'bash-5.1#', '#', '$', '/ #'])(
    'is cut at the prompts %s',
    (prompt) => {
      const text = `${prompt} df -h\n${DF}${prompt} df -i\n${DF_INODES}${prompt} cat /proc/mounts\n${MOUNTS}${prompt} \n`;
      expect(recordsOf(text)).toEqual([
        'df collected case-4711/notes.txt#2 df -h',
        'df_inodes collected case-4711/notes.txt#5 df -i',
        'mounts collected case-4711/notes.txt#8 cat /proc/mounts',
      ]);
    },
  );

  it('may have a greeting, colours and commands that nothing reads', () => {
    const text = [
      'Last login: Thu Jan 15 11:00:00 2026 from 10.0.0.1\n',
      '\u001b]0;root@node-7:~\u0007\u001b[01;32mroot@node-7\u001b[00m:\u001b[01;34m~\u001b[00m# systemctl status kubelet\n',
      'Jan 15 12:00:00 node-7 kubelet[812]: E0115 12:00:00.123456 812 x.go:1] y\n',
      `\u001b[01;32mroot@node-7\u001b[00m:~# df -h\n${DF}`,
    ].join('');
    expect(recordsOf(text)).toEqual(['df collected case-4711/notes.txt#5 df -h']);
  });

  it('may be the trace of a shell, with uname before it', () => {
    const text = [
      'Linux node-7 3.10.0-1160.el7.x86_64 #1 SMP x86_64 GNU/Linux\n',
      '+ tail /proc/sys/fs/may_detach_mounts\n0\n',
      `+ df -h\n${DF}`,
      '+ grep may_detach /etc/sysctl.conf\n',
    ].join('');
    expect(recordsOf(text)).toEqual([
      'uname collected case-4711/notes.txt#1 uname -a',
      'sysctl collected case-4711/notes.txt#3 tail /proc/sys/fs/may_detach_mounts',
      'df collected case-4711/notes.txt#5 df -h',
    ]);
  });

  it('has logs in it, by what they say', () => {
    const text =
      '[root@node-7 ~]# tail -2 /tmp/k.log\nI0115 12:00:00.123456 812 x.go:1] y\n[root@node-7 ~]# dmesg -T\n[Thu Jan 15 11:50:00 2026] x\n';
    expect(recordsOf(text)).toEqual([
      'log collected case-4711/notes.txt#2 tail -2 /tmp/k.log',
      'log collected case-4711/notes.txt#4 dmesg -T',
    ]);
  });
});

describe('a text that is no copy of a terminal', () => {
  it.each(samples)('is a $parser.source', ({ text }) => {
    expect(terminalSession(text)).toBeUndefined();
  });

  it.each([
    '# sysctl settings of the node\nfs.mount-max = 200000\n',
    '# df shows "no space left"; see the wiki\n',
    '# install the agent\n$ make\n',
    '--- a/x\n+++ b/x\n+ df\u00e9 -h\n+ make it work\n',
    '#!/bin/sh\ndf -h\n',
    'Jan 15 12:00:00 node-7 sudo: root@node-7:~# df -h\n',
    'a\nb\nc\nd\ne\nf\n[root@node-7 ~]# df -h\n',
  ])('%j', (text) => {
    expect(terminalSession(text)).toBeUndefined();
  });

  it('is decided in linear time', () => {
    const started = performance.now();
    for (const unit of ['[a@b ', 'a@b:', '# df ', 'bash-', '\u001b[0', '[', '@'])
      for (let i = 0; i < 20; i++) terminalSession(unit.repeat(8192 / unit.length));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
