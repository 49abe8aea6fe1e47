import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boots } from '../../src/parsers/boots.ts';
import { certificates } from '../../src/parsers/certificates.ts';
import { packageHistory } from '../../src/parsers/package-history.ts';
import { AUTHORITY, EXPIRED } from './certificate-texts.ts';
import { parse } from './parse.ts';

const at = (year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number =>
  Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
const changesOf = (...lines: string[]) => parse(packageHistory, lines.join('\n')).document?.changes ?? [];

describe('changes of packages', () => {
  it('are read from a log itself, where the path of the entry says which', () => {
    const of = (file: string, text: string) =>
      parse(packageHistory, text, { params: { file } }).document?.changes.map(
        (c) => `${c.package} ${c.action} ${c.zone}`,
      );
    expect(
      of(
        'dpkg.log',
        '2024-04-12 06:25:11 startup archives unpack\n2024-04-12 06:25:11 install runc:amd64 <none> 1.1\n',
      ),
    ).toEqual(['runc installed local']);
    expect(of('apt/history.log', 'Start-Date: 2024-04-12  06:25:10\nUpgrade: runc:amd64 (1.0, 1.1)\n')).toEqual([
      'runc upgraded local',
    ]);
    expect(of('yum.log', 'Apr 12 06:25:10 Updated: runc-1.1-1.el7.x86_64\n')).toEqual(['runc upgraded local']);
    expect(of('installed-rpms', 'runc-1.1-1.el9.x86_64     Fri 12 Apr 2024 06:25:10 AM UTC\n')).toEqual([
      'runc installed utc',
    ]);
    expect(of('installed-rpms', 'runc-1.1-1.el7.x86_64\tFri Apr 12 06:25:10 2024\t1712903110\tx\n')).toEqual([
      'runc installed local',
    ]);
  });

  it('are read from dpkg.log, without the steps in between', () => {
    const found = changesOf(
      '/var/log/dpkg.log:2024-04-12 06:25:11 upgrade docker-ce:amd64 5:20.10.7~3-0 5:20.10.8~3-0',
      '/var/log/dpkg.log:2024-04-12 06:25:12 status half-configured docker-ce:amd64 5:20.10.8~3-0',
      '/var/log/dpkg.log:2024-04-12 06:26:00 remove runc:amd64 1.0.0 <none>',
      '/var/log/dpkg.log:2024-04-12 06:27:00 install crun:amd64 <none> 1.8',
    );
    expect(found).toEqual([
      {
        file: '/var/log/dpkg.log',
        seconds: at(2024, 4, 12, 6, 25, 11),
        zone: 'local',
        yearless: false,
        action: 'upgraded',
        package: 'docker-ce',
        version: '5:20.10.8~3-0',
        from: '5:20.10.7~3-0',
        line: 1,
      },
      expect.objectContaining({ action: 'removed', package: 'runc', from: '1.0.0', line: 3 }),
      expect.objectContaining({ action: 'installed', package: 'crun', version: '1.8', line: 4 }),
    ]);
    expect(found[1]).not.toHaveProperty('version');
  });

  it('are read from apt with the time of the start above them', () => {
    expect(
      changesOf(
        '/var/log/apt/history.log:Install: early:amd64 (1)',
        '/var/log/apt/history.log:Start-Date: 2024-04-12  06:25:10',
        '/var/log/apt/history.log:Commandline: apt-get upgrade',
        '/var/log/apt/history.log:Upgrade: docker-ce:amd64 (20.10.7, 20.10.8), containerd.io:amd64 (1.4, 1.6)',
        '/var/log/apt/history.log:Install: libslirp0:amd64 (4.1, automatic)',
        '/var/log/apt/history.log:Remove: runc:amd64 (1.0)',
      ).map((c) => [c.seconds - at(2024, 4, 12), c.action, c.package, c.from, c.version]),
    ).toEqual([
      [23110, 'upgraded', 'docker-ce', '20.10.7', '20.10.8'],
      [23110, 'upgraded', 'containerd.io', '1.4', '1.6'],
      [23110, 'installed', 'libslirp0', undefined, '4.1'],
      [23110, 'removed', 'runc', '1.0', undefined],
    ]);
  });

  it('are read from yum (no year), dnf (with a zone) and rpm in both forms of its time', () => {
    expect(
      changesOf(
        '/var/log/yum.log:Apr 12 06:25:10 Updated: 3:docker-ce-20.10.8-3.el7.x86_64',
        '/var/log/dnf.rpm.log:2024-04-12T08:25:10+0200 SUBDEBUG Upgraded: kernel-core-4.18.0-477.el8.x86_64',
        '/var/log/dnf.rpm.log:2024-04-12T08:25:11+0200 INFO --- logging initialized ---',
        'rpm:runc-1.1.4-1.el8.x86_64                     Fri Apr 12 06:25:10 2024',
        'rpm:crun-1.8-1.el9.x86_64                       Fri 12 Apr 2024 06:25:10 PM UTC',
      ).map((c) => [c.seconds, c.zone, c.yearless, c.action, c.package, c.version]),
    ).toEqual([
      [at(1972, 4, 12, 6, 25, 10), 'local', true, 'upgraded', 'docker-ce', '3:20.10.8-3.el7'],
      [at(2024, 4, 12, 6, 25, 10), 'utc', false, 'upgraded', 'kernel-core', '4.18.0-477.el8'],
      [at(2024, 4, 12, 6, 25, 10), 'utc', false, 'installed', 'runc', '1.1.4-1.el8'],
      [at(2024, 4, 12, 18, 25, 10), 'utc', false, 'installed', 'crun', '1.8-1.el9'],
    ]);
  });
});

describe('boots', () => {
  it('are read with and without a year, and logins are left out', () => {
    const text = [
      'admin    pts/0        10.0.0.5         Fri Apr 12 07:00   still logged in',
      'reboot   system boot  5.4.0-42-generic Fri Apr 12 06:25   still running',
      'runlevel (to lvl 5)   5.4.0-42-generic Fri Apr 12 06:26   still running',
      'shutdown system down  5.4.0-42-generic Fri Apr 12 06:20:01 2024 - Fri Apr 12 06:25:00 2024  (00:04)',
      '',
      'wtmp begins Mon Jan  1 00:00:00 2024',
    ].join('\n');
    expect(parse(boots, text)).toEqual({
      document: {
        events: [
          {
            kind: 'boot',
            kernel: '5.4.0-42-generic',
            seconds: at(1972, 4, 12, 6, 25),
            yearless: true,
            weekday: 5,
            line: 2,
          },
          {
            kind: 'shutdown',
            kernel: '5.4.0-42-generic',
            seconds: at(2024, 4, 12, 6, 20, 1),
            yearless: false,
            weekday: 5,
            line: 4,
          },
        ],
      },
      problems: [],
    });
  });
});

describe('certificates', () => {
  it('carry the file they were found in, and what was cut or garbled is a problem', () => {
    const broken = EXPIRED.replace('MIIB', 'AAAA');
    const text = `# /a.pem\n${EXPIRED}\nsubject: left as explanation\n${AUTHORITY}\n# /b.pem\n${broken}\n# /c.pem\n${AUTHORITY.slice(0, 200)}\n`;
    const { document, problems } = parse(certificates, text);
    expect(document?.certificates).toMatchObject([
      {
        path: '/a.pem',
        subject: 'CN=system:node:worker-3, O=system:nodes',
        issuer: 'CN=kubernetes',
        notBefore: at(2025, 1, 15),
        notAfter: at(2026, 1, 10),
        serial: '02',
        isCa: false,
        line: 2,
      },
      { path: '/a.pem', isCa: true, names: ['DNS:kubernetes', 'IP Address:10.96.0.1'] },
    ]);
    expect(problems.map((p) => p.message)).toEqual([
      'a certificate of /b.pem cannot be read',
      'a certificate of /c.pem cannot be read',
    ]);
  });

  it('of a file without one are none', () =>
    expect(parse(certificates, '# /a.pem\n').document).toEqual({ certificates: [] }));

  it('never throw on hostile blocks, and name only the first few', () => {
    const block = (text: string): string => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        parse(certificates, `# /a\n${block(Buffer.from(bytes).toString('base64'))}`);
      }),
      { numRuns: 100 },
    );
    const garbled = Buffer.from(EXPIRED.split('\n').slice(1, -1).join(''), 'base64');
    for (let i = 0; i < garbled.length; i += 3) {
      const changed = Buffer.from(garbled);
      changed[i] = 0xff;
      parse(certificates, `# /a\n${block(changed.toString('base64'))}`);
    }
    expect(parse(certificates, `# /a\n${block('x').repeat(1000)}`).problems).toHaveLength(3);
    expect(parse(certificates, `# /a\n${block('A'.repeat(900_000))}`).document?.certificates).toEqual([]);
  });
});
