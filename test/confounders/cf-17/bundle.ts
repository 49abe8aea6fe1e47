import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { addOssfs, ago, FULL, failExecs, NOW, smallNode } from '../nodes.ts';

/**
 * `/tmp` is a directory of the full root disk, with ossfs beside it, which holds 24 MiB there. The log of one container
 * takes 28 of the 37 GiB.
 */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ root: FULL });
  node.deleted.push(`${addOssfs(node)} 14 fd:1 25165824 /tmp/#48121 (deleted)`);
  failExecs(node, pods, ago(1800), NOW);
  const log = (id: string, bytes: number): string =>
    `81a0 ${bytes} ${ago(3)} /var/lib/docker/containers/${id}/${id}-json.log\n`;
  const [loud, quiet] = pods.slice(-2).flatMap((pod) => pod.containers.slice(-1));
  const list = log(loud?.id ?? '', 30_064_771_072) + log(quiet?.id ?? '', 8_112_640);
  return withSteps(bundleOf(node), [step('list_container_logs', 7, 'file_list', 'commands/list/container-logs', list)]);
}
