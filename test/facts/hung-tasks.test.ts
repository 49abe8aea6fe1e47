import { describe, expect, it } from 'vitest';
import { hungTasks } from '../../src/facts/hung-tasks.ts';
import { hungWaits } from '../../src/facts/hung-waits.ts';
import { factsOf, NOW, theValue } from './reading.ts';

const HEAD = '[    0.000000] Linux version 5.15.0\n';
const UPTIME = { 'proc/uptime': '10000.00 10000.00\n' };
const report = (at: number, task: string, ...frames: readonly string[]): string =>
  [
    `[ ${at}.100000] INFO: task ${task} blocked for more than 122 seconds.`,
    `[ ${at}.100010] Call Trace:`,
    `[ ${at}.100020]  schedule+0x69/0x110`,
    ...frames.map((frame) => `[ ${at}.100030]  ${frame}+0x24/0x210`),
    '',
  ].join('\n');
const tasksOf = (text: string, files: Readonly<Record<string, string>> = {}) =>
  factsOf({ ...UPTIME, 'commands/kernel/dmesg': HEAD + text, ...files });

describe('tasks that were reported as hung', () => {
  it('are told with the stack behind the report, and not with that of another one', () => {
    const text =
      report(9600, 'df:48107', 'request_wait_answer') + report(9601, 'jbd2/vdb-8:611', 'jbd2_log_wait_commit');
    const found = theValue(tasksOf(text).get(hungTasks));
    expect(found.map((t) => [t.label, t.waits_for, t.service, t.seconds])).toEqual([
      ['df (pid 48107)', 'fuse', false, 122],
      ['jbd2/vdb-8 (pid 611)', 'ext4', true, 122],
    ]);
    expect(found[0]?.frames).toEqual(['schedule', 'request_wait_answer']);
    expect(found[0]?.seen?.last).toBeCloseTo(NOW - 400, 0);
    expect(found[0]?.quiet_for).toBeCloseTo(400, 0);
  });

  it.each([
    ['ovl_sync_fs', 'overlay sync'],
    ['__synchronize_srcu', 'srcu'],
    ['__wait_rcu_gp', 'rcu'],
    ['md_write_start', 'raid'],
    ['rpc_wait_bit_killable', 'nfs'],
    ['xfs_buf_iowait', 'xfs'],
    ['copy_net_ns', 'network namespace'],
    ['wait_for_something_unknown', ''],
  ])('%s waits for %s', (frame, kind) => {
    expect(theValue(tasksOf(report(9600, 'x:1', frame)).get(hungTasks))[0]?.waits_for).toBe(kind);
  });

  it('are not all when the kernel stopped reporting them', () => {
    const line = '[ 9700.000000] Future hung task reports are suppressed, see sysctl kernel.hung_task_warnings\n';
    const stopped = tasksOf(report(9600, 'df:7', 'request_wait_answer') + line).get(hungTasks);
    const used = tasksOf('', { 'proc/sys/kernel/hung_task_warnings': '0\n' }).get(hungTasks);
    expect(used.known && used.incomplete?.map((r) => r.reason)).toEqual([
      'kernel.hung_task_warnings is 0: hung tasks are not reported',
    ]);
    const left = tasksOf('', { 'proc/sys/kernel/hung_task_warnings': '-1\n' }).get(hungTasks);
    expect(left.known && (left.incomplete ?? [])).toEqual([]);
    const all = tasksOf(report(9600, 'df:7', 'request_wait_answer')).get(hungTasks);
    expect(stopped.known && stopped.incomplete?.map((r) => r.reason)).toEqual([
      expect.stringContaining('reports no further hung tasks'),
    ]);
    expect(all.known && (all.incomplete ?? [])).toEqual([]);
  });

  it('count the reports of one task together, with the longest time', () => {
    const text = report(9600, 'tar:7') + report(9720, 'tar:7').replace('122', '245');
    const [task, ...others] = theValue(tasksOf(text).get(hungTasks));
    expect(task).toMatchObject({ reports: 2, seconds: 245 });
    expect(others).toEqual([]);
  });

  it('are in a container only when the process of that pid has the same name', () => {
    const cgroup = `/proc/4711/cgroup:4:memory:/docker/${'5e1c'.repeat(16)}\n`;
    const stat = (name: string) =>
      `4711 (${name}) D 1 4711 4711 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 9 0 100 0 0 1 1 1 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0\n`;
    const of = (name: string) =>
      theValue(
        tasksOf(report(9600, 'web:4711'), { 'commands/proc/cgroup': cgroup, 'commands/proc/stat': stat(name) }).get(
          hungTasks,
        ),
      )[0];
    expect(of('web')).toMatchObject({ containers: [`container:${'5e1c'.repeat(16)}`], still: true });
    expect(of('bash')).toMatchObject({ containers: [], still: false });
  });

  it('are put together by what they wait for', () => {
    const text =
      report(9600, 'df:1', 'request_wait_answer') + report(9601, 'ls:2', 'request_wait_answer') + report(9602, 'tar:3');
    const found = theValue(tasksOf(text).get(hungWaits));
    expect(found.map((w) => [w.kind, w.count, w.tasks])).toEqual([
      ['fuse', 2, ['df (pid 1)', 'ls (pid 2)']],
      ['', 1, ['tar (pid 3)']],
    ]);
    expect((found[0]?.seen?.last ?? 0) - (found[0]?.seen?.first ?? 0)).toBeCloseTo(1, 3);
  });

  it('are unknown without a log of the kernel', () => {
    expect(factsOf({}).get(hungTasks).known).toBe(false);
    expect(factsOf({}).get(hungWaits).known).toBe(false);
  });
});
