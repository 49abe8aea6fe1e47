import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SlowFoldersFirst } from './test/slow-folders-first.ts';

// Lab tests need root and a container engine and browser tests a Chromium: they have scripts of their own.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/lab/**', 'test/browser/**', 'node_modules/**'],
    testTimeout: 20_000,
    // Modules are loaded once per worker: nothing in src or in a test changes what another one sees.
    isolate: false,
    globalSetup: ['test/global-setup.ts'],
    sequence: { sequencer: SlowFoldersFirst },
    setupFiles: ['test/fixed-seed.ts'],
    // By default one processor stays idle.
    maxWorkers: availableParallelism(),
  },
});
