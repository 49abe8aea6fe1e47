import { describe, expect, it } from 'vitest';
import { heldVolumes } from '../../src/facts/held-volumes.ts';
import { factsOf, mountLine, theValue } from './reading.ts';

const PV = 'plugins/kubernetes.io/csi/pv';
const MERGED = `/var/lib/docker/overlay2/${'9c'.repeat(32)}/merged/host`;
const DEAD = 'e4'.repeat(32);
const staged = (volume: string): string => `/var/lib/kubelet/${PV}/${volume}/globalmount`;
const second = (volume: string): string => `/var/lib/container/kubelet/${PV}/${volume}/globalmount`;
const held = (files: Record<string, string>) => theValue(factsOf(files).get(heldVolumes));

/** A refusal as a kubelet up to 1.21 logs it. */
const refusal = (volume: string, refs: readonly string[], wait = '2m2s', at = '11:59:00'): string =>
  `E0115 ${at}.100000    1288 nestedpendingoperations.go:301] Operation for "{volumeName:kubernetes.io/csi/disk.example.com^${volume} podName: nodeName:}" failed. No retries permitted until 2026-01-15 12:01:02.1 +0000 UTC m=+21254165.5 (durationBeforeRetry ${wait}). Error: "GetDeviceMountRefs check failed for volume \\"${volume}\\" (UniqueName: \\"kubernetes.io/csi/disk.example.com^${volume}\\") on node \\"node-1\\" : the device mount path \\"${staged(volume)}\\" is still mounted by other references [${refs.join(' ')}]"\n`;

/** The node of the refusals: a disk at /var/lib/container of which a directory is bound at /var/lib/kubelet. */
const OWN =
  mountLine({ id: 1, point: '/', shared: 1 }) +
  mountLine({ id: 2, point: '/var/lib/container', device: '253:32', shared: 2 }) +
  mountLine({ id: 3, point: '/var/lib/kubelet', root: '/kubelet', device: '253:32', shared: 2 });
const volumeMounts = (n: number, paths: readonly string[]): string =>
  paths.map((point, i) => mountLine({ id: 100 + 10 * n + i, point, device: `252:${n}`, shared: 9 })).join('');
const version = (text: string): string =>
  `I0115 11:50:00.100000    1288 server.go:412] "Kubelet version" kubeletVersion="v${text}"\n`;
const inspect = JSON.stringify([
  {
    Id: DEAD,
    Name: '/agent',
    State: { Status: 'dead', Running: false, Dead: true, Pid: 0 },
    GraphDriver: { Name: 'overlay2', Data: { MergedDir: `/var/lib/docker/overlay2/${'9c'.repeat(32)}/merged` } },
    Mounts: [],
  },
]);

describe('references that block', () => {
  const all = [MERGED + staged('d-1'), MERGED + second('d-1'), second('d-1')];

  it('are all that do not hold the whole path of the volume; both kinds must go', () => {
    const [group, ...others] = held({ 'journal/kubelet.log': refusal('d-1', all), 'proc/1/mountinfo': OWN });
    expect(others).toEqual([]);
    expect(group?.references).toEqual(all);
    expect(group?.blocking).toEqual([MERGED + second('d-1'), second('d-1')]);
    expect([group?.below_container, group?.through_alias, group?.elsewhere]).toEqual([true, true, false]);
    expect(group?.layers).toEqual(['9c'.repeat(32)]);
  });

  it('are none of these for a kubelet that compares only the part behind its plugins', () => {
    for (const fixed of ['1.26.0', '1.23.15', '1.24.14'])
      expect(held({ 'journal/kubelet.log': version(fixed) + refusal('d-1', all), 'proc/1/mountinfo': OWN })).toEqual(
        [],
      );
    const [manual] = held({ 'journal/kubelet.log': version('1.26.0') + refusal('d-1', [...all, '/data/by-hand']) });
    expect(manual?.blocking).toEqual(['/data/by-hand']);
    expect(manual?.elsewhere).toBe(true);
  });

  it('name the container whose directory they lie in', () => {
    const [group] = held({ 'journal/kubelet.log': refusal('d-1', all), 'commands/docker/inspect.json': inspect });
    expect(group?.containers).toEqual([`container:${DEAD}`]);
  });

  it('name it too where only the daemon said whose directory that is', () => {
    const merged = `/var/lib/docker/overlay2/${'9c'.repeat(32)}/merged`;
    const removal = `time="2026-01-15T11:00:00.000000000Z" level=error msg="container ${DEAD}: driver \\"overlay2\\" failed to remove root filesystem: unlinkat ${merged}: device or resource busy"\n`;
    const [group] = held({ 'journal/kubelet.log': refusal('d-1', all), 'journal/docker.log': removal });
    expect(group?.containers).toEqual([`container:${DEAD}`]);
  });

  it('tell a second path, another volume and a pod apart', () => {
    const groups = held({
      'journal/kubelet.log':
        refusal('d-1', [second('d-1')]) +
        refusal('d-2', [staged('d-9')]) +
        refusal('d-3', [
          '/var/lib/kubelet/pods/4c7e91aa-0000-4000-8000-000000000001/volumes/kubernetes.io~csi/d-3/mount',
        ]),
    });
    expect(groups.map((g) => [g.example, g.through_alias, g.other_volume, g.in_pod])).toEqual([
      [staged('d-1'), true, false, false],
      [staged('d-3'), false, false, true],
      [staged('d-2'), false, true, false],
    ]);
  });
});

describe('volumes that are held', () => {
  it('are counted once, with the pace of their retries', () => {
    const lines = Array.from({ length: 122 }, (_, i) => refusal(`d-${i}`, [second(`d-${i}`)], '2m2s')).join('');
    const [group] = held({ 'journal/kubelet.log': lines + lines.replaceAll(' 11:59:', ' 11:57:') });
    expect([group?.volumes, group?.refused, group?.lines_per_minute, group?.retries_per_minute]).toEqual([
      122, 122, 122, 60,
    ]);
  });

  it('count what the collector left out of the log', () => {
    const lines = refusal('d-1', [second('d-1')]);
    const left =
      '-- inquest: 3137 of 3140 lines like "nestedpendingoperations.go:301]" left out in 2026-01-15T11:59 --\n';
    const prefix = '2026-01-15T11:59:00+0000 node-1 kubelet[1288]: ';
    const [group] = held({ 'journal/kubelet.log': prefix + lines + left });
    expect(group?.lines_per_minute).toBe(3140);
    expect(group?.pace).toBe(', up to 3140 refusals a minute (retries every 2m2s make 0)');
  });

  it('have waited for a while: an unmount that is under way is refused for seconds', () => {
    expect(held({ 'journal/kubelet.log': refusal('d-1', [second('d-1')], '500ms') })).toEqual([]);
    expect(held({ 'journal/kubelet.log': refusal('d-1', [second('d-1')], '8s') })).toEqual([]);
    expect(held({ 'journal/kubelet.log': refusal('d-1', [second('d-1')], '16s') })).toHaveLength(1);
    const often = refusal('d-1', [second('d-1')], '1s', '11:58:00') + refusal('d-1', [second('d-1')], '8s', '11:59:00');
    expect(held({ 'journal/kubelet.log': often })).toHaveLength(1);
  });

  it('come from the mount table too, where the log lacks lines', () => {
    const mountinfo = OWN + [1, 2, 3].map((n) => volumeMounts(n, [staged(`d-${n}`), second(`d-${n}`)])).join('');
    const [both] = held({ 'journal/kubelet.log': refusal('d-1', [second('d-1')]), 'proc/1/mountinfo': mountinfo });
    expect([both?.volumes, both?.refused, both?.staged_unused, both?.mounts]).toEqual([3, 1, 3, 6]);
    expect(both?.filesystems).toEqual(['filesystem:252:1', 'filesystem:252:2', 'filesystem:252:3']);
    const [table] = held({ 'proc/1/mountinfo': mountinfo });
    expect([table?.volumes, table?.refused, table?.staged_unused]).toEqual([3, undefined, 3]);
  });

  it('are not those that a pod uses, nor any where a whole log refuses nothing', () => {
    const pod = '/var/lib/kubelet/pods/4c7e91aa-0000-4000-8000-000000000001/volumes/kubernetes.io~csi/d-1/mount';
    const used = OWN + volumeMounts(1, [staged('d-1'), second('d-1'), pod, pod.replace('/lib/', '/lib/container/')]);
    expect(held({ 'proc/1/mountinfo': used })).toEqual([]);
    const unused = OWN + volumeMounts(1, [staged('d-1'), second('d-1')]);
    expect(held({ 'proc/1/mountinfo': unused, 'journal/kubelet.log': version('1.20.4') })).toEqual([]);
  });

  it('of one share say so', () => {
    const share = (point: string, id: number): string =>
      `${id} 1 0:77 / ${point} rw shared:9 - cifs //files.example.com/team rw\n`;
    const files = {
      'journal/kubelet.log': refusal('a', [staged('b')]),
      'proc/1/mountinfo': mountLine({ id: 1, point: '/', shared: 1 }) + share(staged('a'), 7) + share(staged('b'), 8),
    };
    expect(held(files).map((g) => [g.other_volume, g.same_source, g.source])).toEqual([
      [true, true, '//files.example.com/team'],
    ]);
  });

  it('are unknown without log and mount table, and survive damaged lines', () => {
    expect(factsOf({ 'proc/uptime': '1 1' }).get(heldVolumes).known).toBe(false);
    const cut = refusal('d-1', [second('d-1')]).replace(
      / still mounted.*\n/s,
      ' still mounted by other references [/a',
    );
    expect(held({ 'journal/kubelet.log': `${cut}\n${refusal('d-2', [])}` }).map((g) => g.blocking)).toEqual([['/a']]);
  });
});
