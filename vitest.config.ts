import { defineConfig } from 'vitest/config';

// Each cluster suite starts six redis-server processes; on two cores, more than two files at a time only wait.
export default defineConfig({
  test: {
    include: ['test/{unit,cluster,parity}/**/*.test.ts'],
    // Only failing tests take this long. A busy machine may freeze for many seconds, and waitUntil alone waits for a minute.
    testTimeout: 150_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
  },
});
