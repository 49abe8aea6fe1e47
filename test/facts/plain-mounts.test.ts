import { describe, expect, it } from 'vitest';
import { detachedDisks } from '../../src/facts/detached-disks.ts';
import { filesystems } from '../../src/facts/filesystems.ts';
import { heldVolumes } from '../../src/facts/held-volumes.ts';
import { kubelet } from '../../src/facts/kubelet.ts';
import { leftoverContainers } from '../../src/facts/leftover-containers.ts';
import { mountNamespaces } from '../../src/facts/mount-namespaces.ts';
import { factsOf, mountLine, theValue } from './reading.ts';

const row = (device: string, point: string, type = 'ext4', options = 'rw,relatime'): string =>
  `${device} ${point} ${type} ${options} 0 0\n`;
const LAYER = '9c'.repeat(32);
const DEAD = 'e4'.repeat(32);
const MERGED = `/var/lib/docker/overlay2/${LAYER}/merged/host`;
const CSI = '/var/lib/kubelet/plugins/kubernetes.io/csi/pv';
const NODE = row('/dev/vda1', '/') + row('tmpfs', '/run', 'tmpfs') + row('tmpfs', '/tmp', 'tmpfs');
const busy = `Jan 15 11:58:00 node-1 dockerd[900]: time="2026-01-15T11:58:00.1Z" level=error msg="Handler for DELETE /v1.40/containers/${DEAD} returned error: container ${DEAD}: driver \\"overlay2\\" failed to remove root filesystem: unlinkat /var/lib/docker/overlay2/${LAYER}/merged: device or resource busy"\n`;
const diskstats = (...names: string[]): string =>
  names.map((name, i) => ` 253 ${16 * i} ${name} 10 0 80 4 10 0 80 4 0 8 8\n`).join('');

describe('a node of which only /proc/mounts was collected', () => {
  const files = { 'proc/mounts': NODE + row('/dev/vdb', `${MERGED}/data`) + row('/dev/vdb', `${MERGED}/data`) };

  it('has its mounts counted, and nothing said about what only peer groups tell', () => {
    const found = factsOf(files).get(mountNamespaces);
    const [own, ...others] = theValue(found);
    expect(others).toEqual([]);
    expect(own).toMatchObject({ label: 'the node', is_node: true, is_runtime: true, mounts: 5, below_merged: 2 });
    expect([own?.most_copies, own?.most_copied]).toEqual([2, `${MERGED}/data`]);
    expect([own?.next_mount_cost, own?.most_copied_shared]).toEqual([undefined, undefined]);
    expect(found.known && found.incomplete?.map((m) => m.source)).toEqual(['mountinfo']);
    expect(own?.refs[0]).toEqual({ path: 'proc/mounts', line: 5 });
  });

  it('does not say that the kubelet has no second path', () => {
    expect(theValue(factsOf(files).get(kubelet)).aliases).toBeUndefined();
  });

  it('ties a container that cannot be removed to what lies below its root, and not to what it receives', () => {
    const inspect = JSON.stringify([
      { Id: DEAD, Name: '/agent', State: { Status: 'dead', Running: false, Dead: true } },
    ]);
    const [left] = theValue(
      factsOf({ ...files, 'journal/docker.log': busy, 'commands/docker/inspect.json': inspect }).get(
        leftoverContainers,
      ),
    );
    expect(left).toMatchObject({ mounts_below: 2, mounted_in: '/host', tree: MERGED, layer: LAYER });
    expect(left?.still_receives).toBeUndefined();
  });

  it('has the file systems of df told apart by device, and those without one by place', () => {
    const df =
      'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda1 100 50 50 50% /\ntmpfs 10 1 9 10% /run\ntmpfs 10 9 1 90% /tmp\n';
    const found = theValue(factsOf({ ...files, 'commands/df/bytes': df }).get(filesystems));
    expect(found.map((f) => [f.entity, f.device, f.serves.includes('/tmp')])).toEqual([
      ['filesystem:/dev/vda1', undefined, false],
      ['filesystem:tmpfs@/run', undefined, false],
      ['filesystem:tmpfs@/tmp', undefined, true],
    ]);
  });
});

describe('a plain table', () => {
  it('is not asked where a mountinfo of the node is', () => {
    const mountinfo = mountLine({ id: 1, point: '/', shared: 1 });
    const [own, ...others] = theValue(
      factsOf({ 'proc/mounts': NODE, 'proc/1/mountinfo': mountinfo }).get(mountNamespaces),
    );
    expect([own?.mounts, own?.label, others.length]).toEqual([1, 'the node (pid 1)', 0]);
  });

  it('of a container or of some process is not that of the node', () => {
    const root = 'rw,lowerdir=/var/lib/docker/overlay2/l/AB,upperdir=/var/lib/docker/overlay2/cd/diff';
    for (const [path, text] of [
      ['proc/mounts', row('overlay', '/', 'overlay', root)],
      ['proc/4711/mounts', NODE],
    ] as const)
      expect(factsOf({ [path]: text }).get(mountNamespaces).known).toBe(false);
  });
});

describe('volumes in a plain table', () => {
  const staged = (n: number): string => `${CSI}/d-${n}/globalmount`;
  const some = (rows: (n: number) => string): string => Array.from({ length: 60 }, (_, n) => rows(n)).join('');

  it('are held by what shows their name below the root of a container', () => {
    const table = NODE + some((n) => row(`/dev/vdb${n}`, staged(n)) + row(`/dev/vdb${n}`, MERGED + staged(n)));
    const [held] = theValue(factsOf({ 'proc/mounts': table }).get(heldVolumes));
    // Up to 1.22 the kubelet looks for the whole path, which these hold; a copy under another root does not.
    expect(held).toBeUndefined();
    const second = table + some((n) => row(`/dev/vdb${n}`, `${MERGED}/mnt/kubelet${staged(n).slice(16)}`));
    const [group] = theValue(factsOf({ 'proc/mounts': second }).get(heldVolumes));
    expect(group).toMatchObject({ volumes: 60, staged_unused: 60, mounts: 180, layers: [LAYER] });
  });

  it('that are directories of the disk of the node are not held by its other mounts', () => {
    const table = NODE + some((n) => row('/dev/vda1', staged(n))) + row('/dev/vda1', '/var/lib/docker');
    expect(theValue(factsOf({ 'proc/mounts': table }).get(heldVolumes))).toEqual([]);
  });

  it('are on disks that are gone only where the name is one of the kernel', () => {
    const table = NODE + row('/dev/vdq', '/a') + row('/dev/mapper/data', '/b') + row('/dev/root', '/c');
    const found = theValue(
      factsOf({ 'proc/mounts': table, 'proc/diskstats': diskstats('vda', 'vda1') }).get(detachedDisks),
    );
    expect(found.map((d) => [d.device, d.gone])).toEqual([['vdq', true]]);
  });
});
