import { defineConfig } from 'vitest/config';

// Needs a Chromium on the machine (CHROMIUM=path); without one the tests skip and say so.
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
