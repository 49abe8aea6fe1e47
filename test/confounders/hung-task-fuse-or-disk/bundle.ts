import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { addOssfs, ago, smallNode } from '../nodes.ts';

/** Behind a report of the kernel: the state of the task and its stack, innermost function first. */
function hang(node: ReturnType<typeof smallNode>['node'], age: number, task: string, frames: readonly string[]): void {
  const [comm = '', pid = ''] = task.split(':');
  const lines = [
    `INFO: task ${task} blocked for more than 122 seconds.`,
    '      Not tainted 5.10.134-16.al8.x86_64 #1',
    '"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.',
    `task:${comm.padEnd(15)} state:D stack:    0 pid:${pid} ppid:     1 flags:0x00004000`,
    'Call Trace:',
    ' __schedule+0x2cd/0x890',
    ' schedule+0x69/0x110',
    ...frames.map((frame) => ` ${frame}+0x24/0x210`),
  ];
  for (const [i, line] of lines.entries()) node.journal.kernel(ago(age) + i / 1000, line);
}

/**
 * A bucket is mounted through ossfs, which stopped answering: a report program and tar wait for it. Besides, an hour ago,
 * ls was slow to read a directory of the root disk, and the unwinder guesses functions of ext4 in the stack of tar.
 */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'hung-fuse' });
  addOssfs(node);
  hang(node, 5000, 'ls:20100', ['io_schedule', 'bit_wait_io', '__wait_on_buffer']);
  hang(node, 600, 'report:20311', ['request_wait_answer', 'fuse_simple_request', 'fuse_do_getattr']);
  hang(node, 599, 'tar:20312', ['request_wait_answer', 'fuse_simple_request', 'fuse_flush', '? ext4_sync_file']);
  return bundleOf(node);
}
