import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containers } from '../../src/facts/containers.ts';
import type { FactTable } from '../../src/facts/fact.ts';
import { factTable } from '../../src/facts/fact.ts';
import { ipvsServices } from '../../src/facts/ipvs-services.ts';
import { objectFilesystems } from '../../src/facts/object-filesystems.ts';
import { processes } from '../../src/facts/processes.ts';
import { sysctl } from '../../src/facts/sysctl.ts';
import { NUMERIC_SYSCTLS } from '../../src/facts/sysctl-names.ts';
import { compareVersions } from '../../src/facts/version.ts';
import { factsOf, mountLine, theValue } from './reading.ts';

describe('versions', () => {
  it.each([
    ['19.03.5', '19.03.15', -1],
    ['20.10.24+dfsg1', '24.0', -1],
    ['v1.21.0', '1.21', 0],
    ['3.10.0-1160.el7.x86_64', '3.10.0', 0],
    ['1.10', '1.9', 1],
    ['', '0', 0],
  ])('%s against %s', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
    expect(Math.sign(compareVersions(b, a))).toBe(-sign || 0);
  });

  it('compare any two texts without failing, antisymmetrically', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        (a, b) => Math.sign(compareVersions(a, b)) === -Math.sign(compareVersions(b, a)) || compareVersions(a, b) === 0,
      ),
    );
  });
});

describe('the table of kernel parameters', () => {
  const table = (files: Record<string, string>) => theValue(factsOf(files).get(sysctl)) as FactTable<number>;
  /** Neither is it there, nor is it known that the node has none. */
  const isOpen = (values: FactTable<number>, key: string): boolean => !values.has(key) && !values.knownAbsent(key);
  const manifest = (fields: object): string =>
    JSON.stringify({
      step: 'sysctl',
      stage: 1,
      sources: ['sysctl'],
      status: 'collected',
      paths: [],
      bytes: 1,
      seconds: 0,
      ...fields,
    });

  it('has numbers, and does not take what was not collected for absent', () => {
    const values = table({ 'proc/sys/fs/mount-max': '100000\n' });
    expect(values.get('fs.mount-max')).toBe(100_000);
    expect(isOpen(values, 'fs.pipe-max-size')).toBe(true);
  });

  it('knows a key as absent where the collector looked for it', () => {
    const values = table({
      'proc/sys/fs/mount-max': '1\n',
      'manifest/01-sysctl.json': manifest({ absent: ['fs.may_detach_mounts'] }),
    });
    expect(values.get('fs.may_detach_mounts')).toBeUndefined();
    expect(isOpen(values, 'fs.pipe-max-size')).toBe(true);
  });

  it('does not take a key for absent that exists and could not be read', () => {
    const values = table({
      'proc/sys/fs/mount-max': '1\n',
      'manifest/01-sysctl.json': manifest({ unreadable: ['fs.pipe-max-size'] }),
    });
    expect(isOpen(values, 'fs.pipe-max-size')).toBe(true);
  });

  it('leaves out what is no number', () => {
    expect(isOpen(table({ 'proc/sys/fs/mount-max': 'many\n' }), 'fs.mount-max')).toBe(true);
  });

  it('can be asked only for names in the right form, each once', () => {
    expect(new Set(NUMERIC_SYSCTLS).size).toBe(NUMERIC_SYSCTLS.length);
    for (const name of NUMERIC_SYSCTLS) expect(name).toMatch(/^(?:fs|kernel|net|user|vm)\.[\w.-]+$/);
  });

  it('stays a Map for iteration and size', () => {
    const values = factTable([['a', 1]], new Map(), () => true);
    expect(Object.getPrototypeOf(values)).toBe(Map.prototype);
    expect([...values, values.size, values.get('b')]).toEqual([['a', 1], 1, undefined]);
  });

  it('does not take what a cut left of a value for the value', () => {
    const step = { step: 'sysctl', sources: ['sysctl'], status: 'truncated', reason: 'the bundle was cut', paths: [] };
    const cut = table({
      'proc/sys/fs/mount-max': '1000',
      'proc/sys/fs/pipe-max-size': '1048576\n',
      'manifest/01-sysctl.json': JSON.stringify(step),
    });
    expect(cut.get('fs.pipe-max-size')).toBe(1_048_576);
    expect(isOpen(cut, 'fs.mount-max')).toBe(true);
    expect(table({ 'proc/sys/fs/mount-max': '1000' }).get('fs.mount-max')).toBe(1000);
  });

  it('takes no key for absent that may stand behind the cut of a listing', () => {
    const step = { step: 'sysctl', sources: ['sysctl'], status: 'truncated', reason: 'the bundle was cut', paths: [] };
    const listing = { 'sysctl-a.txt': 'vm.swappiness = 60\nvm.overcommit_memory = 1\nvm.panic_on_oom = 0\n' };
    expect(table(listing).get('fs.may_detach_mounts')).toBeUndefined();
    const cut = table({ ...listing, 'manifest/01-sysctl.json': JSON.stringify(step) });
    expect(isOpen(cut, 'fs.may_detach_mounts')).toBe(true);
  });
});

describe('object file systems', () => {
  const ps = (command: string): Record<string, string> => ({
    'proc/1/mountinfo':
      mountLine({ id: 1, parent: 0, point: '/' }) +
      mountLine({ id: 2, parent: 1, device: '0:30', point: '/tmp', type: 'tmpfs' }),
    'commands/proc/stat': '77 (ossfs) S 1 77 77 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 1 0 100 1 1 18446744073709551615\n',
    'commands/proc/cmdline': `77 ${command}\n`,
  });
  const found = (command: string) => theValue(factsOf(ps(command)).get(objectFilesystems))[0];

  it('buffer in /tmp unless told otherwise', () => {
    expect(found('ossfs bucket /mnt/oss -ourl=http://oss.example')).toMatchObject({
      cache_directory: '/tmp',
      cache_directory_from: 'default',
      cache_filesystem: 'filesystem:0:30',
      keeps_free: false,
    });
    expect(found('ossfs bucket /mnt/oss -otmpdir=/var/cache/oss')).toMatchObject({
      cache_directory: '/var/cache/oss',
      cache_directory_from: 'arguments',
      cache_filesystem: 'filesystem:8:1',
    });
    expect(found('ossfs bucket /mnt/oss -o allow_other,use_cache=/cache,ensure_diskfree=1024')).toMatchObject({
      cache_directory: '/cache',
      keeps_free: true,
    });
  });

  it('are seen in the mounts where no process list is', () => {
    const file = {
      'proc/1/mountinfo':
        mountLine({ id: 1, parent: 0, point: '/' }) +
        mountLine({ id: 2, point: '/mnt/oss', type: 'fuse.ossfs', device: '0:70' }),
    };
    const facts = theValue(factsOf(file).get(objectFilesystems));
    expect(facts).toMatchObject([{ kind: 'ossfs', mount_point: '/mnt/oss', cache_directory: '/tmp' }]);
    expect(facts[0]?.keeps_free).toBeUndefined();
  });
});

describe('processes', () => {
  it('join arguments, control group and namespace by pid', () => {
    const id = 'd'.repeat(64);
    const found = theValue(
      factsOf({
        'commands/proc/stat':
          '7 (cat (x) y) D 1 7 7 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 1 0 100 1 1 18446744073709551615\n2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 1 0 0 18446744073709551615\n',
        'commands/proc/cmdline': '7 cat /etc/hosts\n',
        'commands/proc/cgroup': `/proc/7/cgroup:0::/kubepods.slice/kubepods-pod01234567_89ab_cdef_0123_456789abcdef.slice/docker-${id}.scope\n`,
        'commands/proc/ns-mnt': '4026532001 /proc/7/ns/mnt\n',
      }).get(processes),
    );
    expect(found).toMatchObject([
      {
        pid: 7,
        comm: 'cat (x) y',
        state: 'D',
        command: 'cat /etc/hosts',
        container_id: id,
        pod_uid: '01234567-89ab-cdef-0123-456789abcdef',
        namespace_inode: 4026532001,
        kernel_thread: false,
      },
      { pid: 2, comm: 'kthreadd', kernel_thread: true },
    ]);
  });

  it('are unknown without any list', () => expect(factsOf({}).get(processes).known).toBe(false));
});

describe('containers', () => {
  const inspect = (mounts: object[]): Record<string, string> => ({
    'commands/docker/inspect.json': JSON.stringify([
      {
        Id: 'e'.repeat(64),
        Name: '/agent',
        State: { Running: true, Pid: 812, Status: 'running' },
        Mounts: mounts,
        GraphDriver: { Name: 'overlay2', Data: { MergedDir: `/var/lib/docker/overlay2/${'1'.repeat(64)}/merged` } },
        Config: {},
      },
    ]),
  });
  const one = (mounts: object[]) => theValue(factsOf(inspect(mounts)).get(containers))[0];

  it('bind the data root when a mount lies on or above it', () => {
    expect(one([{ Type: 'bind', Source: '/', Destination: '/rootfs', Propagation: 'rslave' }])).toMatchObject({
      binds_runtime_root: true,
      root_bind: '/:/rootfs:rslave',
      layer: '1'.repeat(64),
    });
    expect(one([{ Type: 'bind', Source: '/var/lib', Destination: '/x', Propagation: '' }])?.binds_runtime_root).toBe(
      true,
    );
    expect(one([{ Type: 'bind', Source: '/var/library', Destination: '/x' }])?.binds_runtime_root).toBe(false);
    expect(one([])).toMatchObject({ binds_runtime_root: false, running: true, pid: 812 });
  });
});

describe('IPVS services', () => {
  it('count the messages per service and the backends with a weight', () => {
    const found = theValue(
      factsOf({
        'commands/kernel/dmesg':
          '[ 10.000000] IPVS: rr: TCP 192.168.148.180:8500 - no destination available\n[ 11.000000] IPVS: rr: TCP 192.168.148.180:8500 - no destination available\n[ 12.000000] IPVS: rr: TCP 10.0.0.9:80 - no destination available\n',
        'proc/uptime': '100.00 1.00\n',
        'proc/net/ip_vs':
          'IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\nTCP  C0A894B4:2134 rr\n  -> 0A04000A:2134      Masq    0      0          0\n  -> 0A04000B:2134      Masq    1      0          0\n',
      }).get(ipvsServices),
    );
    expect(found.map((s) => [s.label, s.count, s.real_servers])).toEqual([
      ['TCP 192.168.148.180:8500', 2, 1],
      ['TCP 10.0.0.9:80', 1, undefined],
    ]);
  });
});
