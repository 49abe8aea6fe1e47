import { withTexts } from '../../scripts/samples/bundle-edits.ts';
import type { Node } from '../../scripts/samples/node.ts';
import type { BundleFiles } from '../../scripts/samples/tar.ts';

interface Row {
  readonly pid: number;
  readonly comm: string;
  readonly rssKib: number;
}

const table = (rows: readonly Row[]): string[] => [
  '[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name',
  ...rows.map(({ pid, comm, rssKib }) => {
    const pages = Math.floor(rssKib / 4);
    const columns = [pid, pages * 2, pages, pages * 9, 0].map((n) => String(n).padStart(8)).join(' ');
    return `[${String(pid).padStart(7)}]     0 ${columns}         ${'0'.padStart(5)} ${comm}`;
  }),
];

/** The report of Linux 5.10 about a container that has used its limit; `group` is that of the container. */
export function reportLimit(node: Node, time: number, group: string, limitKib: number, victim: Row): void {
  const { pid, comm, rssKib } = victim;
  const lines = [
    `${comm} invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=978`,
    'Call Trace:',
    ' mem_cgroup_out_of_memory+0x131/0x150',
    `memory: usage ${limitKib}kB, limit ${limitKib}kB, failcnt 20813`,
    `memory+swap: usage ${limitKib}kB, limit ${limitKib}kB, failcnt 0`,
    `Memory cgroup stats for ${group}:`,
    'Tasks state (memory values in pages):',
    ...table([victim]),
    `oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=${group.slice(-64)},mems_allowed=0,oom_memcg=${group},task_memcg=${group},task=${comm},pid=${pid},uid=0`,
    `Memory cgroup out of memory: Killed process ${pid} (${comm}) total-vm:${rssKib * 4}kB, anon-rss:${rssKib}kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:1661kB oom_score_adj:978`,
  ];
  for (const [i, line] of lines.entries()) node.journal.kernel(time + i / 100_000, line);
}

/** What of the memory of a node is held by what, in KiB. */
export interface Held {
  readonly available: number;
  readonly anonymous: number;
  readonly shared: number;
  readonly slab: number;
}

/** The report of Linux 5.10 about the whole node. */
export function reportNode(node: Node, time: number, held: Held, rows: readonly Row[], cgroup: string): void {
  const [victim] = rows;
  if (victim === undefined) throw new Error('nobody to kill');
  const pages = (kib: number): number => Math.floor(kib / 4);
  const lines = [
    'kworker/u8:3 invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0',
    'Mem-Info:',
    `active_anon:${pages(held.anonymous / 2)} inactive_anon:${pages(held.anonymous / 2 + held.shared)} isolated_anon:0`,
    ` slab_reclaimable:80316 slab_unreclaimable:${pages(held.slab)}`,
    ` mapped:78827 shmem:${pages(held.shared)} pagetables:44336 bounce:0`,
    `${pages(node.spec.memoryKib)} pages RAM`,
    ...table(rows),
    `oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=${cgroup},task=${victim.comm},pid=${victim.pid},uid=999`,
    `Out of memory: Killed process ${victim.pid} (${victim.comm}) total-vm:${victim.rssKib * 2}kB, anon-rss:${victim.rssKib}kB, file-rss:0kB, shmem-rss:0kB, UID:999 pgtables:24576kB oom_score_adj:0`,
  ];
  for (const [i, line] of lines.entries()) node.journal.kernel(time + i / 100_000, line);
}

/** The bundle with these values in /proc/meminfo, in both samples where there are two. */
export function withMemory(files: BundleFiles, values: Readonly<Record<string, number>>): Map<string, string> {
  const change = (text: string): string =>
    Object.entries(values).reduce((all, [name, kib]) => {
      const line = `${`${name}:`.padEnd(16)}${String(kib).padStart(8)}${name.startsWith('HugePages_') ? '' : ' kB'}\n`;
      const old = new RegExp(`^${name}:.*\\n`, 'm');
      return old.test(all) ? all.replace(old, line) : all + line;
    }, text);
  return withTexts(files, { 'proc/meminfo': change, 't1/proc/meminfo': change });
}

/** The bundle in which docker says of a container that the kernel killed a process of it; its first one goes on. */
export function withOomKilled(files: BundleFiles, id: string): Map<string, string> {
  const change = (text: string): string =>
    text
      .split('\n')
      .map((line) => (line.includes(`"Id":"${id}"`) ? line.replace('"OOMKilled":false', '"OOMKilled":true') : line))
      .join('\n');
  return withTexts(files, { 'commands/docker/inspect.json': change });
}
