import { describe, expect, it } from 'vitest';
import { oomEvents } from '../../src/facts/oom-events.ts';
import { ooms } from '../../src/facts/ooms.ts';
import { factsOf, NOW, theValue } from './reading.ts';

const UPTIME = { 'proc/uptime': '86400.00 86400.00\n' };
const POD = '0330b2c1-a15b-4cdd-b5e5-72d4a90bee82';
const ID = '9c1185a5c5e9fc54612808977ee8f548b2258d319c1185a5c5e9fc54612808ab';
const of = (dmesg: string) => factsOf({ ...UPTIME, 'commands/kernel/dmesg': dmesg });
const eventsIn = (dmesg: string) => theValue(of(dmesg).get(oomEvents));

/** Kernel 5.x: a container meets its limit of 512 MiB. */
const cgroupNow = (
  at: number,
  pid: number,
) => `[${at}.100000] java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=978
[${at}.100010] CPU: 3 PID: ${pid} Comm: java Not tainted 5.10.134 #1
[${at}.100020] Call Trace:
[${at}.100030]  dump_stack+0x57/0x6a
[${at}.100040] memory: usage 524288kB, limit 524288kB, failcnt 4711
[${at}.100050] swap: usage 0kB, limit 0kB, failcnt 0
[${at}.100060] Memory cgroup stats for /kubepods/burstable/pod${POD}/${ID}:
[${at}.100070] Tasks state (memory values in pages):
[${at}.100080] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
[${at}.100090] [  ${pid}]     0  ${pid}  2063909   129961  1661000        0           978 java
[${at}.100100] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=${ID},mems_allowed=0,oom_memcg=/kubepods/burstable/pod${POD}/${ID},task_memcg=/kubepods/burstable/pod${POD}/${ID},task=java,pid=${pid},uid=0
[${at}.100110] Memory cgroup out of memory: Killed process ${pid} (java) total-vm:8255636kB, anon-rss:506160kB, file-rss:13684kB, shmem-rss:0kB, UID:0 pgtables:1661kB oom_score_adj:978
`;

/** Kernel 3.10: the same in the words of that time, which name no pid beside the groups. */
const cgroupOld = (
  at: number,
  pid: number,
) => `[${at}.100000] java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=978
[${at}.100040] Task in /kubepods/burstable/pod${POD}/${ID} killed as a result of limit of /kubepods/burstable/pod${POD}
[${at}.100050] memory: usage 400000kB, limit 524288kB, failcnt 0
[${at}.100060] memory+swap: usage 524288kB, limit 524288kB, failcnt 12
[${at}.100080] [ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name
[${at}.100090] [${pid}]     0 ${pid}  5063909   119961    1661   136409           978 java
[${at}.100100] Memory cgroup out of memory: Kill process ${pid + 7} (java) score 1402 or sacrifice child
[${at}.100110] Killed process ${pid} (java) total-vm:20255636kB, anon-rss:466160kB, file-rss:13684kB
`;

/** The node itself, with two programs of which the larger one is not the one that fills the memory. */
const global = (
  at: number,
  { comm = 'mysqld', order = 0 } = {},
) => `[${at}.100000] node invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=${order}, oom_score_adj=0
[${at}.100010] Mem-Info:
[${at}.100020] active_anon:3416825 inactive_anon:10001538 isolated_anon:0
                active_file:140888 inactive_file:149400 isolated_file:0
                slab_reclaimable:15316 slab_unreclaimable:25022
                mapped:78827 shmem:9961472 pagetables:4336 bounce:0
[${at}.100030] Node 0 active_anon:1667300kB inactive_anon:6152kB shmem:37492kB
[${at}.100040] Node 0 hugepages_total=512 hugepages_free=512 hugepages_surp=0 hugepages_size=2048kB
[${at}.100050] 16777216 pages RAM
[${at}.100080] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
[${at}.100090] [    341]     0   341    17174     6831   135168        0          -250 systemd-journal
[${at}.100091] [   4711]   999  4711  4194304  3145728 25165824        0             0 ${comm}
[${at}.100092] [   4800]  1000  4800   620041    36014   368640        0             0 tmux: server
[${at}.100100] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/system.slice/mysqld.service,task=${comm},pid=4711,uid=999
[${at}.100110] Out of memory: Killed process 4711 (${comm}) total-vm:16777216kB, anon-rss:12582912kB, file-rss:0kB, shmem-rss:0kB, UID:999 pgtables:24576kB oom_score_adj:0
`;

describe('kills for lack of memory', () => {
  it('say which limit was met and who used it', () => {
    const [event, ...others] = eventsIn(cgroupNow(86_000, 4711));
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      comm: 'java',
      pid: 4711,
      scope: 'cgroup',
      by_hand: false,
      limited: `container:${ID}`,
      limited_kind: 'container',
      container: `container:${ID}`,
      pod_entity: `pod:${POD}`,
      limit_bytes: 512 << 20,
      limit_of: 'memory',
      sizes: { largest: 'java (pid 4711)', largest_bytes: 129_961 * 4096 },
    });
    expect(event?.time).toBeCloseTo(NOW - 400, 0);
  });

  it('of Linux 3.10 are tied to the groups that are named in front of them', () => {
    const [event] = eventsIn(cgroupOld(86_000, 28_438));
    expect(event).toMatchObject({
      scope: 'cgroup',
      limited: `pod:${POD}`,
      limited_kind: 'pod',
      container: `container:${ID}`,
      limit_bytes: 512 << 20,
      limit_of: 'memory+swap',
    });
  });

  it('of Linux 3.10 keep their groups when the same line comes again', () => {
    const other = cgroupOld(85_000, 100).replaceAll(ID, ID.replace('9c', '77'));
    const events = eventsIn(cgroupOld(84_000, 99) + other + cgroupOld(86_000, 101));
    expect(events.map((e) => e.container?.slice(10, 12))).toEqual(['9c', '77', '9c']);
  });

  it('of the node say what held the memory, in bytes of pages', () => {
    const [event] = eventsIn(global(86_000));
    expect(event).toMatchObject({
      scope: 'node',
      service: 'mysqld.service',
      sizes: {
        total: 16_777_216 * 4096,
        shared: 9_961_472 * 4096,
        slab_unreclaimable: 25_022 * 4096,
        page_tables: 4336 * 4096,
        huge_pages: 512 * 2048 * 1024,
        processes: (3_145_728 + 36_014) * 4096,
        largest: 'mysqld (pid 4711)',
      },
    });
    expect(event?.limited).toBeUndefined();
  });

  it('are read the same where rsyslog writes the lines of one message into one', () => {
    const joined = global(86_000).replaceAll('\n                ', '#012 ');
    expect(eventsIn(joined)[0]?.sizes).toEqual(eventsIn(global(86_000))[0]?.sizes);
  });

  it('of old kernels without groups are of the node', () => {
    const old = `[86000.100100] Out of memory: Kill process 812 (mysqld) score 402 or sacrifice child
[86000.100110] Killed process 812 (mysqld) total-vm:20255636kB, anon-rss:466160kB, file-rss:13684kB
`;
    expect(eventsIn(old)[0]).toMatchObject({ scope: 'node', comm: 'mysqld' });
  });

  it('that somebody asked for are told apart', () => {
    expect(eventsIn(global(86_000, { order: -1 }))[0]).toMatchObject({ by_hand: true });
  });

  it('of which only the last line is left say nothing of the reason', () => {
    const [event] = eventsIn('[86000.1] Killed process 812 (mysqld) total-vm:2025kB, anon-rss:466kB, file-rss:136kB\n');
    expect(event?.scope).toBeUndefined();
  });

  it('are known from the line of the limit alone where the log ends behind it', () => {
    const cut = cgroupOld(86_000, 7).split('\n').slice(1, 4).join('\n');
    expect(eventsIn(cut)).toMatchObject([
      { scope: 'cgroup', limited: `pod:${POD}`, limit_bytes: 512 << 20, limit_of: 'memory+swap' },
    ]);
    expect(eventsIn(cgroupOld(86_000, 7))).toHaveLength(1);
  });

  it('in two logs are one', () => {
    const stamped = cgroupNow(86_000, 4711).replace(/^\[86000\.\d+\]/gm, '2026-01-15T11:53:20+0000 n kernel:');
    const facts = factsOf({
      ...UPTIME,
      'commands/kernel/dmesg': cgroupNow(86_000, 4711),
      'journal/kernel.log': stamped,
    });
    expect(theValue(facts.get(oomEvents))).toHaveLength(1);
  });

  it('are unknown without a log of the kernel', () => {
    expect(factsOf(UPTIME).get(oomEvents).known).toBe(false);
  });
});

describe('what ran out of memory', () => {
  it('is one object for all kills at one limit', () => {
    const all = theValue(of(cgroupNow(85_000, 11) + cgroupNow(86_000, 12) + global(86_100)).get(ooms));
    expect(all.map((o) => [o.entity, o.kills])).toEqual([
      [`container:${ID}`, 2],
      ['memory:node', 1],
    ]);
    expect(all[0]).toMatchObject({ scope: 'cgroup', kind: 'container', limit_bytes: 512 << 20, victims: ['java'] });
    expect(all[0]?.seen?.first).toBeCloseTo(NOW - 1400, 0);
    expect(all[1]).toMatchObject({ hit_services: ['mysqld.service'], hit_runtime: false });
  });

  it('takes the victims of a group that ends as a whole for victims of its limit', () => {
    const whole = cgroupNow(86_000, 4711).concat(
      `[86000.200000] Tasks in /kubepods/burstable/pod${POD}/${ID} are going to be killed due to memory.oom.group set\n`,
      '[86000.200010] Memory cgroup out of memory: Killed process 4711 (java) total-vm:8255636kB, anon-rss:506160kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:1661kB oom_score_adj:978\n',
      '[86000.200020] Memory cgroup out of memory: Killed process 4712 (helper) total-vm:55636kB, anon-rss:1160kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:61kB oom_score_adj:978\n',
    );
    const [oom, ...others] = theValue(of(whole).get(ooms));
    expect(others).toEqual([]);
    expect(oom).toMatchObject({
      entity: `container:${ID}`,
      limit_bytes: 512 << 20,
      victim_containers: [`container:${ID}`],
    });
    expect(oom?.victims).toEqual(['java', 'helper']);
  });

  it('counts a limit whose victim ended by itself', () => {
    const exiting = cgroupNow(86_000, 4711).replace(
      /Killed process.*/,
      'OOM victim 4711 (java) is already exiting. Skip killing the task',
    );
    expect(theValue(of(exiting).get(ooms))[0]).toMatchObject({ entity: `container:${ID}`, limit_bytes: 512 << 20 });
  });

  it('says when a daemon of the node was killed', () => {
    expect(theValue(of(global(86_000, { comm: 'kubelet' })).get(ooms))[0]?.hit_runtime).toBe(true);
  });

  it('keeps kills by hand apart', () => {
    expect(theValue(of(global(86_000, { order: -1 })).get(ooms))[0]).toMatchObject({ entity: 'memory:by hand' });
  });
});
