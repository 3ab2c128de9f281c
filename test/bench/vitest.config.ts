import path from 'node:path';
import { defineConfig } from 'vitest/config';

// One file after another, and nothing beside it: they measure.
export default defineConfig({
  test: {
    root: path.resolve(import.meta.dirname, '../..'),
    include: ['test/bench/*.bench.ts'],
    fileParallelism: false,
    passWithNoTests: true,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
