import { describe, expect, it } from 'vitest';
import { kubelet } from '../../src/facts/kubelet.ts';
import { factsOf, mountLine, theValue } from './reading.ts';

const of = (files: Record<string, string>) => theValue(factsOf(files).get(kubelet));
const stat = (pid: number, comm: string, user = 0, start = 100): string =>
  `${pid} (${comm}) S 1 ${pid} ${pid} 0 -1 4194560 1 0 0 0 ${user} 0 0 0 20 0 1 0 ${start} 1 1 18446744073709551615\n`;
const root = mountLine({ id: 1, point: '/', shared: 1 });
const disk = mountLine({ id: 2, point: '/mnt', device: '253:32', shared: 2 });
const aliases = (...lines: string[]): readonly string[] | undefined =>
  of({ 'proc/1/mountinfo': lines.join('') }).aliases;

describe('the root directory of the kubelet', () => {
  it('is where its arguments say, else the usual place', () => {
    expect(of({ 'proc/1/mountinfo': root }).root).toBe('/var/lib/kubelet');
    const files = { 'commands/proc/stat': stat(7, 'kubelet') };
    expect(of({ ...files, 'commands/proc/cmdline': '7 /usr/bin/kubelet --root-dir=/data/kubelet/ -v=2\n' }).root).toBe(
      '/data/kubelet',
    );
    expect(of({ ...files, 'commands/proc/cmdline': '7 /usr/bin/kubelet --root-dir /srv/k\n' }).entity).toBe(
      'kubelet:/srv/k',
    );
  });

  it('has a second path where a directory of another disk is bound there', () => {
    const bound = mountLine({ id: 3, point: '/var/lib/kubelet', root: '/kubelet', device: '253:32', shared: 2 });
    expect(aliases(root, disk, bound)).toEqual(['/mnt/kubelet']);
    const slave = mountLine({ id: 4, point: '/srv', device: '253:32', master: 2 });
    expect(aliases(root, disk, bound, slave)).toEqual(['/mnt/kubelet', '/srv/kubelet']);
  });

  it('has none where nothing, or nothing that is shared, shows it again', () => {
    expect(aliases(root)).toEqual([]);
    const own = mountLine({ id: 3, point: '/var/lib/kubelet', root: '/var/lib/kubelet', shared: 1 });
    expect(aliases(root, own)).toEqual([]);
    const apart = mountLine({ id: 3, point: '/var/lib/kubelet', root: '/kubelet', device: '253:32', shared: 3 });
    expect(aliases(root, disk, apart)).toEqual([]);
    const closed = mountLine({ id: 3, point: '/var/lib/kubelet', root: '/kubelet', device: '253:32' });
    expect(aliases(root, disk, closed)).toEqual([]);
  });

  it('has none at a path that another mount covers, or inside a container', () => {
    const bound = mountLine({ id: 3, point: '/var/lib/kubelet', root: '/kubelet', device: '253:32', shared: 2 });
    const over = mountLine({ id: 5, parent: 2, point: '/mnt/kubelet', device: '0:40', type: 'tmpfs' });
    expect(aliases(root, disk, bound, over)).toEqual([]);
    const inside = mountLine({
      id: 6,
      point: `/var/lib/docker/overlay2/${'9c'.repeat(32)}/merged/host`,
      device: '253:32',
      master: 2,
    });
    expect(aliases(root, disk, bound, inside)).toEqual(['/mnt/kubelet']);
    expect(of({ 'commands/proc/stat': stat(7, 'kubelet') }).aliases).toBeUndefined();
  });
});

describe('the version', () => {
  const line = (text: string): Record<string, string> => ({
    'journal/kubelet.log': `I0115 11:50:00.100000    1288 server.go:412] ${text}\n`,
  });

  it.each([
    ['"Kubelet version" kubeletVersion="v1.22.6"', '1.22.6', true],
    ['Version: v1.18.8', '1.18.8', true],
    ['"Kubelet version" kubeletVersion="v1.23.14"', '1.23.14', undefined],
    ['"Kubelet version" kubeletVersion="v1.23.15"', '1.23.15', false],
    ['"Kubelet version" kubeletVersion="v1.24.13"', '1.24.13', undefined],
    ['"Kubelet version" kubeletVersion="v1.25.3"', '1.25.3', undefined],
    ['"Kubelet version" kubeletVersion="v1.26.0"', '1.26.0', false],
    ['Starting client certificate rotation.', undefined, undefined],
  ])('%s', (text, version, minds) => {
    const found = of(line(text));
    expect([found.version, found.minds_aliases]).toEqual([version, minds]);
  });

  it('is that of the last start, and of the API server first', () => {
    const [first, second] = ['1.18.8', '1.20.4'].map((version) => line(`Version: v${version}`)['journal/kubelet.log']);
    const log = `${first}${second}`;
    expect(of({ 'journal/kubelet.log': log }).version).toBe('1.20.4');
    const node = { kind: 'Node', metadata: { name: 'n' }, status: { nodeInfo: { kubeletVersion: 'v1.21.1' } } };
    expect(of({ 'journal/kubelet.log': log, 'commands/kube/node.json': JSON.stringify(node) }).version).toBe('1.21.1');
  });
});

describe('its use', () => {
  it('is what it spent between two samples', () => {
    const found = of({
      'proc/uptime': '1000.00 1\n',
      'commands/proc/stat': stat(7, 'kubelet', 100_000),
      't1/proc/uptime': '1010.00 1\n',
      't1/commands/proc/stat': stat(7, 'kubelet', 120_220),
      'commands/proc/status': '/proc/7/status:Name:\tkubelet\n/proc/7/status:VmRSS:\t 9017752 kB\n',
    });
    expect(found.cpus).toBeCloseTo(20.22);
    expect(found.resident_bytes).toBe(9_017_752 * 1024);
    expect(found.use).toBe('20.2 CPUs and 8.6 GiB of memory');
  });

  it('is unknown from one sample, or when it was started in between', () => {
    expect(of({ 'proc/uptime': '1000.00 1\n', 'commands/proc/stat': stat(7, 'kubelet', 9) }).cpus).toBeUndefined();
    const restarted = of({
      'proc/uptime': '1000.00 1\n',
      'commands/proc/stat': stat(7, 'kubelet', 100_000),
      't1/proc/uptime': '1010.00 1\n',
      't1/commands/proc/stat': stat(7, 'kubelet', 120_220, 100_500),
    });
    expect(restarted.cpus).toBeUndefined();
  });
});
