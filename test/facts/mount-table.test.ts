import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  copiesOfMountAt,
  dockerRootFromMounts,
  findPlace,
  isWithin,
  mostCopied,
  mountsBelowMerged,
  type NamespaceTable,
  receiversOf,
} from '../../src/facts/mount-table.ts';
import { mountTables } from '../../src/facts/mount-tables.ts';
import { factsOf, mountLine } from './reading.ts';

interface Mount {
  readonly root: string;
  readonly point: string;
  readonly shared: number;
  readonly master: number;
}

function tableOf(id: string, mounts: readonly Mount[]): NamespaceTable {
  const text = mounts
    .map((m, i) =>
      mountLine({
        id: 100 + i,
        root: m.root,
        point: m.point,
        ...(m.shared > 0 ? { shared: m.shared } : {}),
        ...(m.master > 0 ? { master: m.master } : {}),
      }),
    )
    .join('');
  const [table] = mountTables(factsOf({ 'proc/7/mountinfo': text })).namespaces;
  if (table === undefined) throw new Error('no table');
  return { ...table, id };
}

describe('isWithin', () => {
  it.each([
    ['/a/b', '/a', true],
    ['/a', '/a', true],
    ['/ab', '/a', false],
    ['/', '/', true],
    ['/anything', '/', true],
    ['/', '/a', false],
  ])('%s in %s: %s', (path, root, expected) => expect(isWithin(path, root)).toBe(expected));
});

describe('findPlace', () => {
  const place = (mounts: Mount[], path: string): string | undefined => {
    const found = findPlace(tableOf('a', mounts), path);
    return found === undefined ? undefined : `${found.row} ${found.dentry}`;
  };
  const plain = (root: string, point: string): Mount => ({ root, point, shared: 0, master: 0 });

  it('takes the deepest mount point and translates the path into its file system', () => {
    expect(place([plain('/', '/'), plain('/vol', '/data')], '/data/x/y')).toBe('1 /vol/x/y');
    expect(place([plain('/', '/'), plain('/vol', '/data')], '/data')).toBe('1 /vol');
    expect(place([plain('/', '/'), plain('/vol', '/data')], '/database/x')).toBe('0 /database/x');
  });

  it('takes the uppermost of several mounts at one point', () => {
    expect(place([plain('/', '/'), plain('/a', '/data'), plain('/b', '/data')], '/data/x')).toBe('2 /b/x');
  });

  it('keeps / a single slash', () => {
    expect(place([plain('/', '/')], '/')).toBe('0 /');
    expect(place([plain('/sub', '/')], '/')).toBe('0 /sub');
    expect(place([plain('/sub', '/')], '/x')).toBe('0 /sub/x');
  });

  it('is undefined where no mount point is above the path', () => {
    expect(place([plain('/', '/data')], '/etc')).toBeUndefined();
  });

  it('does not look below a mount that a later one covers', () => {
    const text =
      mountLine({ id: 1, parent: 0, point: '/' }) +
      mountLine({ id: 2, parent: 1, device: '8:2', point: '/data/docker' }) +
      mountLine({ id: 3, parent: 1, device: '8:3', point: '/data' });
    const [namespace] = mountTables(factsOf({ 'proc/1/mountinfo': text })).namespaces;
    const found = namespace === undefined ? undefined : findPlace(namespace, '/data/docker/overlay2');
    expect(found === undefined ? undefined : namespace?.table.devices[found.row]).toBe('8:3');
  });
});

describe('copiesOfMountAt', () => {
  const copies = (tables: NamespaceTable[], path: string): Record<string, number> => {
    const place = tables[0] === undefined ? undefined : findPlace(tables[0], path);
    if (place === undefined) throw new Error('no place');
    return Object.fromEntries(copiesOfMountAt(place, (group) => receiversOf(group, tables)));
  };

  it('is one where the mount is private', () => {
    const a = tableOf('a', [{ root: '/', point: '/', shared: 0, master: 0 }]);
    const b = tableOf('b', [{ root: '/', point: '/', shared: 0, master: 0 }]);
    expect(copies([a, b], '/x')).toEqual({ a: 1 });
  });

  it('does not travel from a slave to its master', () => {
    const a = tableOf('a', [{ root: '/', point: '/', shared: 0, master: 5 }]);
    const b = tableOf('b', [{ root: '/', point: '/', shared: 5, master: 0 }]);
    expect(copies([a, b], '/x')).toEqual({ a: 1 });
  });

  it('passes through a peer that does not see the place itself', () => {
    const a = tableOf('a', [{ root: '/', point: '/', shared: 1, master: 0 }]);
    const b = tableOf('b', [{ root: '/other', point: '/', shared: 2, master: 1 }]);
    const c = tableOf('c', [{ root: '/', point: '/', shared: 0, master: 2 }]);
    expect(copies([a, b, c], '/x/y')).toEqual({ a: 1, c: 1 });
  });

  it('counts every bind of one table, and of a subdirectory only what lies in it', () => {
    const a = tableOf('a', [
      { root: '/', point: '/', shared: 1, master: 0 },
      { root: '/x', point: '/bind', shared: 1, master: 0 },
      { root: '/xy', point: '/bind2', shared: 1, master: 0 },
      { root: '/', point: '/host', shared: 1, master: 0 },
    ]);
    expect(copies([a], '/x/new')).toEqual({ a: 3 });
    expect(copies([a], '/z')).toEqual({ a: 2 });
  });

  it('agrees with a walk over single mounts on random trees', () => {
    const root = fc.constantFrom('/', '/a', '/a/b', '/c');
    const mount = fc
      .record({
        root,
        point: fc.constant('/m'),
        shared: fc.integer({ min: 0, max: 5 }),
        master: fc.integer({ min: 0, max: 5 }),
      })
      .map((m) => ({ ...m, master: m.master === m.shared ? 0 : m.master }));
    fc.assert(
      fc.property(
        fc.array(fc.array(mount, { maxLength: 5 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 3 }),
        fc.constantFrom('/', '/a', '/a/b/c', '/c/d'),
        (namespaces, group, dentry) => {
          const all = [
            [{ root: '/', point: '/', shared: group, master: 0 }, ...(namespaces[0] ?? [])],
            ...namespaces.slice(1),
          ];
          const tables = all.map((mounts, i) =>
            tableOf(`ns${i}`, mounts.length === 0 ? [{ root: '/', point: '/', shared: 0, master: 0 }] : mounts),
          );
          const first = tables[0];
          if (first === undefined) throw new Error('no table');
          const found = copiesOfMountAt({ namespace: first, row: 0, dentry }, (g) => receiversOf(g, tables));
          expect(Object.fromEntries(found)).toEqual(walkMounts(all, dentry));
        },
      ),
      { numRuns: 200 },
    );
  });

  /** The kernel's rule, one mount at a time: a copy goes to every peer of a mount that takes part, and to every slave of its group. */
  function walkMounts(all: readonly (readonly Mount[])[], dentry: string): Record<string, number> {
    const mounts = all.flatMap((list, i) => list.map((m) => ({ ...m, ns: `ns${i}` })));
    const source = mounts[0];
    if (source === undefined) return {};
    const part = new Set([source]);
    for (const from of part) {
      if (from.shared === 0) continue;
      for (const to of mounts) if (to.shared === from.shared || to.master === from.shared) part.add(to);
    }
    const counts: Record<string, number> = {};
    for (const { ns, root } of part) {
      if (root === '/' || dentry === root || dentry.startsWith(`${root}/`)) counts[ns] = (counts[ns] ?? 0) + 1;
    }
    return counts;
  }
});

describe('mount points that repeat', () => {
  it('names the most frequent one, how often, and its last line', () => {
    const m = (point: string): Mount => ({ root: '/', point, shared: 0, master: 0 });
    expect(mostCopied(tableOf('a', [m('/'), m('/a'), m('/b'), m('/a'), m('/a'), m('/b')]).table)).toEqual({
      target: '/a',
      copies: 3,
      line: 5,
    });
  });

  it('counts what lies below merged directories, by layer, in a container view and without the directory itself', () => {
    const layer = '0'.repeat(63);
    const m = (point: string): Mount => ({ root: '/', point, shared: 0, master: 0 });
    const below = mountsBelowMerged(
      tableOf('a', [
        m('/'),
        m(`/var/lib/docker/overlay2/${layer}a/merged`),
        m(`/var/lib/docker/overlay2/${layer}a/merged/rootfs`),
        m(`/rootfs/var/lib/docker/overlay2/${layer}b/merged/x`),
        m(`/var/lib/docker/overlay2/${layer}b-init/merged/y`),
      ]).table,
    );
    expect({ ...below, layers: Object.fromEntries(below.layers) }).toEqual({
      total: 3,
      line: 3,
      layers: { [`${layer}a`]: 1, [`${layer}b`]: 2 },
    });
  });

  it('reads the data root off the overlay mounts', () => {
    const text =
      mountLine({ id: 1, point: '/' }) +
      mountLine({ id: 2, point: `/data/docker/overlay2/${'a'.repeat(64)}/merged`, type: 'overlay' });
    expect(
      dockerRootFromMounts(mountTables(factsOf({ 'proc/1/mountinfo': text })).namespaces[0]?.table ?? fail()),
    ).toBe('/data/docker');
  });
});

function fail(): never {
  throw new Error('no table');
}
