import { defineConfig } from '@playwright/test';

const report = process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'];

// Windows share a display and its focus: a worker for each of the displays that scripts/test.mjs has opened.
export default defineConfig({
  testDir: 'test/app',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  workers: process.env['SLOTSHELL_TEST_DISPLAYS']?.split(',').length ?? 1,
  retries: 0,
  // Only failing tests take this long; a busy machine may freeze for seconds.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: report ? [['list'], ['json', { outputFile: report }]] : [['list']],
});
