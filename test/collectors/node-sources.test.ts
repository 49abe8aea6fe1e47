import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { native } from '../../src/bundle/layouts/native.ts';
import { parsers } from '../../src/parsers/index.generated.ts';
import type { Parser } from '../../src/parsers/parser.ts';
import { parse } from '../parsers/parse.ts';
import { NO_COVERED_NODE, runOnCoveredNode, writeNode } from './covered-node.ts';
import {
  isInstalled,
  makeWorkspace,
  type Run,
  readBundle,
  runCollector,
  stepRecord,
  type Workspace,
  writeProgram,
} from './run-collector.ts';

/** The collector takes blocks as they are; whether they are certificates is for the analyzer to say. */
const makeCertificate = (): string => {
  const text = randomBytes(300).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
};
const PRIVATE_KEY = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;
const KEY_TEXT = PRIVATE_KEY.split('\n')[1] ?? '';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const CERTIFICATES = {
  kubelet: makeCertificate(),
  server: makeCertificate(),
  authority: makeCertificate(),
  admin: makeCertificate(),
};
const ID = '4f'.repeat(32);

const FILES = new Map([
  ['var/lib/kubelet/pki/kubelet-client-2026-01-01.pem', CERTIFICATES.kubelet + PRIVATE_KEY],
  ['var/lib/kubelet/pki/kubelet.key', PRIVATE_KEY],
  // A block that is not closed must not open the door for the key behind it.
  ['etc/kubernetes/pki/apiserver.crt', `${CERTIFICATES.server}-----BEGIN CERTIFICATE-----\nMIIB\n${PRIVATE_KEY}`],
  ['etc/kubernetes/pki/apiserver.key', PRIVATE_KEY],
  [
    'etc/kubernetes/admin.conf',
    `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${base64(CERTIFICATES.authority)}
    server: https://192.0.2.10:6443
users:
- name: admin
  user:
    client-certificate-data: ${base64(CERTIFICATES.admin)}
    client-key-data: ${base64(PRIVATE_KEY)}
`,
  ],
  [
    'etc/cni/net.d/10-macvlan.conflist',
    '{"cniVersion":"0.3.1","name":"pods","plugins":[{"type":"macvlan","master":"eth1"}]}\n',
  ],
  ['etc/cni/net.d/calico-kubeconfig', 'users:\n- user: {token: abc}\n'],
  ['opt/cni/bin/macvlan', '\x7fELF'],
  ['var/lib/cni/networks/pods/10.1.2.3', `${ID}\r\neth0`],
  ['var/lib/cni/networks/pods/last_reserved_ip.0', '10.1.2.3'],
  ['var/lib/cni/networks/pods/lock', ''],
  ['etc/containerd/config.toml', '[plugins."io.containerd.grpc.v1.cri"]\n  sandbox_image = "pause:3.9"\n'],
  ['etc/systemd/system/kubelet.service.d/10-kubeadm.conf', '[Service]\nExecStart=/usr/bin/kubelet --v=2\n'],
  ['etc/sysctl.d/99-mounts.conf', 'fs.mount-max = 26000\n'],
  [
    'var/log/dpkg.log',
    '2026-04-12 02:30:00 startup archives unpack\n2026-04-12 02:30:00 upgrade runc:amd64 1.0.0 1.1.5\n',
  ],
  ['var/log/apt/history.log', 'Start-Date: 2026-04-12  02:30:00\nUpgrade: runc:amd64 (1.0.0, 1.1.5)\n'],
  ['var/log/yum.log', 'Apr 12 02:30:00 Updated: docker-ce-19.03.9\n'],
  ['sys/fs/pstore/dmesg-ramoops-0', 'Panic#1 Part1\n<0>[  4711.0] Kernel panic - not syncing: Fatal exception\n'],
  ['var/crash/127.0.0.1-2026-04-11-22:10:05/vmcore-dmesg.txt', '[ 4711.000000] Kernel panic - not syncing\n'],
  ['var/crash/127.0.0.1-2026-04-11-22:10:05/vmcore', 'not a text'],
  ['var/full/covered', ''],
  ['run/systemd/system/covered', ''],
]);
const STEPS = [
  'config_file',
  'cni_config',
  'cni_addresses',
  'file_list',
  'certificates',
  'package_history',
  'crash_logs',
  'block_devices',
  'hardware',
  'ns_net',
];
const SOURCES = [
  'unix_sockets',
  'net_tables',
  'cgroup_values',
  'process_cgroup',
  'fd_counts',
  'open_files',
  'fd_counts_t1',
  'processes_t1',
  'usage',
  'units',
  'time',
  'boots',
];
const PROGRAMS = [
  [
    'systemctl',
    'case $1 in show) echo "Id=docker.service"; echo "NRestarts=7" ;; *) echo "docker.service loaded failed failed Docker" ;; esac',
  ],
  ['chronyc', 'echo "System time     : 0.000006523 seconds slow of NTP time"; echo "Leap status     : Normal"'],
  ['last', 'echo "reboot   system boot  5.4.0-42-generic Fri Apr 12 06:25   still running"'],
  ['rpm', 'echo "runc-1.1.5-1.el7.x86_64                       Sun Apr 12 02:30:00 2026"'],
] as const;

describe.skipIf(NO_COVERED_NODE !== undefined).each(['dash', 'busybox ash'])(
  `on a prepared node (skipped where ${NO_COVERED_NODE ?? 'that is impossible'}), with %s`,
  (shell) => {
    const isMissing = !isInstalled(shell.split(' ')[0] ?? '');
    let workspace: Workspace;
    let run: Run;
    let bundle: Map<string, string>;
    const member = (path: string): string => bundle.get(path) ?? expect.fail(`no ${path}`);

    beforeAll(async () => {
      if (isMissing) return;
      workspace = makeWorkspace();
      writeNode(workspace, FILES);
      const node = join(workspace.folder, 'node');
      for (const [name, text] of PROGRAMS) writeProgram(workspace, `bin/${name}`, `#!/bin/sh\n${text}\n`);
      symlinkSync('kubelet-client-2026-01-01.pem', join(node, 'var/lib/kubelet/pki/kubelet-client-current.pem'));
      utimesSync(join(node, 'etc/sysctl.d/99-mounts.conf'), 1_775_961_000, 1_775_961_000);
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(join(node, 'run/node.sock'), resolve));
      const deleted = join(workspace.folder, 'deleted');
      writeFileSync(deleted, 'x'.repeat(4711));
      const open = [openSync(deleted, 'r'), ...Array.from({ length: 120 }, () => openSync('/dev/null', 'r'))];
      rmSync(deleted);
      run = await runOnCoveredNode(workspace, { shell, only: [...STEPS, ...SOURCES] });
      server.close();
      for (const descriptor of open) closeSync(descriptor);
      bundle = await readBundle(run.stdout);
    }, 60_000);

    afterAll(() => workspace?.remove());

    it.skipIf(isMissing)('certificates come without keys', () => {
      expect(run.code, run.stderr).toBe(0);
      const text = member('commands/certificates');
      for (const certificate of Object.values(CERTIFICATES)) expect(text).toContain(certificate);
      expect(text).toContain('# /var/lib/kubelet/pki/kubelet-client-current.pem\n');
      for (const [path, content] of bundle) {
        expect(content.includes(KEY_TEXT) || content.includes(base64(PRIVATE_KEY)), path).toBe(false);
      }
      expect(text).not.toContain('apiserver.key');
    });

    it.skipIf(isMissing)('the network plugin: configuration, files, addresses', () => {
      expect(member('etc/cni/net.d/10-macvlan.conflist')).toContain('"master":"eth1"');
      expect([...bundle.keys()].filter((path) => path.startsWith('etc/cni'))).toHaveLength(1);
      expect(member('commands/cni/addresses').trim()).toBe(`/var/lib/cni/networks/pods/10.1.2.3:${ID}`);
      expect(member('commands/list/cni')).toMatch(/^81a4 4 \d+ \/opt\/cni\/bin\/macvlan$/m);
    });

    it.skipIf(isMissing)('what changed: files with times, packages', () => {
      expect(member('commands/list/changes')).toMatch(/^81a4 21 1775961000 \/etc\/sysctl\.d\/99-mounts\.conf$/m);
      const packages = member('commands/packages');
      expect(packages).toContain('/var/log/dpkg.log:2026-04-12 02:30:00 upgrade runc:amd64 1.0.0 1.1.5\n');
      expect(packages).toContain('/var/log/apt/history.log:Upgrade: runc:amd64 (1.0.0, 1.1.5)\n');
      expect(packages).toContain('/var/log/yum.log:Apr 12 02:30:00 Updated: docker-ce-19.03.9\n');
      expect(packages).not.toContain('startup');
      expect(member('etc/systemd/system/kubelet.service.d/10-kubeadm.conf')).toBe(
        '[Service]\nExecStart=/usr/bin/kubelet --v=2\n',
      );
      expect(member('etc/containerd/config.toml')).toContain('sandbox_image = "pause:3.9"');
    });

    it.skipIf(isMissing)('the analyzer understands every line', () => {
      const bySource = new Map<string, Parser>(Object.entries(parsers));
      // The certificates of this test are none, and /etc holds what its distribution put there.
      const read = [...bundle].filter(
        ([path]) => /^(t1\/)?(commands|etc)\//.test(path) && !/certificates|etc\/os-/.test(path),
      );
      expect(read.length).toBeGreaterThan(25);
      for (const [path, text] of read) {
        const there = path.replace(/^t1\//, '');
        const entry = native.paths.find((known) => known.path.test(there));
        const parser = bySource.get(entry?.source ?? '');
        if (entry === undefined || parser === undefined) {
          expect([path, entry?.source ?? path]).toEqual([
            path,
            path === 'commands/kernel/dmesg' ? 'log' : 'commands/id',
          ]);
          continue;
        }
        const params = { ...entry.params, ...entry.path.exec(there)?.groups };
        const { document, problems } = parse(parser, text, { path, params });
        expect([path, problems, document === undefined]).toEqual([path, [], false]);
      }
    });

    it.skipIf(isMissing)('the boot before: texts of a crash, not the core', () => {
      expect(member('sys/fs/pstore/dmesg-ramoops-0')).toContain('Kernel panic');
      expect(member('var/crash/127.0.0.1-2026-04-11-22:10:05/vmcore-dmesg.txt')).toContain('Kernel panic');
      expect(member('commands/list/dumps')).toMatch(/ \/var\/crash\/127\.0\.0\.1-2026-04-11-22:10:05\/vmcore$/m);
      expect([...bundle.keys()].filter((path) => path.endsWith('/vmcore'))).toEqual([]);
    });

    it.skipIf(isMissing)('sockets in the file system and in the kernel', () => {
      expect(member('commands/list/sockets')).toMatch(/^c[0-9a-f]{3} 0 \d+ \/run\/node\.sock$/m);
      expect(member('commands/net/unix')).toContain(`1 01 ${join(workspace.folder, 'node/run/node.sock')}\n`);
      expect(member('commands/net/unix')).toMatch(/^\d+ 03 -$/m);
    });

    it.skipIf(isMissing)('tables of each network namespace', () => {
      const [, inode = '', pid = ''] = /^(\d+) \/proc\/(\d+)\/ns\/net$/m.exec(member('commands/proc/ns-net')) ?? [];
      expect(inode).not.toBe('');
      expect(member('commands/net/dev')).toMatch(new RegExp(`^/proc/${pid}/net/dev: *lo:`, 'm'));
      expect(member('commands/net/snmp')).toContain(`/proc/${pid}/net/snmp:Tcp: `);
    });

    it.skipIf(isMissing)('disks, processor, groups, open files', () => {
      expect(member('commands/hardware')).toMatch(/^\/proc\/cpuinfo:\S.*: \S/m);
      if (bundle.has('commands/block')) expect(member('commands/block')).toMatch(/^\/sys\/block\/\w+\/size:\d+$/m);
      expect(member('commands/proc/fd-counts')).toMatch(/^[1-9]\d* \/proc\/\d+\/fd$/m);
      expect(member('t1/commands/proc/stat')).toMatch(/^\d+ \(.*\) [A-Z] /m);
    });

    it.skipIf(isMissing || shell !== 'dash')(
      'what programs know (busybox ash prefers its own, so skipped there)',
      () => {
        expect(member('commands/systemd/units')).toBe('Id=docker.service\nNRestarts=7\n');
        expect(member('commands/systemd/failed')).toContain('docker.service loaded failed');
        expect(member('commands/time')).toContain('Leap status     : Normal\n');
        expect(member('commands/last')).toContain('system boot  5.4.0-42-generic');
        expect(member('commands/packages')).toMatch(/^rpm:runc-1\.1\.5-1\.el7\.x86_64 +Sun Apr 12 02:30:00 2026$/m);
      },
    );

    it.skipIf(isMissing)('open files: number, kinds, deleted ones', () => {
      const count = Number(
        new RegExp(`^(\\d+) /proc/${process.pid}/fd$`, 'm').exec(member('commands/proc/fd-counts'))?.[1],
      );
      expect(count).toBeGreaterThan(120);
      expect(member('commands/proc/fd-kinds')).toMatch(new RegExp(`^${process.pid} 1[2-9]\\d file$`, 'm'));
      expect(member('commands/proc/fd-kinds')).toMatch(new RegExp(`^${process.pid} 1 deleted$`, 'm'));
      expect(member('commands/proc/fd-deleted')).toMatch(
        new RegExp(`^${process.pid} \\d+ [0-9a-f]+:[0-9a-f]+ 4711 .*/deleted \\(deleted\\)$`, 'm'),
      );
    });

    it.skipIf(isMissing)('what fills a file system of 85 % and more', () => {
      expect(member('commands/disk/usage')).toMatch(/^9\d\d\t\/var\/full\/cache$/m);
      expect(member('commands/list/tmpfs')).toMatch(/^81\w\w 950000 \d+ \/var\/full\/cache\/one$/m);
      expect(stepRecord(bundle, 'usage').status).toBe('collected');
    });
  },
  60_000,
);

describe.skipIf(NO_COVERED_NODE !== undefined)(
  `without root (skipped where ${NO_COVERED_NODE ?? 'that is impossible'})`,
  () => {
    it('what may not be read is restricted, not missing', async () => {
      const workspace = makeWorkspace();
      writeNode(workspace, FILES);
      for (const path of [
        'var/lib/kubelet',
        'etc/cni/net.d',
        'var/lib/cni',
        'etc/containerd',
        'var/crash',
        'sys/fs/pstore',
        'var/log/dpkg.log',
      ]) {
        chmodSync(join(workspace.folder, 'node', path), 0o700);
      }
      const run = await runOnCoveredNode(workspace, {
        shell: 'dash',
        only: [...STEPS, ...SOURCES, 'list_dumps'],
        asNobody: true,
      });
      const bundle = await readBundle(run.stdout);
      workspace.remove();
      for (const step of [
        'config',
        'cni_config',
        'cni_addresses',
        'list_cni',
        'list_dumps',
        'certificates',
        'packages',
        'ns_net',
        'net_tables',
        'open_files',
      ]) {
        expect([step, stepRecord(bundle, step).status]).toEqual([step, 'restricted']);
      }
      for (const step of ['block', 'unix_sockets'])
        expect(['collected', 'empty']).toContain(stepRecord(bundle, step).status);
    }, 60_000);
  },
);

const GROUP = ['/sys/fs/cgroup/pids', '/sys/fs/cgroup']
  .filter((folder) => NO_COVERED_NODE === undefined && existsSync(join(folder, 'cgroup.procs')))
  .map((folder) => join(folder, `inquest-test-${process.pid}`))[0];

describe.skipIf(GROUP === undefined)('a control group (skipped where root cannot make one)', () => {
  it('is found by a process in it, with the groups above it', async () => {
    const group = GROUP ?? '';
    mkdirSync(join(group, 'inner'), { recursive: true });
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    const workspace = makeWorkspace();
    try {
      writeFileSync(join(group, 'inner/cgroup.procs'), `${child.pid}`);
      const run = await runCollector(workspace, { args: ['--only', 'cgroup_values'] });
      const text = (await readBundle(run.stdout)).get('commands/cgroup/values') ?? '';
      const file = existsSync(join(group, 'pids.current')) ? 'pids.current:1' : 'cgroup.events:populated 1';
      expect(text.split('\n')).toEqual(expect.arrayContaining([`${group}/inner/${file}`, `${group}/${file}`]));
    } finally {
      await new Promise((resolve) => child.once('exit', resolve).kill('SIGKILL'));
      rmdirSync(join(group, 'inner'));
      rmdirSync(group);
      workspace.remove();
    }
  }, 30_000);
});
