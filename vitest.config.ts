import { defineConfig } from 'vitest/config';
import { noticesPlugin } from './scripts/notices.mjs';

// Only failing tests take this long. A busy machine may freeze for many seconds, and waitUntil alone waits for a minute.
const limits = { testTimeout: 150_000, hookTimeout: 300_000, expect: { poll: { timeout: 60_000 } } };

/** Tests that compute, on all cores; then those that mostly wait for servers, which are more at a time than cores. */
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [noticesPlugin()],
        test: {
          name: 'unit',
          // Half of the time went into importing the same modules for each file.
          isolate: false,
          include: ['test/unit/**/*.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
          ...limits,
        },
      },
      {
        test: {
          name: 'servers',
          include: ['test/{cluster,parity}/**/*.test.ts'],
          // test/support/ports.ts has ports for eight.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
          ...limits,
        },
      },
    ],
  },
});
