import { describe, expect, it } from 'vitest';
import { collection } from '../../src/facts/collection.ts';
import { processes } from '../../src/facts/processes.ts';
import { factsOf, theValue } from './reading.ts';

const start = (privileges: object = { uid: 0, pid: 4711, in_container: false }) => ({
  'manifest-start.json': JSON.stringify({
    format: 'inquest-bundle',
    collector: { limit_factor: 2 },
    privileges,
    clock: { epoch: 1_768_478_400, uptime: 1000 },
  }),
});
const end = (abandoned: object[]) => ({
  'manifest.json': JSON.stringify({ complete: true, steps: 1, clock: { uptime: 1042 }, abandoned, aborted: null }),
});

describe('how the collection went', () => {
  it('has commands that hung, with the path they asked for', () => {
    const child = { pid: 812, command: 'df -PT -k /mnt/share', state: 'D', wchan: 'nfs4_proc_statfs' };
    const value = theValue(factsOf({ ...start(), ...end([child]) }).get(collection));
    expect(value).toMatchObject({ complete: true, cut: '', root: true, limit_factor: 2, seconds: 42 });
    expect(value.abandoned).toEqual([{ ...child, path: '/mnt/share', refs: [{ path: 'manifest.json' }] }]);
  });

  it('knows whether processes were hidden from it', () => {
    const hidden = (uid: number, hidepid?: string) =>
      theValue(factsOf(start({ uid, hidepid })).get(collection)).processes_hidden;
    expect([hidden(1000, '2'), hidden(1000, 'invisible'), hidden(1000, '0'), hidden(1000), hidden(0, '2')]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('does not know of hung commands when the closing record is missing', () => {
    const value = theValue(factsOf(start()).get(collection));
    expect(value?.abandoned).toBeUndefined();
    expect(value.complete).toBe(false);
    expect(value.cut).toContain('was cut');
  });

  it('has the steps that did not end in time', () => {
    const step = { step: 'df', sources: ['df'], status: 'timed_out', reason: 'df /mnt did not end in time' };
    const files = { ...start(), 'manifest/09-df.json': JSON.stringify(step), ...end([]) };
    expect(theValue(factsOf(files).get(collection)).timed_out).toEqual([
      { step: 'df', sources: ['df'], reason: step.reason, refs: [{ path: 'manifest/09-df.json' }] },
    ]);
  });

  it('is unknown for bundles of other tools', () => {
    expect(factsOf({ 'proc/uptime': '5.00 1.00\n' }).get(collection).known).toBe(false);
  });
});

describe('processes of the collector', () => {
  const row = (pid: number, comm: string, state: string, ppid: number, session: number, startedTicks: number) =>
    `${pid} (${comm}) ${state} ${ppid} ${pid} ${session} 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 ${startedTicks} 1 1\n`;
  const pids = (stat: string, more: Record<string, string> = end([]), own = start()) =>
    theValue(factsOf({ ...own, ...more, 'commands/proc/stat': stat }).get(processes)).map((p) => p.pid);

  it('are left out: the script, its children, and what it left behind in its session', () => {
    const shell = row(4000, 'bash', 'S', 1, 4000, 50_000);
    const script = row(4711, 'sh', 'S', 4000, 4000, 99_900);
    const child = row(4712, 'find', 'R', 4711, 4000, 99_950);
    const grandchild = row(4713, 'cat', 'D', 4712, 4713, 99_960);
    const orphan = row(4720, 'df', 'D', 1, 4000, 99_980);
    const other = row(4730, 'find', 'D', 1, 4730, 99_990);
    expect(pids(shell + script + child + grandchild + orphan + other)).toEqual([4000, 4730]);
  });

  it('are left out by their pid when they were abandoned', () => {
    const stat = row(812, 'df', 'D', 1, 812, 99_000) + row(813, 'df', 'D', 1, 813, 99_000);
    expect(pids(stat, end([{ pid: 812, command: 'df', state: 'D' }]))).toEqual([813]);
  });

  it('are not mistaken for a process that only has the same number in another namespace', () => {
    const stat = row(4711, 'nginx', 'S', 1, 4711, 100) + row(4712, 'nginx', 'S', 4711, 4711, 100);
    expect(pids(stat)).toEqual([4711, 4712]);
  });
});
