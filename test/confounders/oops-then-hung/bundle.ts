import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

/**
 * The kernel has a fault in a module of a security agent while it holds the lock of the mount table; since then dockerd and
 * runc sleep for that lock. Besides, tar was slow to write an hour before, and a program of an application crashes.
 */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'oops' });
  const say = (age: number, ...lines: readonly string[]): void => {
    for (const [i, line] of lines.entries()) node.journal.kernel(ago(age) + i / 1000, line);
  };
  const hang = (age: number, task: string, ...frames: readonly string[]): void =>
    say(
      age,
      `INFO: task ${task} blocked for more than 122 seconds.`,
      'Call Trace:',
      ' __schedule+0x2cd/0x890',
      ' schedule+0x69/0x110',
      ...frames.map((frame) => ` ${frame}+0x24/0x210`),
    );
  hang(5400, 'tar:20100', 'io_schedule', 'folio_wait_bit_common');
  say(
    2600,
    'report[20400]: segfault at 0 ip 00007f1c2a0b3c40 sp 00007ffd1a2b3c40 error 4 in report[7f1c2a000000+178000]',
  );
  say(
    1800,
    'BUG: unable to handle page fault for address: ffffb0a1c0000000',
    '#PF: supervisor write access in kernel mode',
    'Oops: 0002 [#1] SMP NOPTI',
    'CPU: 3 PID: 20711 Comm: guardd Tainted: G           OE     5.10.134-16.al8.x86_64 #1',
    'RIP: 0010:guard_path_hook+0x2e/0x80 [guard]',
  );
  hang(1500, 'dockerd:20801', 'rwsem_down_write_slowpath', 'namespace_lock', 'do_mount');
  hang(1490, 'runc:20802', 'rwsem_down_write_slowpath', 'copy_mnt_ns', 'create_new_namespaces');
  return bundleOf(node);
}
