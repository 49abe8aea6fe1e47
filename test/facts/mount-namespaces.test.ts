import { describe, expect, it } from 'vitest';
import { mountNamespaces } from '../../src/facts/mount-namespaces.ts';
import { mountTables } from '../../src/facts/mount-tables.ts';
import { factsOf, mountLine, theValue } from './reading.ts';

const stat = (pid: number, comm: string): string =>
  `${pid} (${comm}) S 1 ${pid} ${pid} 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 1 0 100 1 1 18446744073709551615\n`;
const inodes = (entries: readonly (readonly [number, number])[]): string =>
  entries.map(([inode, pid]) => `${inode} /proc/${pid}/ns/mnt\n`).join('');
const plain = mountLine({ id: 25, point: '/', shared: 1 });

const namespacesOf = (files: Record<string, string>) => theValue(factsOf(files).get(mountNamespaces));

describe('namespaces', () => {
  it('are told apart by inode, whichever process the table was read from', () => {
    const found = namespacesOf({
      'proc/1/mountinfo': plain,
      'proc/40/mountinfo': plain + mountLine({ id: 26, point: '/x' }),
      'proc/41/mountinfo': mountLine({ id: 90, point: '/' }),
      'commands/proc/ns-mnt': inodes([
        [4026531840, 1],
        [4026531840, 40],
        [4026532001, 41],
      ]),
    });
    expect(found.map((n) => [n.id, n.mounts, n.is_node])).toEqual([
      ['4026531840', 2, true],
      ['4026532001', 1, false],
    ]);
  });

  it('are told apart by their first mount where no inode was collected', () => {
    const found = namespacesOf({
      'proc/1/mountinfo': plain,
      'proc/2/mountinfo': plain,
      'proc/3/mountinfo': mountLine({ id: 77, point: '/' }),
    });
    expect(found.map((n) => n.entity).sort()).toEqual(['mount_namespace:mount-25', 'mount_namespace:mount-77']);
  });

  it('of a runtime with a namespace of its own is where it mounts', () => {
    const facts = factsOf({
      'proc/1/mountinfo': plain,
      'proc/900/mountinfo':
        mountLine({ id: 300, point: '/', master: 1 }) +
        mountLine({ id: 301, parent: 300, device: '8:16', point: '/var/lib/docker' }),
      'commands/proc/stat': stat(1, 'systemd') + stat(900, 'dockerd'),
    });
    const found = theValue(facts.get(mountNamespaces));
    expect(found.map((n) => [n.is_node, n.is_runtime, n.next_mount_cost])).toEqual([
      [true, false, 0],
      [false, true, 1],
    ]);
  });

  it('say what one more mount costs each of them', () => {
    const found = namespacesOf({
      'proc/1/mountinfo': plain,
      'proc/50/mountinfo':
        mountLine({ id: 500, point: '/', device: '0:50' }) +
        mountLine({ id: 501, parent: 500, point: '/host', master: 1 }) +
        mountLine({ id: 502, parent: 500, point: '/host2', root: '/var/lib/docker', master: 1 }) +
        mountLine({ id: 503, parent: 500, point: '/etc-host', root: '/etc', master: 1 }),
    });
    expect(found.map((n) => n.next_mount_cost)).toEqual([1, 2]);
  });

  it('that see only the overlay2 directory of the runtime still get a copy of every container mount', () => {
    const found = namespacesOf({
      'proc/1/mountinfo':
        plain +
        mountLine({
          id: 26,
          parent: 25,
          device: '0:60',
          point: `/var/lib/docker/overlay2/${'a'.repeat(64)}/merged`,
          type: 'overlay',
          shared: 9,
        }),
      'proc/50/mountinfo':
        mountLine({ id: 500, point: '/', device: '0:50' }) +
        mountLine({ id: 501, parent: 500, point: '/layers', root: '/var/lib/docker/overlay2', master: 1 }),
    });
    expect(found.map((n) => n.next_mount_cost)).toEqual([1, 1]);
  });

  it('do not tell a cost where nothing says in which of them the runtime mounts', () => {
    const found = namespacesOf({ 'proc/5/mountinfo': plain, 'proc/6/mountinfo': mountLine({ id: 77, point: '/' }) });
    expect(found.map((n) => n.next_mount_cost)).toEqual([undefined, undefined]);
  });

  it('carry the container whose process lives in them', () => {
    const id = 'c'.repeat(64);
    const found = namespacesOf({
      'proc/1/mountinfo': plain,
      'proc/812/mountinfo':
        mountLine({ id: 500, point: '/', device: '0:50' }) +
        mountLine({ id: 501, parent: 500, point: '/rootfs', master: 1 }),
      'commands/proc/stat': stat(1, 'systemd') + stat(812, 'agent'),
      'commands/proc/cgroup': `/proc/812/cgroup:4:memory:/docker/${id}\n`,
    });
    expect(found.map((n) => [n.container, n.label])).toEqual([
      [undefined, 'the node (pid 1)'],
      [`container:${id}`, `container ${id.slice(0, 12)}`],
    ]);
    expect(found[1]?.holds_runtime_root).toBe(true);
    expect(found[1]?.root_bind).toBe('/:/rootfs');
  });

  it('are unknown without a mount table, and incomplete where the collector could not read all of them', () => {
    expect(factsOf({}).get(mountNamespaces)).toEqual({
      known: false,
      missing: [{ source: 'mountinfo', reason: 'not in this bundle' }],
    });
    const step = JSON.stringify({
      step: 'mountinfo',
      stage: 2,
      sources: ['mountinfo'],
      status: 'restricted',
      reason: 'not root',
      paths: [],
      bytes: 0,
      seconds: 1,
    });
    const found = factsOf({ 'proc/1/mountinfo': plain, 'manifest/02-mountinfo.json': step }).get(mountNamespaces);
    expect(found.known && found.incomplete).toEqual([{ source: 'mountinfo', reason: 'not root' }]);
  });

  it('of thirty thousand processes are grouped in time that grows with their number only', () => {
    const entries = Array.from({ length: 30_000 }, (_, i): [number, number] => [4026531840, i + 1]);
    const started = performance.now();
    expect(
      mountTables(factsOf({ 'proc/1/mountinfo': plain, 'commands/proc/ns-mnt': inodes(entries) })).pidsOf.get(
        '4026531840',
      ),
    ).toHaveLength(30_000);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
