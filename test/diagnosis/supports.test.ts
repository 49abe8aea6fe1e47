import { describe, expect, it } from 'vitest';
import type { Files } from './chains.ts';
import { speaksFor } from './supports.ts';

/** A rule, a bundle in which it holds without the clauses below, and for each of them what has to be added. */
type Case = readonly [rule: string, base: Files, added: Readonly<Record<string, Files>>];

const ID = '9c1185d0a3f2c61a'.repeat(4);
const dockerd = (text: string): Files => ({
  'journal/docker.log': `time="2026-01-15T11:59:00.000000000Z" level=warning msg="${text}"`,
});
const containerd = (text: string): Files => ({
  'journal/containerd.log': `time="2026-01-15T11:59:00.000000000Z" level=error msg="${text}`,
});
const kubelet = (text: string): Files => ({
  'journal/kubelet.log': `E0115 11:59:00.100000    1288 kubelet.go:10] ${text}`,
});
const etcd = (...lines: string[]): Files => ({
  'var/log/pods/kube-system_etcd-node-1_0b1c2d3e/etcd/0.log': lines.map(
    (l) => `2026-01-15T11:58:00.117Z stderr F ${l}`,
  ),
});
const SLOW_SYNC =
  '{"level":"warn","ts":"2026-01-15T11:58:00.117Z","caller":"wal/wal.go:805","msg":"slow fdatasync","took":"1.243871031s","expected-duration":"1s"}';
const idleShim = (of: string): Files => ({
  'proc/uptime': '1000.00 2000.00',
  [`${of}commands/proc/stat`]: [
    '1 (systemd) S 0 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 1 0 0 1 1 1 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0',
    '4600 (containerd-shim) S 1 4600 4600 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 40000 0 0 1 1 1 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0',
  ],
  'commands/proc/cmdline': `4600 /usr/bin/containerd-shim-runc-v2 -namespace k8s.io -id ${ID} -address /run/containerd/containerd.sock`,
});

const brokenUnit = (state: string): Files => ({
  'unit-files.txt': 'UNIT FILE STATE VENDOR PRESET\ncontainerd.service bad enabled',
  'commands/systemd/units': `Id=containerd.service\nLoadState=loaded\nActiveState=${state}\nSubState=dead\nResult=success`,
});

const cases: readonly Case[] = [
  [
    'limits/file-max-reached',
    {
      'proc/sys/fs/file-nr': '10000\t0\t65536',
      'commands/kernel/dmesg': '[ 9000.000000] VFS: file-max limit 65536 reached',
    },
    {
      nearly_all_used: { 'proc/sys/fs/file-nr': '65536\t0\t65536' },
      programs_said_so: dockerd('open /var/lib/app/state: too many open files in system'),
    },
  ],
  [
    'cgroup/kmem-accounting-leak',
    {
      'proc/version': 'Linux version 3.10.0-957.el7.x86_64 (builder@build.example.com) (gcc version 4.8.5) #1 SMP',
      'proc/cgroups': '#subsys_name\thierarchy\tnum_cgroups\tenabled\ndevices\t2\t400\t1\nmemory\t5\t10400\t1\n',
    },
    {
      mkdir_without_memory: dockerd('mkdir /sys/fs/cgroup/memory/docker/406c: cannot allocate memory'),
      limit_was_asked_for: dockerd('You specified a kernel memory limit on a kernel older than 4.0.'),
      group_caches_failed: {
        'commands/kernel/dmesg': `[319003.331587]   cache: mnt_cache(9946:${ID}), object size: 384, buffer size: 384, default order: 2, min order: 0`,
      },
    },
  ],
  [
    'mounts/may-detach-mounts-off',
    {
      'commands/uname': 'Linux node-7 3.10.0-1160.11.1.el7.x86_64 #1 SMP x86_64 GNU/Linux',
      'proc/sys/fs/may_detach_mounts': '0',
    },
    { docker_failed_to_set_it: dockerd('Could not set may_detach_mounts kernel parameter') },
  ],
  [
    'runtime/shims-left-behind',
    idleShim(''),
    {
      stay_childless: idleShim('t1/'),
      ends_unhandled: containerd(
        `Failed to handle backOff event &TaskExit{ContainerID:9c11,ID:9c11,Pid:21976,ExitStatus:255,} for ${ID}" error="failed to handle container TaskExit event: failed to stop container: context deadline exceeded: unknown"`,
      ),
      removal_timed_out: containerd(
        'StopPodSandbox failed" error="failed to stop sandbox: failed to delete task: context deadline exceeded: unknown"',
      ),
    },
  ],
  [
    'time/clock-far-off',
    {
      'commands/time':
        '# chronyc -n tracking\nSystem time     : 7200.000000000 seconds slow of NTP time\nLeap status     : Normal',
    },
    {
      no_server_answers: {
        'journal/system.log': "2026-01-15T11:59:00+0000 node-7 chronyd[812]: Can't synchronise: no selectable sources",
      },
      certificates_of_the_future: kubelet(
        'x509: certificate has expired or is not yet valid: current time 2026-01-15T11:59:00Z is before 2026-01-15T13:45:55Z',
      ),
    },
  ],
  [
    'control/etcd-disk-slow',
    etcd(SLOW_SYNC),
    {
      late_heartbeat: etcd(
        SLOW_SYNC,
        '{"level":"warn","ts":"2026-01-15T11:58:00.117Z","caller":"etcdserver/raft.go:416","msg":"leader failed to send out heartbeat on time; took too long, leader is overloaded likely from slow disk","heartbeat-interval":"100ms"}',
      ),
      lost_leader: etcd(SLOW_SYNC, 'raft.node: 8e9e05c52164694d lost leader 91bc3c398fb3c146 at term 7'),
    },
  ],
  ['systemd/unit-file-bad', brokenUnit('active'), { not_running: brokenUnit('inactive') }],
];

describe.each(cases)('%s', (rule, base, added) => {
  it.each(Object.entries(added))('is supported by %s, where that was seen', (clause, files) => {
    expect(speaksFor(base, rule)).not.toContain(clause);
    expect(speaksFor({ ...base, ...files }, rule)).toContain(clause);
  });

  it('holds without any of them', () => {
    expect(speaksFor(base, rule)).toBeInstanceOf(Array);
  });
});
