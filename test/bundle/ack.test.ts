import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';
import { formatSourceRef } from '../../src/lib/source-ref.ts';
import { availabilityOf } from '../../src/snapshot/availability.ts';

const FOLDER = 'tmp/diagnose_1768478100';

/** One command as the script frames it; it prints an empty line first. */
function run(command: string, output: string, failed = false): string {
  const note = failed ? `failed to collect info: ${command}\n` : '';
  const [word = ''] = command.split(' ');
  return `\n-----------------run ${command}------------------\n${output}${note}------------End of ${word}----------------\n`;
}

const SYSTEM_INFO = [
  run('uname -a', 'Linux node-7 4.19.91-26.al7.x86_64 #1 SMP Tue Jun 21 2022 x86_64 x86_64 x86_64 GNU/Linux\n'),
  run('uname -r', '4.19.91-26.al7.x86_64\n'),
  run('cat /etc/os-release', 'NAME="Alibaba Cloud Linux (Aliyun Linux)"\nID="alinux"\nVERSION_ID="2.1903"\n'),
  run('ulimit -a', 'open files                      (-n) 65535\n'),
  run('sysctl -a', 'fs.file-max = 3255000\nfs.mount-max = 100000\nvm.swappiness = 0\n'),
  run('cat /proc/vmstat', 'nr_free_pages 411023\nnr_zone_inactive_anon 512\n'),
].join('');

const DF = 'Filesystem      Size  Used Avail Use% Mounted on\n/dev/vda1       118G   35G   78G  31% /\n';
const MOUNTS = '/dev/vda1 / ext4 rw,relatime 0 0\nproc /proc proc rw,nosuid 0 0\n';
const PS =
  'UID        PID  PPID  C STIME TTY          TIME CMD\nroot       812     1  0 Jan01 ?        00:01:02 /usr/bin/dockerd\n';

const files = (changes: Record<string, string> = {}): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({
      system_info: SYSTEM_INFO,
      system_status: [
        run('uptime', ' 12:00:01 up 69 days,  4:20,  1 user,  load average: 412.70, 398.11, 380.02\n'),
        run('ps -ef', PS),
        run('df -h', DF),
        run('cat /proc/mounts', MOUNTS),
        run('rpm -qa', 'Jan 15 12:00:01 node-7 kernel: Out of memory: Killed process 4711 (cart)\n'),
      ].join(''),
      memory_info: run('cat /proc/meminfo', 'MemTotal:       16384256 kB\nMemFree:          512000 kB\n'),
      'daemon_status/docker_status':
        run('systemctl status docker -l', '   Active: active (running)\n') +
        run('docker info', 'Containers: 42\nServer Version: 19.03.15\nStorage Driver: overlay2\n'),
      'daemon_status/docker_daemon.json': '{"data-root":"/var/lib/docker"}',
      'logs/dmesg.log': run(
        'dmesg -T',
        '[Thu Jan 15 11:50:00 2026] EXT4-fs error (device vdb): htree_dirblock_to_tree\n',
      ),
      'logs/kubelet.log': 'Jan 15 12:00:00 node-7 kubelet[812]: E0115 12:00:00.123456 812 kubelet.go:1] x\n',
      'logs/messages': 'Jan 15 12:00:00 node-7 systemd: Started Session 1.\n',
      'cs/kube-apiserver/kube-apiserver-m1.log': 'Jan 15 12:00:00 node-7 kernel: Out of memory\n',
      ...changes,
    }).map(([path, text]) => [`${FOLDER}/${path}`, text]),
  );

const read = (changes?: Record<string, string>) => readFiles(files(changes), []);

describe('a bundle of diagnose_k8s.sh', () => {
  it('is known by its folder, and every output is a source', () => {
    const { bundle, records } = read();
    expect(bundle).toMatchObject({ layout: 'ack', tool: 'ACK diagnose_k8s.sh' });
    expect(records.map((r) => `${r.source} ${r.status} ${r.path}`)).toEqual([
      'docker_daemon_config collected daemon_status/docker_daemon.json',
      'docker_info collected daemon_status/docker_status#7 docker info',
      'log collected logs/dmesg.log#3 dmesg -T',
      'log collected logs/kubelet.log',
      'log collected logs/messages',
      'meminfo collected memory_info#3 cat /proc/meminfo',
      'os_release collected system_info#11 cat /etc/os-release',
      'sysctl collected system_info#21 sysctl -a',
      'vmstat collected system_info#27 cat /proc/vmstat',
      'uname collected system_info#3 uname -a',
      'df collected system_status#12 df -h',
      'mounts collected system_status#17 cat /proc/mounts',
      'uptime collected system_status#3 uptime',
      'ps collected system_status#7 ps -ef',
    ]);
  });

  it('is cited with the line of the whole file', () => {
    const [df] = read().documents.df;
    const line = df?.value.filesystems[0]?.line;
    expect(line).toBe(2);
    expect(formatSourceRef({ path: df?.path ?? '', line: line ?? 0 })).toBe('system_status:13');
  });

  it('of a newer script has its files in a folder', () => {
    const { records } = readFiles(new Map([[`${FOLDER}/system/system_status`, run('df -h', DF)]]), []);
    expect(records.map((r) => r.source)).toEqual(['df']);
  });

  it('has its kernel log even when the frame around it was cut off', () => {
    const { logs } = read({ 'logs/dmesg.log': '[Thu Jan 15 11:50:00 2026] a\n[Thu Jan 15 11:50:01 2026] b\n' });
    expect(logs.map((l) => `${l.value.emitter} ${l.path}`)).toContain('kernel logs/dmesg.log#1 dmesg -T');
  });

  it('says what to ask for of what it never has', () => {
    expect(availabilityOf(read(), 'df_inodes').reason).toBe('ACK diagnose_k8s.sh does not collect it: ask for `df -i`');
  });
});

describe('a command that failed', () => {
  it('makes its source incomplete, with what it printed', () => {
    const snapshot = read({ system_status: run('df -h', DF, true) });
    expect(snapshot.documents.df).toHaveLength(1);
    expect(snapshot.records.find((r) => r.source === 'df')?.problems).toEqual([]);
    expect(availabilityOf(snapshot, 'df')).toEqual({
      source: 'df',
      status: 'failed',
      reason: '`df -h` failed or took longer than 10 s (system_status:5)',
    });
  });

  it('and printed nothing is a source that failed', () => {
    const snapshot = read({ system_status: run('cat /proc/mounts', '', true) });
    expect(snapshot.documents.mounts).toEqual([]);
    expect(availabilityOf(snapshot, 'mounts').status).toBe('failed');
  });

  it('that nothing reads is no gap', () => {
    expect(read({ service_status: run('service ntpd status', '', true) }).gaps).toEqual([]);
  });
});

const STACK = '[<0>] jbd2_log_wait_commit+0xe3/0x120 [jbd2]\n[<0>] do_syscall_64+0x5b/0x1a0\n';
const ENTRY = '[<0>] entry_SYSCALL_64_after_hwframe+0x44/0xa9\n';

describe('a node on which ps hangs', () => {
  const snapshot = read({
    ps_command_status: [
      'check if ps -ef command hang\nps -ef command is hung\nstart to check which process lead to ps -ef command hang\n',
      'process /proc/4711/task/4712/ is in State D and lead to ps -ef process hang,stack info:\n',
      `${STACK}${ENTRY}finish to check which process lead to ps -ef command hang\n`,
    ].join(''),
    system_status: `ps -ef command hang, skip [ps -ef] check\n${run('df -h', DF)}`,
  });

  it('has no list of processes, and says why', () => {
    expect(availabilityOf(snapshot, 'ps')).toMatchObject({
      status: 'timed_out',
      reason: '`ps -ef` did not end within 2 s (ps_command_status:2)',
    });
  });

  it('has the stacks of the tasks in D, with the line of the file', () => {
    expect(snapshot.documents.task_stack.map((d) => d.value.tasks)).toEqual([
      [{ pid: 4711, tid: 4712, frames: ['jbd2_log_wait_commit', 'do_syscall_64'], state: 'D', line: 1 }],
    ]);
    const [stack] = snapshot.documents.task_stack;
    expect(formatSourceRef({ path: stack?.path ?? '', line: 1 })).toBe('ps_command_status:5');
  });
});

describe('a runc that is still there', () => {
  it('has the stack of its first thread; which threads the others are is not said', () => {
    const text = `runc process 4711 maybe hang, start print stack info:\n${STACK}${ENTRY}[<0>] pipe_wait+0x6f/0xc0\n${ENTRY}end print 4711 stack info\n`;
    const { documents } = read({ system_status: text });
    expect(documents.task_stack.map((d) => d.value.tasks)).toEqual([
      [{ pid: 4711, tid: 4711, frames: ['jbd2_log_wait_commit', 'do_syscall_64'], line: 1 }],
    ]);
  });
});
