import { describe, expect, it } from 'vitest';
import { csiDrivers } from '../../src/facts/csi-drivers.ts';
import { deadMounts } from '../../src/facts/dead-mounts.ts';
import { leftoverMounts } from '../../src/facts/leftover-mounts.ts';
import { orphanedPods } from '../../src/facts/orphaned-pods.ts';
import { volumeFailures } from '../../src/facts/volume-failures.ts';
import { volumesOfNode } from '../../src/facts/volumes-of-node.ts';
import { factsOf, mountLine, theValue } from './reading.ts';

const UID = '4c7e91aa-0000-4000-8000-000000000001';
const DATA = `/var/lib/kubelet/pods/${UID}/volumes/kubernetes.io~nfs/data`;
const STAGED = '/var/lib/kubelet/plugins/kubernetes.io/csi/disk.example.com/a1b2/globalmount';
const klog = (minute: number, text: string): string => `E0115 11:${minute}:00.100000    1288 x.go:348] ${text}\n`;
const ROOT = mountLine({ id: 1, point: '/', shared: 1 });

describe('volume failures', () => {
  const failed = (error: string): string =>
    `Error: "MountVolume.MountDevice failed for volume \\"pvc-7\\" (UniqueName: \\"kubernetes.io/csi/disk.example.com^d-7\\") pod \\"web-0\\" (UID: \\"${UID}\\") : ${error}"`;

  it('are one for each volume and operation, with driver, pod and the first error', () => {
    const unmount = `Error: UnmountVolume.TearDown failed for volume "data" (UniqueName: "kubernetes.io/nfs/x") pod "${UID}" (UID: "${UID}") : remove ${DATA}: directory not empty`;
    const log = klog(50, failed('no such device')) + klog(52, failed('no such device')) + klog(53, unmount);
    const [first, second, ...others] = theValue(factsOf({ 'journal/kubelet.log': log }).get(volumeFailures));
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      ...{ label: 'pvc-7', operation: 'mount', count: 2, lasted: 120, csi_driver: 'csi_driver:disk.example.com' },
      volumes: ['volume:pvc-7', 'volume:kubernetes.io/csi/disk.example.com^d-7'],
      pods: [`pod:${UID}`],
    });
    expect(first?.error).toMatch(/^no such device/);
    expect(second).toMatchObject({ operation: 'unmount', count: 1, paths: [DATA], pods: [`pod:${UID}`] });
    expect(second?.csi_driver).toBeUndefined();
  });

  it('keep only the beginning of a long error', () => {
    const log = klog(50, failed('x'.repeat(5000)));
    expect(theValue(factsOf({ 'journal/kubelet.log': log }).get(volumeFailures))[0]?.error).toHaveLength(240);
  });

  it('say what the mount program said, not with which arguments it was called', () => {
    const call = `mount failed: exit status 32\\nMounting command: systemd-run\\nMounting arguments: --scope -- mount -t nfs files.example.com:/export ${DATA} ${'-o x'.repeat(90)}`;
    const output = 'Output: Running scope as unit: run-r1f0.scope\\nmount.nfs: Connection timed out';
    const [found] = theValue(
      factsOf({ 'journal/kubelet.log': klog(50, failed(`${call}\\n${output}`)) }).get(volumeFailures),
    );
    expect(found?.error).toBe('mount.nfs: Connection timed out');
    expect(found?.paths).toContain(DATA);
  });

  it('are unknown without a log and events', () => {
    expect(factsOf({ 'proc/sys/fs/mount-max': '1' }).get(volumeFailures).known).toBe(false);
  });
});

describe('CSI drivers', () => {
  const log = klog(50, 'driver name disk.example.com not found in the list of registered CSI drivers');

  it('have a socket when one bears their name', () => {
    const socket = (name: string): string => `1 01 /var/lib/kubelet/plugins_registry/${name}-reg.sock\n`;
    const of = (sockets: string) =>
      theValue(factsOf({ 'journal/kubelet.log': log, 'commands/net/unix': sockets }).get(csiDrivers))[0]?.socket;
    expect([of(socket('disk.example.com')), of(socket('files.example.com'))]).toEqual([true, false]);
    expect(theValue(factsOf({ 'journal/kubelet.log': log }).get(csiDrivers))[0]?.socket).toBeUndefined();
  });
});

describe('dead mounts', () => {
  const dead = (files: Record<string, string>) => theValue(factsOf(files).get(deadMounts));
  const said = (path: string, error = 'Stale file handle'): string =>
    `Jan 15 11:59:00 node-7 agent[1]: stat '${path}': ${error}\n`;

  it('are the remote mount behind the path', () => {
    const share = '2 1 0:60 / /srv/share rw shared:9 - nfs4 files.example.com:/x rw\n';
    const found = dead({
      'proc/1/mountinfo': ROOT + share,
      'var/log/messages': said('/srv/share/a') + said('/srv/share/b'),
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      ...{ label: '/srv/share', error: 'stale', type: 'nfs4', server: 'files.example.com', is_mounted: true, count: 2 },
      filesystem: 'filesystem:0:60',
    });
  });

  it('are the volume of a pod where no remote mount is left', () => {
    const [found] = dead({ 'proc/1/mountinfo': ROOT, 'var/log/messages': said(`${DATA}/a/b`) });
    expect(found).toMatchObject({ label: DATA, is_mounted: false, pods: [`pod:${UID}`] });
    expect(found?.filesystem).toBeUndefined();
  });

  it('do not mix the two errors, and say nothing of a mount without a table', () => {
    const found = dead({ 'var/log/messages': said('/srv/a') + said('/srv/a', 'Transport endpoint is not connected') });
    expect(found.map((m) => m.error).sort()).toEqual(['disconnected', 'stale']);
    for (const mount of found) expect(mount?.is_mounted).toBeUndefined();
  });
});

describe('orphaned pods', () => {
  const orphan = (more: string): string =>
    `Orphaned pod "${UID}" found, but volume paths are still present on disk${more}`;
  const pods = (log: string) => theValue(factsOf({ 'journal/kubelet.log': log }).get(orphanedPods));

  it('are as many as the kubelet says, at least those it names', () => {
    expect(pods(klog(50, orphan('')))).toMatchObject({ pods: 1, example: UID });
    const total = (n: number): string =>
      orphan(` : There were a total of ${n} errors similar to this. Turn up verbosity to see them.`);
    expect(pods(klog(50, total(812)) + klog(51, total(12))).pods).toBe(812);
    expect(pods(klog(50, 'SyncLoop')).pods).toBe(0);
  });
});

describe('mounts that are left', () => {
  const volume = (id: number, uid: string): string =>
    mountLine({ id, point: `/var/lib/kubelet/pods/${uid}/volumes/kubernetes.io~secret/a`, device: '0:70' });
  const inspect = JSON.stringify([
    {
      Id: '9c'.repeat(32),
      Name: '/app',
      State: { Status: 'running', Running: true, Pid: 4711 },
      Config: { Labels: { 'io.kubernetes.pod.uid': UID } },
      GraphDriver: { Name: 'overlay2', Data: { MergedDir: '/var/lib/docker/overlay2/aaaa/merged' } },
      Mounts: [],
    },
  ]);

  it('belong to pods and containers of which nothing runs', () => {
    const table =
      ROOT +
      volume(2, UID) +
      volume(3, '4c7e91aa-0000-4000-8000-000000000002') +
      mountLine({ id: 4, point: '/var/lib/docker/overlay2/aaaa/merged', type: 'overlay', device: '0:71' }) +
      mountLine({ id: 5, point: '/var/lib/docker/overlay2/bbbb/merged', type: 'overlay', device: '0:72' });
    const files = { 'proc/1/mountinfo': table, 'commands/docker/inspect.json': inspect };
    const left = theValue(factsOf(files).get(leftoverMounts));
    expect(left.map(({ kind, mounts, owners }) => [kind, mounts, owners])).toEqual([
      ['pod volumes', 1, 1],
      ['container roots', 1, 1],
    ]);
    expect(factsOf({ 'proc/1/mountinfo': table }).get(leftoverMounts).known).toBe(false);
  });
});

describe('volumes of the node', () => {
  it('tell where else they are mounted, outside of the kubelet and of containers', () => {
    const at = (id: number, point: string): string => mountLine({ id, point, device: '253:16' });
    const table = ROOT + at(2, STAGED) + at(3, `/var/lib/docker/overlay2/9c/merged${STAGED}`) + at(4, '/mnt/look');
    const [volume, ...others] = theValue(factsOf({ 'proc/1/mountinfo': table }).get(volumesOfNode));
    expect(others).toEqual([]);
    expect(volume).toMatchObject({ entity: 'filesystem:253:16', places: ['/mnt/look'] });
  });
});
