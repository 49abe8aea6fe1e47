import { defineConfig } from 'vitest/config';

// Real faults on a real kernel and a real container engine: as root, one file after the other.
export default defineConfig({
  test: {
    include: ['test/lab/**/*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    fileParallelism: false,
  },
});
