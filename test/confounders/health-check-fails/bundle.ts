import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { withTexts } from '../../../scripts/samples/bundle-edits.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { addRootContainer, smallNode } from '../nodes.ts';

/** A node without a fault, one container of which fails its own health check for hours. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  addRootContainer(node, 'shop', 'rprivate');
  const unhealthy = (text: string): string => {
    const containers = JSON.parse(text) as { Name: string; State: object }[];
    const health = { Status: 'unhealthy', FailingStreak: 212 };
    return JSON.stringify(
      containers.map((c) => (c.Name === '/shop' ? { ...c, State: { ...c.State, Health: health } } : c)),
    );
  };
  return withTexts(bundleOf(node), { 'commands/docker/inspect.json': unhealthy });
}
