import { describe, expect, it } from 'vitest';
import { nfsServers } from '../../src/facts/nfs-servers.ts';
import { pipes } from '../../src/facts/pipes.ts';
import { runc } from '../../src/facts/runc.ts';
import { runcInits } from '../../src/facts/runc-inits.ts';
import { runtimeTimeouts } from '../../src/facts/runtime-timeouts.ts';
import { sysctlRequests } from '../../src/facts/sysctl-requests.ts';
import { CONTAINER_ID } from '../parsers/samples.ts';
import { factsOf, mountLine, NOW, theValue } from './reading.ts';

const stat = (pid: number, comm: string, startedTicks: number, flags = 0): string =>
  `${pid} (${comm}) S 1 ${pid} ${pid} 0 -1 ${flags} 100 0 0 0 1 1 0 0 20 0 5 0 ${startedTicks} 1269760000 2816 1 1 1 0 0 0 0 0 0 0 0 0 17 3 0 0 12 0 0\n`;
const task = (pid: number, tid: number, file: string, text: string): string =>
  `/proc/${pid}/task/${tid}/${file}:${text}\n`;
const WRITE_TO_6 = '1 0x6 0xc000180000 0x2a38 0x0 0x0 0x0 0x7ffd0 0x4a1';

describe('processes of runc init', () => {
  const files = {
    'proc/uptime': '1000.00 2000.00\n',
    'commands/proc/stat':
      stat(900, 'dockerd', 100) +
      stat(4711, 'runc:[2:INIT]', 40_000) +
      stat(4720, 'runc:[2:INIT]', 70_000) +
      stat(4730, 'runc', 99_000),
    'commands/proc/cmdline': '4730 /usr/bin/runc init\n4740 runc --root /run/x exec\n',
    'commands/proc/cgroup': [4711, 4720].map((pid) => `/proc/${pid}/cgroup:0::/docker/${CONTAINER_ID}\n`).join(''),
    'commands/proc/wchan': '/proc/4730/wchan:wait_for_partner\n',
    // The thread that waits is not the first one of its process.
    'commands/proc/task-wchan':
      task(4711, 4711, 'wchan', 'futex_wait_queue_me') +
      task(4711, 4713, 'wchan', 'pipe_write') +
      task(4720, 4720, 'wchan', 'pipe_write'),
    't1/commands/proc/task-wchan': task(4711, 4713, 'wchan', 'pipe_write') + task(4720, 4720, 'wchan', 'ep_poll'),
    'commands/proc/task-syscall': task(4711, 4713, 'syscall', WRITE_TO_6) + task(4720, 4720, 'syscall', WRITE_TO_6),
    'commands/proc/task-fds': '4711 4 pipe:[71]\n4711 6 pipe:[71]\n4720 5 pipe:[80]\n4720 6 pipe:[81]\n',
  };
  const byPid = new Map(theValue(factsOf(files).get(runcInits)).map((init) => [init.pid, init]));

  it('are found by their name and by their arguments; a runc that does something else is none', () => {
    expect([...byPid.keys()].sort()).toEqual([4711, 4720, 4730]);
  });

  it('carry where they wait, how long, and whether anybody else reads what they write', () => {
    expect(byPid.get(4711)).toMatchObject({
      container: `container:${CONTAINER_ID}`,
      age: 600,
      waits_in: 'pipe_write',
      waits_for: 'pipe',
      same_in_both: true,
      writes_to: 'pipe:[71]',
      reads_what_it_writes: true,
      repeats: false,
      repeated: 1,
      seen: { first: NOW - 600, last: NOW, first_is_onset: true },
    });
    expect(byPid.get(4720)).toMatchObject({ reads_what_it_writes: false, same_in_both: false, repeats: true });
  });

  it('that wait for the start of their container wait for its FIFO', () => {
    expect(byPid.get(4730)).toMatchObject({ waits_in: 'wait_for_partner', waits_for: 'exec.fifo' });
    expect(byPid.get(4730)?.reads_what_it_writes).toBeUndefined();
  });

  it('whose output and error are one pipe do not own both of its ends', () => {
    const [one] = theValue(
      factsOf({
        'commands/proc/stat': stat(4711, 'runc:[2:INIT]', 40_000),
        'commands/proc/task-syscall': task(4711, 4711, 'syscall', '1 0x2 0xc0 0x9 0x0 0x0 0x0 0x7 0x4'),
        'commands/proc/task-fds': '4711 1 pipe:[71]\n4711 2 pipe:[71]\n',
      }).get(runcInits),
    );
    expect(one).toMatchObject({ writes_to: 'pipe:[71]', reads_what_it_writes: false });
    expect(one?.waits_for).toBeUndefined();
    expect(one?.age).toBeUndefined();
  });

  it('are unknown without a list of processes', () => {
    expect(factsOf({ 'proc/uptime': '100.0 50.0\n' }).get(runcInits)).toMatchObject({ known: false });
  });
});

describe('the version of runc', () => {
  const version = (name: string, files: Record<string, string>): unknown => {
    const found = factsOf(files).get(runc);
    return found.known ? [name, found.value.version, found.value.said_by, found.value.candidate] : [name, 'unknown'];
  };
  const docker = (runcVersion: string, commit = ''): Record<string, string> => ({
    'commands/docker/version.json': JSON.stringify({
      Server: {
        Version: '20.10.6',
        Components: [{ Name: 'runc', Version: runcVersion, Details: { GitCommit: commit } }],
      },
    }),
  });
  const packages = (...rows: string[]): Record<string, string> => ({
    'commands/packages': rows.map((row) => `${row}\n`).join(''),
  });
  const dpkg = (day: number, row: string): string => `/var/log/dpkg.log:2025-12-0${day} 10:00:00 ${row}`;

  it('is what docker says, by version or by commit', () => {
    expect(version('plain', docker('1.0.0-rc93'))).toEqual(['plain', '1.0.0-rc93', 'docker', 93]);
    expect(version('debian', docker('1.0.0~rc93+ds1'))).toEqual(['debian', '1.0.0-rc93', 'docker', 93]);
    expect(version('old', docker('1.0.0-rc8+dev'))).toEqual(['old', '1.0.0-rc8', 'docker', 8]);
    expect(version('release', docker('1.1.12'))).toEqual(['release', '1.1.12', 'docker', 0]);
    expect(version('commit', docker('', '12644e614e25b05da6fd08a38ffa0cfe1903fdec'))).toEqual([
      'commit',
      '1.0.0-rc93',
      'docker',
      93,
    ]);
  });

  it('is that of the newest package otherwise', () => {
    const up = dpkg(1, 'upgrade containerd.io:amd64 1.4.3-1 1.4.4-1');
    const fixed = dpkg(2, 'upgrade containerd.io:amd64 1.4.4-1 1.4.6-1');
    expect(version('io', packages(up))).toEqual(['io', '1.0.0-rc93', 'package containerd.io 1.4.4-1', 93]);
    expect(version('io', packages(up, fixed))).toEqual(['io', '1.0.0-rc95', 'package containerd.io 1.4.6-1', 95]);
    expect(version('io', packages(up, dpkg(3, 'upgrade containerd.io:amd64 1.4.6-1 1.6.9-1')))).toEqual([
      'io',
      'unknown',
    ]);
    expect(version('el7', packages('rpm:runc-1.0.0-70.rc92.el7_9.x86_64  Fri 08 Jan 2021 10:11:12 UTC'))).toEqual([
      'el7',
      '1.0.0-rc92',
      'package runc 1.0.0-70.rc92.el7_9',
      92,
    ]);
  });

  it('is not that of a package that was removed, nor guessed', () => {
    expect(version('gone', packages(dpkg(2, 'remove runc:amd64 1.1.12-0ubuntu2 <none>')))).toEqual(['gone', 'unknown']);
    expect(version('none', { 'proc/uptime': '1.0 1.0\n' })).toEqual(['none', 'unknown']);
  });
});

describe('pipes of uid 0', () => {
  const kinds =
    '812 18 pipe\n812 2 fifo /run/docker/a-stdout\n900 2046 pipe\n900 1 fifo /run/docker/a-stdout\n950 500 pipe\n812 9 socket\n';
  it('are half of the descriptors of pipes and each FIFO once, without those of other users', () => {
    const found = factsOf({
      'commands/proc/stat': stat(900, 'log-agent', 100),
      'commands/proc/fd-kinds': kinds,
      'commands/proc/status': '/proc/950/status:Name:\tweb\n/proc/950/status:Uid:\t1000\t1000\t1000\t1000\n',
    }).get(pipes);
    expect(theValue(found)).toMatchObject({
      root_at_least: 1033,
      pages_at_least: 16_528,
      largest_holder: 'log-agent (pid 900)',
    });
  });
  it('are unknown where open files were not looked at', () => {
    expect(factsOf({ 'proc/uptime': '1.0 1.0\n' }).get(pipes)).toMatchObject({
      known: false,
      missing: [{ source: 'fd_kinds' }],
    });
  });
});

describe('calls to the runtime that timed out', () => {
  const line = (text: string): string => `E0115 11:56:00.000000    1288 remote_runtime.go:295] ${text}\n`;
  const late = 'rpc error: code = DeadlineExceeded desc = context deadline exceeded';
  it('are grouped by container; those about all have none', () => {
    const found = theValue(
      factsOf({
        'journal/kubelet.log':
          line(`ContainerStatus "${CONTAINER_ID}" from runtime service failed: ${late}`) +
          line(`"StopPodSandbox from runtime service failed" err="${late}" podSandboxID="${CONTAINER_ID}"`) +
          line(`"ListContainers with filter from runtime service failed" err="${late}" filter="nil"`),
      }).get(runtimeTimeouts),
    );
    expect(found).toMatchObject([
      { container: `container:${CONTAINER_ID}`, calls: ['ContainerStatus', 'StopPodSandbox'], count: 2 },
      { entity: 'runtime:all', calls: ['ListContainers'], count: 1 },
    ]);
    expect(found[1]?.container).toBeUndefined();
  });
});

describe('NFS servers', () => {
  const stack = (pid: number): string => task(pid, pid, 'stack', '[<0>] rpc_wait_bit_killable+0x24/0xa0');
  const files = {
    'proc/uptime': '1000.00 2000.00\n',
    'proc/1/mountinfo':
      mountLine({ id: 1, point: '/' }) +
      '26 1 0:52 / /srv/a rw - nfs4 192.0.2.40:/a rw\n27 1 0:53 / /srv/b rw - nfs [2001:db8::1]:/b rw\n',
    'commands/proc/stat': stat(77, 'web', 100).replace(') S', ') D'),
    'commands/proc/cgroup': `/proc/77/cgroup:0::/docker/${CONTAINER_ID}\n`,
    'commands/proc/task-stack': stack(77),
    'commands/proc/task-status': task(77, 77, 'status', 'State:\tD (disk sleep)'),
  };
  const servers = (dmesg: string) =>
    theValue(
      factsOf({ ...files, 'commands/kernel/dmesg': `[    0.000000] Linux version 5.4.0\n${dmesg}` }).get(nfsServers),
    );

  it('are those of the mounts, with who waits for them', () => {
    const found = servers('[  500.000000] nfs: server 192.0.2.40 not responding, still trying\n');
    expect(found.map((s) => s.server).sort()).toEqual(['192.0.2.40', '2001:db8::1']);
    expect(found.find((s) => s.server === '192.0.2.40')).toMatchObject({
      complaints: 1,
      answers: false,
      mount_points: ['/srv/a'],
      waiting_tasks: ['web (pid 77)'],
      containers: [`container:${CONTAINER_ID}`],
    });
    expect(found.find((s) => s.server !== '192.0.2.40')?.answers).toBeUndefined();
  });

  it('answer when the kernel said so last', () => {
    const [silent, ok] = [
      '500.0 nfs: server 192.0.2.40 not responding, still trying',
      '530.0 nfs: server 192.0.2.40 OK',
    ].map((text) => text.split(' '));
    const say = (at: string, [, ...words]: readonly string[] = []): string => `[  ${at}00000] ${words.join(' ')}\n`;
    const answers = (dmesg: string) => servers(dmesg).find((s) => s.server === '192.0.2.40')?.answers;
    expect(answers(say('500.0', silent) + say('530.0', ok))).toBe(true);
    expect(answers(say('500.0', silent) + say('530.0', ok) + say('560.0', silent))).toBe(false);
  });
});

describe('kernel parameters that files ask for', () => {
  const conf = { 'etc/sysctl.d/9.conf': 'fs.may_detach_mounts = 1\n-fs.mount-max = 5\nkernel.invented = 1\n' };
  const absent = JSON.stringify({
    step: 'sysctl',
    stage: 4,
    sources: ['sysctl'],
    status: 'collected',
    paths: [],
    bytes: 7,
    seconds: 0,
    absent: ['fs.may_detach_mounts'],
  });
  it('say whether the kernel has them', () => {
    const found = theValue(
      factsOf({ ...conf, 'proc/sys/fs/mount-max': '100000\n', 'manifest/31-sysctl.json': absent }).get(sysctlRequests),
    );
    expect(found).toMatchObject([
      {
        key: 'fs.may_detach_mounts',
        value: '1',
        kernel_has_key: false,
        ignores_errors: false,
        file: '/etc/sysctl.d/9.conf',
      },
      { key: 'fs.mount-max', kernel_has_key: true, ignores_errors: true },
      { key: 'kernel.invented' },
    ]);
    expect(found[2]?.kernel_has_key).toBeUndefined();
  });
  it('do not say it where the kernel was not asked', () => {
    const [first] = theValue(factsOf(conf).get(sysctlRequests));
    expect(first?.kernel_has_key).toBeUndefined();
  });
});
