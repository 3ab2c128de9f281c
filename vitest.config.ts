import { defineConfig } from 'vitest/config';

// Cluster suites start six redis-server processes each; on two cores more than two files at a time only waits.
export default defineConfig({
  test: {
    include: ['test/{unit,cluster,parity}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
