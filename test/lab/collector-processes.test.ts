import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Collected, type Fault, readEvidence, skipWithout, withNode } from './faulty-node.ts';

/** Processes that hold files open and sleep until the node ends; perl forks faster than a shell. */
const PROCESSES = `
  perl -e '
    $SIG{CHLD} = "IGNORE";
    for $n (1 .. 8000) {
      next if fork;
      for $f (1 .. 17) { open($h[$f], "<", "/dev/null") }
      sleep while 1;
    }
    open(D, ">", "$ENV{LAB}/done"); close D;
    sleep while 1;' </dev/null >/dev/null 2>&1 &
  until [ -e "$LAB/done" ]; do sleep 0.1; done`;

/** Processes with so many threads that no list of all of them fits on one command line. */
const threads = (total: number): string => `
  for n in $(seq ${Math.ceil(total / 1000)}); do
    python3 -c '
import threading, time, sys
threading.stack_size(65536)
for _ in range(999): threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
open(sys.argv[1], "w").close()
time.sleep(1000)' "$LAB/done.$n" </dev/null >/dev/null &
  done
  for n in $(seq ${Math.ceil(total / 1000)}); do
    until [ -e "$LAB/done.$n" ]; do sleep 0.1; done
  done`;

const PID_MAX = '/proc/sys/kernel/pid_max';

interface Usage {
  readonly run: Collected;
  readonly stats: readonly string[];
  readonly threads: number;
  readonly texts: ReadonlyMap<string, string>;
}

async function collectWith(fault: Fault): Promise<Usage> {
  return withNode(fault, async (node) => {
    const run = await node.collect();
    expect(run.code, run.stderr).toBe(0);
    const { texts, closing, records } = await readEvidence(run.archive);
    expect(closing).toMatchObject({ complete: true, abandoned: [] });
    const stats = (texts.get('commands/proc/stat') ?? '').trimEnd().split('\n');
    const threadsSeen = stats.reduce((sum, line) => sum + Number(line.replace(/^.*\) /, '').split(' ')[17]), 0);
    const { seconds, cpuSeconds, stagingBytes } = run;
    const figures = { processes: stats.length, threads: threadsSeen, seconds, cpuSeconds, stagingBytes };
    const slowest = records
      .filter((record) => record.seconds > 1)
      .map((record) => `${record.step} ${record.seconds} s`);
    console.log(JSON.stringify({ ...figures, archive: run.archive.length, slowest }));
    return { run, stats, threads: threadsSeen, texts };
  });
}

describe('a node that runs', () => {
  it('next to nothing takes little', async (context) => {
    skipWithout(context);
    const { run } = await collectWith({});
    expect(run.seconds).toBeLessThan(60);
    expect(run.stagingBytes).toBeLessThan(32 << 20);
  });

  it('8,000 processes with 20 open files each loses none and takes a second of CPU per thousand', async (context) => {
    skipWithout(context, 'perl');
    const idle = await collectWith({});
    const { run, stats, texts } = await collectWith({ prepare: PROCESSES });
    expect(run.seconds).toBeLessThan(60);
    expect(run.stagingBytes).toBeLessThan(32 << 20);
    expect(run.cpuSeconds - idle.run.cpuSeconds).toBeLessThan(8);
    const perls = stats.filter((line) => line.includes('(perl)'));
    expect(perls).toHaveLength(8001);
    const linesOf = (name: string, pattern: RegExp): number => (texts.get(name) ?? '').match(pattern)?.length ?? 0;
    expect(linesOf('commands/proc/status', /:Name:\tperl$/gm)).toBe(8001);
    expect(linesOf('commands/proc/cmdline', /^\d+ perl /gm)).toBe(8001);
    expect(linesOf('commands/proc/ns-mnt', /^\d+ \/proc\/\d+\/ns\/mnt$/gm)).toBeGreaterThanOrEqual(8001);
    expect(linesOf('commands/proc/cgroup', /^\/proc\/\d+\/cgroup:0::/gm)).toBeGreaterThanOrEqual(8001);
    const counts = texts.get('commands/proc/fd-counts');
    // The files of the shell that started them come on top.
    const many = counts?.split('\n').filter((line) => Number(line.split(' ')[0]) >= 20);
    if (counts !== undefined) expect(many?.length).toBeGreaterThanOrEqual(8000);
  });

  it('60,000 threads loses none', async (context) => {
    skipWithout(context, 'python3');
    const before = readFileSync(PID_MAX, 'utf8');
    const room = Number(before) < 70_000;
    // Put back by the guard of the node, also when this process is killed.
    if (room) writeFileSync(PID_MAX, '131072');
    const after = room ? `echo ${before.trim()} >${PID_MAX}` : '';
    const usage = await collectWith({ prepare: threads(60_000), after });
    expect(readFileSync(PID_MAX, 'utf8')).toBe(before);
    expect(usage.run.seconds).toBeLessThan(60);
    expect(usage.threads).toBeGreaterThanOrEqual(60_000);
  });
});
