import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { shortIso } from '../../../scripts/samples/clock.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

/** The node keeps the log of the rack: three others have faults, and itself has none. Each line names its machine. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  const says = (age: number, host: string, text: string): string =>
    `${shortIso(ago(age))} ${host}.example.com ${text}\n`;
  const lines: string[] = [];
  for (let age = 1800; age > 0; age -= 10)
    lines.push(
      says(age, 'node-d1', 'kernel: cni0: port 3(veth1) entered blocking state'),
      says(age, 'node-x7', 'kernel: nf_conntrack: nf_conntrack: table full, dropping packet'),
      says(age, 'node-x8', 'kernel: EXT4-fs error (device vdb): ext4_find_entry:1465: inode #2: comm ls: reading'),
      says(
        age,
        'node-x9',
        'dockerd[99]: level=error msg="containers/create returned error: mkdir /var/lib/docker/overlay2/aa-init: no space left on device"',
      ),
    );
  return withSteps(bundleOf(node), [step('messages', 5, 'log', 'var/log/messages', lines.join(''))]);
}
