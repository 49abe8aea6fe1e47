import { describe, expect, it } from 'vitest';
import { changes } from '../../src/facts/changes.ts';
import { CONTAINER_ID } from '../parsers/samples.ts';
import { factsOf, NOW, theValue } from './reading.ts';

const DAY = 86_400;
const stat = (pid: number, comm: string, startedSeconds: number): string =>
  `${pid} (${comm}) S 1 ${pid} ${pid} 0 -1 0 100 0 0 0 250 75 0 0 20 0 5 0 ${startedSeconds * 100} 1269760000 2816 1 1 1 0 0 0 0 0 0 0 0 0 17 3 0 0 12 0 0\n`;
/** A runtime that could not mount, an hour before the collection. */
const FAILURE =
  '2026-01-15T11:00:00+0000 node-7 dockerd[812]: time="2026-01-15T11:00:00Z" level=error msg="Handler for POST /v1.41/containers/create returned error: error creating overlay mount to /var/lib/docker/overlay2/abc/merged: no space left on device"\n';

const files = {
  'commands/packages': [
    '/var/log/dpkg.log:2026-01-14 12:00:00 upgrade docker-ce:amd64 5:20.10.7 5:20.10.8',
    '/var/log/dpkg.log:2026-01-14 12:00:01 status installed docker-ce:amd64 5:20.10.8',
    '/var/log/apt/history.log:Start-Date: 2026-01-14  11:59:50',
    '/var/log/apt/history.log:Upgrade: docker-ce:amd64 (5:20.10.7, 5:20.10.8)',
    '/var/log/dpkg.log:2024-03-01 08:00:00 install vim:amd64 <none> 2:8.1',
  ].join('\n'),
  'commands/list/changes': [
    `81a4 120 ${NOW - 2 * DAY} /etc/docker/daemon.json`,
    `41ed 4096 ${NOW - DAY} /etc/docker`,
    `81a4 900 ${NOW - DAY} /etc/passwd`,
    `81a4 9000000 ${NOW - 3 * DAY} /boot/vmlinuz-5.15.0-97-generic`,
    `81a4 9000000 ${NOW - 90 * DAY} /boot/vmlinuz-5.4.0-42-generic`,
  ].join('\n'),
  'commands/last': [
    'reboot   system boot  5.4.0-42-generic Wed Jan  7 06:25   still running',
    'reboot   system boot  5.4.0-42-generic Tue Jan  6 01:00 - 02:00  (01:00)',
    'shutdown system down  5.4.0-42-generic Mon Jan  5 23:00 - 23:10  (00:10)',
  ].join('\n'),
  'commands/uname': 'Linux node-7 5.4.0-42-generic #46-Ubuntu SMP Fri Jul 10 00:24:02 UTC 2020 x86_64 GNU/Linux\n',
  'commands/proc/stat': stat(812, 'dockerd', 4 * DAY) + stat(900, 'kubelet', 20) + stat(77, 'bash', 5 * DAY),
  'proc/uptime': `${8 * DAY} 100.0\n`,
  'etc/sysctl.d/10-a.conf': 'fs.mount-max = 100000\nvm.swappiness=0x0A\n',
  'etc/sysctl.d/90-b.conf': 'fs.mount-max = 200000\n-net.core.somaxconn\n',
  'usr/lib/sysctl.d/10-a.conf': 'fs.mount-max = 1\n',
  'proc/sys/fs/mount-max': '1000\n',
  'proc/sys/vm/swappiness': '10\n',
  'commands/docker/inspect.json': JSON.stringify([
    {
      Id: CONTAINER_ID,
      Name: '/web',
      Created: '2026-01-15T10:00:00Z',
      State: { Status: 'running' },
      Config: { Image: 'web:2' },
    },
  ]),
  'journal/docker.log': FAILURE,
};

describe('changes', () => {
  const found = theValue(factsOf(files).get(changes));
  const of = (kind: string) => found.filter((c) => c.kind === kind);

  it('are one list by time, those before the onset first, those without a time last', () => {
    const times = found.map((c) => c.time ?? Infinity);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(found.map((c) => c.before_onset)).toEqual([...Array(found.length - 2).fill(true), undefined, undefined]);
    expect(of('container')).toMatchObject([{ what: 'web created from web:2', seconds_before_onset: 3600 }]);
  });

  it('name a package once although two logs tell of it, and leave out what is a year old', () => {
    expect(of('package')).toMatchObject([
      { what: 'docker-ce upgraded from 5:20.10.7 to 5:20.10.8', before_onset: true },
    ]);
    expect(of('package')[0]?.refs).toHaveLength(1);
  });

  it('name configuration by its file, not directories and not the accounts', () =>
    expect(of('configuration').map((c) => [c.path, c.time])).toEqual([['/etc/docker/daemon.json', NOW - 2 * DAY]]));

  it('tell boots with the year their day of the week gives, and which had no shutdown before', () => {
    expect(of('boot').map((c) => [c.time, c.what.includes('no shutdown')])).toEqual([
      [Date.UTC(2026, 0, 6, 1, 0) / 1000, false],
      [Date.UTC(2026, 0, 7, 6, 25) / 1000, true],
    ]);
  });

  it('tell starts of daemons, not those of the boot, and a daemon older than its package', () => {
    expect(of('daemon_start').map((c) => c.what)).toEqual(['dockerd started (pid 812)']);
    expect(of('daemon_outdated').map((c) => c.what)).toEqual([
      'dockerd (pid 812) started before docker-ce was upgraded to 5:20.10.8',
    ]);
  });

  it('tell a newer kernel that is installed, and parameters that are not what the files ask for', () => {
    expect(of('kernel')).toMatchObject([
      { what: 'kernel 5.15.0-97-generic is installed, 5.4.0-42-generic runs', path: '/boot/vmlinuz-5.15.0-97-generic' },
    ]);
    // The last file by name wins, /etc hides /usr/lib, and 0x0A is 10.
    expect(of('sysctl_drift')).toMatchObject([
      { what: 'fs.mount-max is 1000, and /etc/sysctl.d/90-b.conf asks for 200000', path: '/etc/sysctl.d/90-b.conf' },
    ]);
  });

  it('tell images that came, not what containers did', () => {
    const events =
      '{"time":1768470000,"Type":"image","Action":"pull","Actor":{"ID":"web:2","Attributes":{"name":"web"}}}\n' +
      '{"time":1768470001,"Type":"container","Action":"start","Actor":{"ID":"9c11","Attributes":{"name":"web"}}}\n';
    const images = theValue(factsOf({ ...files, 'commands/docker/events': events }).get(changes)).filter(
      (c) => c.kind === 'image',
    );
    expect(images).toMatchObject([{ what: 'image web pulled', time: 1768470000 }]);
  });

  it('without a failure in the logs say nothing of an onset', () => {
    const quiet = theValue(factsOf({ ...files, 'journal/docker.log': '' }).get(changes));
    expect(quiet.some((c) => c.before_onset !== undefined)).toBe(false);
  });

  it('are incomplete where a source is missing, and unknown where all are', () => {
    const result = factsOf({ 'etc/sysctl.d/1.conf': 'fs.mount-max=1\n' }).get(changes);
    expect(result).toMatchObject({ known: true, value: [] });
    expect(result.known && result.incomplete?.map((m) => m.source)).toContain('package_history');
    expect(factsOf({}).get(changes)).toMatchObject({ known: false });
  });

  it('place local stamps by the zone of the node', () => {
    const east = factsOf({ 'commands/packages': files['commands/packages'] }, { collectedAt: NOW, utcOffset: 28_800 });
    expect(theValue(east.get(changes))[0]).toMatchObject({
      time: Date.UTC(2026, 0, 14, 4, 0) / 1000 - 10,
      uncertainty: 1,
    });
    const nowhere = factsOf({ 'commands/packages': files['commands/packages'] }, { collectedAt: NOW });
    expect(theValue(nowhere.get(changes))[0]).toMatchObject({ uncertainty: 14 * 3600 });
  });
});
