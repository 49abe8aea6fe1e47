import { describe, expect, it } from 'vitest';
import { tieIn } from './chains.ts';
import { kernelChains } from './kernel-chains.ts';
import { kubeletChains } from './kubelet-chains.ts';
import { volumeChains } from './volume-chains.ts';

const chains = Object.entries({ ...kernelChains, ...kubeletChains, ...volumeChains });

describe.each(chains)('%s', (_, [from, to, bundles]) => {
  it.each(Object.entries(bundles))('%s', (__, [files, tie]) => {
    expect(tieIn(files, from, to)).toBe(tie);
  });
});
