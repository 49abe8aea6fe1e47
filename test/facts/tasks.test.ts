import { describe, expect, it } from 'vitest';
import { tasks } from '../../src/facts/tasks.ts';
import { factsOf, theValue } from './reading.ts';

const LOAD = { 'proc/loadavg': '4.10 3.00 2.50 3/30000 91823\n' };
const LIMITS = { 'proc/sys/kernel/pid_max': '32768', 'proc/sys/kernel/threads-max': '127000' };
const stat = (pid: number, comm: string, state: string, ppid: number) =>
  `${pid} (${comm}) ${state} ${ppid} ${pid} ${pid} 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0`;

describe('tasks of the node', () => {
  it('are compared with the limit that is reached first', () => {
    const t = theValue(factsOf({ ...LOAD, ...LIMITS }).get(tasks));
    expect(t).toMatchObject({ total: 30_000, limit: 32_768, limit_name: 'kernel.pid_max', runnable: 3, load1: 4.1 });
    expect(t.used_ratio).toBeCloseTo(0.9155, 4);
  });

  it('meet threads-max first where that is smaller', () => {
    const t = theValue(factsOf({ ...LOAD, ...LIMITS, 'proc/sys/kernel/threads-max': '31000' }).get(tasks));
    expect(t).toMatchObject({ limit: 31_000, limit_name: 'kernel.threads-max' });
  });

  it('have no known limit when one of the two was not collected', () => {
    const t = theValue(factsOf({ ...LOAD, 'proc/sys/kernel/pid_max': '32768' }).get(tasks));
    expect([t.limit, t.used_ratio, t.zombies]).toEqual([undefined, undefined, undefined]);
  });

  it('that have ended belong to the parent that does not collect them', () => {
    const rows = [
      stat(1, 'systemd', 'S', 0),
      stat(700, 'worker', 'D', 1),
      ...[1, 2, 3].map((n) => stat(800 + n, 'curl', 'Z', 700)),
      stat(900, 'sh', 'Z', 1),
    ];
    const t = theValue(factsOf({ ...LOAD, 'commands/proc/stat': `${rows.join('\n')}\n` }).get(tasks));
    expect(t).toMatchObject({ zombies: 4, waiting: 1 });
    expect(t.zombie_parents?.map((p) => [p.pid, p.comm, p.state, p.zombies])).toEqual([
      [700, 'worker', 'D', 3],
      [1, 'systemd', 'S', 1],
    ]);
  });

  it('are unknown without the load', () => {
    expect(factsOf(LIMITS).get(tasks).known).toBe(false);
  });
});
