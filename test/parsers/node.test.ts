import { describe, expect, it } from 'vitest';
import { date } from '../../src/parsers/date.ts';
import { hostname } from '../../src/parsers/hostname.ts';
import { osRelease } from '../../src/parsers/os-release.ts';
import { uname } from '../../src/parsers/uname.ts';
import { uptime } from '../../src/parsers/uptime.ts';
import { version } from '../../src/parsers/version.ts';
import { corpusDir, corpusFiles, noCorpus, parse } from './parse.ts';

describe('uname', () => {
  it('reads uname -a of several systems, and uname -r', () => {
    expect(
      parse(
        uname,
        'Linux node-7 3.10.0-957.el7.x86_64 #1 SMP Thu Nov 8 23:39:32 UTC 2018 x86_64 x86_64 x86_64 GNU/Linux\n',
      ).document,
    ).toEqual({
      hostname: 'node-7',
      release: '3.10.0-957.el7.x86_64',
      version: '#1 SMP Thu Nov 8 23:39:32 UTC 2018',
      machine: 'x86_64',
    });
    expect(parse(uname, 'Linux k3 6.1.0 #1 SMP PREEMPT_DYNAMIC Debian 6.1.0-1 aarch64 Linux\n').document).toMatchObject(
      { machine: 'aarch64' },
    );
    expect(parse(uname, '5.4.0-99-generic\n').document).toEqual({ release: '5.4.0-99-generic' });
  });

  it.skipIf(corpusDir === undefined)(`reads real lines (${corpusDir === undefined ? noCorpus : 'corpus'})`, () => {
    for (const [name, bytes] of corpusFiles('uname')) {
      expect([name, parse(uname, bytes).document?.release]).toEqual([name, expect.stringMatching(/^[2-6]\.\d+/)]);
    }
  });
});

describe('uptime', () => {
  it.each([
    [' 19:23:40 up 69 days,  4:20,  1 user,  load average: 0.83, 0.73, 0.76', 69 * 86_400 + 4 * 3_600 + 20 * 60],
    [' 19:23:40 up 25 min,  1 user,  load average: 0.83, 0.73, 0.76', 1_500],
    [' 19:23:40 up 1 day, 12 min,  2 users,  load average: 0,83, 0,73, 0,76', 86_400 + 720],
    [' 14:22:26 up 10:00,  1 user,  load average: 7.39, 5.86, 5.71', 36_000],
    [' 14:22:26 up 2 days, 0 min,  0 users,  load average: 7.39, 5.86, 5.71', 2 * 86_400],
    [' 12:00:01  up 69 days  4:20,  1 user,  load average: 0.83, 0.73, 0.76', 69 * 86_400 + 4 * 3_600 + 20 * 60],
    [' 14:22:26 up  3:07, load average: 7.39, 5.86, 5.71', 3 * 3_600 + 7 * 60],
  ])('reads %s', (line, seconds) => {
    const { document } = parse(uptime, `${line}\n`);
    expect(document?.uptimeSeconds).toBe(seconds);
    expect(document?.rounded).toBe(true);
    expect(document?.load1).toBeGreaterThan(0);
  });

  it('reads /proc/uptime', () => {
    expect(parse(uptime, '5961600.44 47012345.12\n').document).toEqual({
      uptimeSeconds: 5961600.44,
      rounded: false,
      idleSeconds: 47012345.12,
    });
  });
});

describe('date', () => {
  const utc = Date.UTC(2022, 1, 11, 19, 24, 3) / 1000;

  it.each([
    ['Fri Feb 11 19:24:03 UTC 2022', 0],
    ['Fri Feb 11 07:24:03 PM UTC 2022', 0],
    ['Fri 11 Feb 2022 07:24:03 PM UTC', 0],
    ['Sat Feb 12 03:24:03 +0800 2022', 28_800],
    ['2022-02-12T03:24:03+08:00', 28_800],
    ['2022-02-11 19:24:03Z', 0],
    [
      '               Local time: Sat 2022-02-12 03:24:03 CST\n           Universal time: Fri 2022-02-11 19:24:03 UTC\n                Time zone: Asia/Shanghai (CST, +0800)',
      28_800,
    ],
  ])('reads %s', (text, offset) => {
    expect(parse(date, `${text}\n`).document).toMatchObject({
      epochSeconds: utc,
      utcOffsetSeconds: offset,
      localSeconds: utc + offset,
    });
  });

  it.each([
    ['Fr 11. Feb 20:24:03 CET 2022', 3600],
    ['ven. 11 févr. 2022 20:24:03 CET', 3600],
    ['vendredi 11 février 2022, 20:24:03 (UTC+0100)', 3600],
    ['2022年 02月 12日 星期六 03:24:03 +08', 28_800],
    ['2022年  2月 12日 土曜日 04:24:03 JST', 32_400],
    ['2022. 02. 12. (토) 04:24:03 KST', 32_400],
    ['vie 11 feb 2022 16:24:03 -03', -10_800],
    ['Пт 11 фев 2022 22:24:03 MSK', 10_800],
    ['Fri Feb 11 14:24:03 EST 2022', -18_000],
    ['六 2022-02-12 03:24:03 +0800', 28_800],
  ])('reads %s in the language of the node', (text, offset) => {
    expect(parse(date, `${text}\n`).document).toMatchObject({ epochSeconds: utc, utcOffsetSeconds: offset });
  });

  it.each(['CST', 'IST', 'BST', 'PST', 'AST', 'CDT'])('does not guess what %s means', (zone) => {
    expect(parse(date, `Fri Feb 11 19:24:03 ${zone} 2022\n`).document).toEqual({ localSeconds: utc, zone });
    expect(parse(date, `2022年 02月 11日 星期五 19:24:03 ${zone}\n`).document).toEqual({ localSeconds: utc, zone });
  });

  it('takes time that grows with the length of the line only', () => {
    const hostile = [`${'年 月'.repeat(60)}`, `a ${'1 '.repeat(100)}`, `${'a'.repeat(199)}`, '2022年'.repeat(40)];
    const begin = performance.now();
    for (const line of hostile) parse(date, `${line}\n`.repeat(50));
    expect(performance.now() - begin).toBeLessThan(500);
  });

  it('does not guess what an ambiguous zone means', () => {
    const { document } = parse(date, 'Fri Feb 11 19:24:03 CST 2022\n');
    expect(document).toEqual({ localSeconds: utc, zone: 'CST' });
  });

  it('reports what is no date', () => {
    expect(parse(date, 'Fri Foo 11 19:24:03 UTC 2022\n').problems).toHaveLength(1);
  });
});

describe('os_release', () => {
  it('undoes the quotes', () => {
    const text = `# who\nNAME='CentOS Linux'\nID="centos"\nID_LIKE="rhel fedora"\nVERSION_ID=7\nPRETTY_NAME="A \\"B\\""\nodd line\n`;
    const { document, problems } = parse(osRelease, text);
    expect(document).toEqual({
      id: 'centos',
      idLike: ['rhel', 'fedora'],
      versionId: '7',
      prettyName: 'A "B"',
      name: 'CentOS Linux',
    });
    expect(problems.map(({ line }) => line)).toEqual([7]);
  });
});

describe('version', () => {
  it('reads compilers with parentheses of their own', () => {
    expect(
      parse(
        version,
        'Linux version 5.4.0-99-generic (builder@host) (gcc version 9.3.0 (Ubuntu 9.3.0)) #112-Ubuntu SMP Thu Feb 3 2022\n',
      ).document,
    ).toEqual({
      release: '5.4.0-99-generic',
      compiler: 'gcc version 9.3.0 (Ubuntu 9.3.0)',
      build: '#112-Ubuntu SMP Thu Feb 3 2022',
    });
  });
});

describe('hostname', () => {
  it('skips comments and refuses a message', () => {
    expect(parse(hostname, '# name\nnode-7\n').document).toEqual({ hostname: 'node-7' });
    expect(parse(hostname, 'hostname: command not found\n').document).toBeUndefined();
  });
});
