import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { complainOfRegistry } from '../certificates.ts';
import { failCommand } from '../kubelet-starts.ts';
import { ago, FULL_TMP, NOW, smallNode } from '../nodes.ts';

/** An upgrade to 1.24 left --network-plugin in the flags. A registry with an old certificate and a full /tmp stand beside it. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ kubelet: 'v1.24.17', tmp: FULL_TMP });
  complainOfRegistry(node, ago(3000));
  failCommand(node, 'failed to parse kubelet flag: unknown flag: --network-plugin', ago(900), NOW);
  const text = '/var/log/dpkg.log:2025-02-11 03:14:31 upgrade kubelet:amd64 1.23.17-00 1.24.17-00\n';
  return withSteps(bundleOf(node), [step('packages', 4, 'package_history', 'commands/packages', text)]);
}
