import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { type Fault, type FaultyNode, readEvidence, reasonToSkipNode, skipWithout, withNode } from './faulty-node.ts';

/** Files that must never be opened, beside ordinary configuration in the same folders. */
const CONFIGURED: Fault = {
  prepare: `
    mkdir "$LAB/etc"
    mount -t tmpfs tmpfs "$LAB/etc"
    mkdir "$LAB/etc/upper" "$LAB/etc/work"
    mount -t overlay -o "lowerdir=/etc,upperdir=$LAB/etc/upper,workdir=$LAB/etc/work" overlay /etc
    mkdir -p /etc/docker /etc/kubernetes/pki
    for file in docker/key.json docker/config.json kubernetes/pki/ca.key kubernetes/pki/sa.key ssh_host_rsa_key; do
      echo secret >"/etc/$file"
    done
    echo '{"debug":true}' >/etc/docker/daemon.json`,
};

const CALLS = [
  'openat,open,openat2,creat,execve,connect,mkdir,mkdirat,mknod,mknodat,unlink,unlinkat,rmdir,rename,renameat,renameat2',
  'link,linkat,symlink,symlinkat,chmod,fchmodat,chown,fchownat,truncate,mount,umount2,init_module,finit_module',
  'delete_module,setxattr,removexattr,sethostname,reboot,swapon,swapoff,syslog,pivot_root,settimeofday,clock_settime',
].join(',');

const CHANGING = new Set(
  CALLS.split(',').filter((call) => !/^(open|openat|openat2|execve|connect|syslog)$/.test(call)),
);

const ALLOWED_TARGET = /^(\/run\/inquest\.\d+\.\d+(\/|$)|\/dev\/null$|\/proc\/self\/oom_score_adj$)/;

const FORBIDDEN_FILE = new RegExp(
  [
    '^/proc/sys/fs/binfmt_misc|^/proc/sys/vm/stat_refresh|^/sys/kernel/(debug|tracing)|^/proc/kmsg',
    '^/proc/(slabinfo|vmallocinfo|pagetypeinfo|sched_debug|timer_list|kallsyms|kpage\\w*|net/nf_conntrack)$',
    '^/proc/\\d+/(task/\\d+/)?(environ|maps|smaps\\w*|numa_maps|mem|auxv)$',
    'memory[.](numa_stat|kmem[.]slabinfo)$|trigger_fs_error|simulate_fail',
    '[.]key$|/key[.]json$|/docker/config[.]json$|_key$|/shadow$|_history$|/id_rsa',
  ].join('|'),
);

const FORBIDDEN_COMMAND = new RegExp(
  [
    '^(sysctl|blkid|fdisk|pvs|lvs|vgs|multipath|tune2fs|dumpe2fs|lsof|ss|ipvsadm|ip6?tables(-save)?|nft|conntrack|brctl)\\b',
    '^(perf|nvidia-smi|ipmitool|smartctl|nvme|lspci|mount|umount|findmnt|modprobe|insmod|rmmod|timeout|hostname)\\b',
    '^(loginctl|hostnamectl|timedatectl|curl|wget|ping|nc|ssh|kubectl|who|w|fuser|xz|blktrace|slabtop)\\b',
    '^lsblk .*-f|^dmesg .*-(c|C|w)\\b|^systemctl status|^journalctl .*(--list-boots|-F|--verify|--disk-usage|-f)\\b',
    '^(ls|find) .*-\\w*L\\w* |^du (?!.*-\\w*x)|^docker .*\\b(exec|cp|export|run|stats|logs|top|system) ',
    '^(rpm|dpkg) .*-(qa|l)$|^dmsetup status(?! --noflush)',
  ].join('|'),
);

interface Call {
  readonly name: string;
  readonly text: string;
  readonly failed: boolean;
}

/** Lines such as `4711 openat(AT_FDCWD</>, "/proc/stat", O_RDONLY) = 3</proc/stat>`. */
function parseCalls(trace: string): Call[] {
  return trace.split('\n').flatMap((text) => {
    const name = /^\d+ +(\w+)\(/.exec(text)?.[1];
    return name === undefined ? [] : [{ name, text, failed: / = -1 /.test(text) }];
  });
}

/** The paths that a call names; a relative one stands behind the folder it is relative to. */
function pathsOf(call: Call): string[] {
  const found = [...call.text.matchAll(/(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g)];
  return found.map(([, folder, name = '']) => (name.startsWith('/') ? name : path.join(folder ?? '/', name)));
}

const opens = (call: Call): boolean => /^(open|openat|openat2|creat)$/.test(call.name);

/** The words of a command line: `execve("/usr/bin/df", ["df", "-PT"], ...)` is `df -PT`. */
function commandOf(call: Call): string {
  const words = /\[(.*?)\](?:, |\.\.\.)/.exec(call.text)?.[1] ?? '';
  const all = [...words.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) => word);
  return [path.basename(all[0] ?? ''), ...all.slice(1)].join(' ');
}

/** Every sysctl but those that count or are drawn anew at each reading; the two that do harm are not read. */
const SYSCTLS = `find /proc/sys -path /proc/sys/fs/binfmt_misc -prune -o -type f -perm -400 ! -name stat_refresh -print |
  grep -vE '/(dentry-state|inode-nr|inode-state|file-nr|aio-nr|ns_last_pid|random/.*|pty/nr|nf_conntrack_count)$' |
  xargs grep -Hs ''`;

async function stateOf(node: FaultyNode): Promise<Record<string, string>> {
  const { stdout } = await node.shell(SYSCTLS);
  return { sysctls: stdout, modules: moduleNames(), mounts: readFileSync(`/proc/${node.pid}/mountinfo`, 'utf8') };
}

/** Empty on a kernel that cannot load modules. */
const moduleNames = (): string =>
  existsSync('/proc/modules') ? readFileSync('/proc/modules', 'utf8').replace(/ .*/g, '') : '';

describe('a whole run under strace', () => {
  let calls: Call[] = [];
  let states: Record<string, string>[] = [];
  const needTrace = (context: TestContext): void => {
    skipWithout(context, 'strace');
    if (calls.length === 0) throw new Error('no system call was traced');
  };

  beforeAll(async () => {
    if (reasonToSkipNode('strace') !== undefined) return;
    await withNode(CONFIGURED, async (node) => {
      const before = await stateOf(node);
      const log = path.join(node.folder, 'trace');
      const strace = ['strace', '-f', '--seccomp-bpf', '-qq', '-y', '-s', '400', '-e', 'signal=none'];
      const run = await node.collect({ shell: [...strace, '-e', `trace=${CALLS}`, '-o', log, 'sh'] });
      const { closing } = await readEvidence(run.archive);
      expect(closing, run.stderr).toMatchObject({ complete: true });
      states = [before, await stateOf(node)];
      calls = parseCalls(readFileSync(log, 'latin1'));
    });
  });

  it('traced what it should: files and commands of every kind', (context) => {
    needTrace(context);
    const opened = calls.filter(opens).flatMap(pathsOf);
    expect(opened).toEqual(expect.arrayContaining(['/proc/stat', '/proc/1/mountinfo', '/etc/docker/daemon.json']));
    expect(calls.filter(({ name }) => name === 'execve').map(commandOf)).toContainEqual(expect.stringMatching(/^df -/));
  });

  it('writes only to staging, /dev/null and its own oom_score_adj', (context) => {
    needTrace(context);
    const writing = calls
      .filter(opens)
      .filter(({ name, text }) => name === 'creat' || /O_(WRONLY|RDWR|CREAT|TRUNC)/.test(text));
    expect(writing.length).toBeGreaterThan(20);
    expect([...new Set(writing.flatMap(pathsOf))].filter((file) => !ALLOWED_TARGET.test(file))).toEqual([]);
  });

  it('makes, moves and removes nothing outside of staging', (context) => {
    needTrace(context);
    const changes = calls.filter(({ name, failed }) => CHANGING.has(name) && name !== 'creat' && !failed);
    expect(changes.length).toBeGreaterThan(3);
    const elsewhere = changes.filter((call) => {
      const targets = pathsOf(call);
      return targets.length === 0 || targets.some((file) => !ALLOWED_TARGET.test(file));
    });
    expect(elsewhere.map(({ text }) => text)).toEqual([]);
  });

  it('opens no file that is dangerous or secret', (context) => {
    needTrace(context);
    const dangerous = calls.filter(opens).filter((call) => pathsOf(call).some((file) => FORBIDDEN_FILE.test(file)));
    expect(dangerous.map(({ text }) => text)).toEqual([]);
    const ring = calls.filter(opens).filter((call) => pathsOf(call).includes('/dev/kmsg'));
    expect(ring.filter(({ text }) => !/O_RDONLY\|O_NONBLOCK/.test(text)).map(({ text }) => text)).toEqual([]);
  });

  it('talks to nobody but unix sockets and loopback', (context) => {
    needTrace(context);
    const away = calls.filter(({ name, text }) => name === 'connect' && !/AF_UNIX|"127\.|"::1"/.test(text));
    expect(away.map(({ text }) => text)).toEqual([]);
  });

  it('starts no command of the forbidden list', (context) => {
    needTrace(context);
    const commands = calls.filter(({ name, failed }) => name === 'execve' && !failed).map(commandOf);
    expect([...new Set(commands)].filter((command) => FORBIDDEN_COMMAND.test(command))).toEqual([]);
  });

  it('leaves modules, mounts and sysctls as they were', (context) => {
    needTrace(context);
    expect(states[0]?.sysctls?.length).toBeGreaterThan(10_000);
    expect(states[1]).toEqual(states[0]);
  });
});
