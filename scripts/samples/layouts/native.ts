import type { Renderer } from './sampled-node.ts';

/** The bundle of the collector of this project. */
export const native: Renderer = (sampled) => sampled.native;
