import { defineConfig } from 'vitest/config';

// Each cluster suite starts six redis-server processes; on two cores, more than two files at a time only wait.
export default defineConfig({
  test: {
    include: ['test/{unit,cluster,parity}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
