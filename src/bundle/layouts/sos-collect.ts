import type { Layout } from '../layout.ts';

/** `sos collect`, and whoever else packs the bundles of several nodes into one archive. */
export const sosCollect: Layout = {
  id: 'sos-collect',
  title: 'bundles of several nodes',
  markers: [],
  paths: [],
  nodes: [
    { path: /^(?:[^/]+\/)?(?<node>sosreport-[^/]+?)(?:\.tar)?(?:\.(?:xz|gz|bz2))?\// },
    {
      path: /^(?:[^/]+\/)?(?<node>[^/]+)\.(?:tar|tar\.(?:gz|xz|bz2|zst)|tgz|txz|tbz2?|zip)\//,
      probable: true,
    },
  ],
};
