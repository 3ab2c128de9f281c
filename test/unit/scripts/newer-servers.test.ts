/** Where newer servers cannot be fetched: it is said, and is a failure only under CI. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProgram } from '../../support/redis-cli.ts';

const SCRIPTS = path.resolve(import.meta.dirname, '../../../scripts');
let empty: string;
beforeEach(async () => {
  empty = await mkdtemp(path.join(tmpdir(), 'slotshell-servers-'));
});
afterEach(() => rm(empty, { recursive: true }));

const prepare = (env: Record<string, string>) => {
  const script = `import(${JSON.stringify(path.join(SCRIPTS, 'prepare.mjs'))})
    .then((prepare) => prepare.prepareServers().catch(prepare.giveUp));`;
  return runProgram(process.execPath, ['-e', script], { env });
};

test('without apt they are skipped with a sentence; under CI that is a failure', async () => {
  const env = { PATH: empty, XDG_CACHE_HOME: empty };
  const skipped = await prepare(env);
  expect(skipped.stderr.toString()).toMatch(
    /^There are no newer servers to test with: .* no apt-get\. Tests that need them are skipped\.\n$/,
  );
  expect(skipped.code).toBe(0);
  const failed = await prepare({ ...env, CI: 'true' });
  expect(failed.stderr.toString()).toMatch(/^There are no newer servers to test with: .* no apt-get\.\n$/);
  expect(failed.code).toBe(1);
});

test('a directory that is named is used as it is, and nothing is fetched', async () => {
  const script = path.join(SCRIPTS, 'newer-servers.mjs');
  const { stdout, stderr } = await runProgram(process.execPath, [script, 'fetch'], {
    env: { SLOTSHELL_NEWER_SERVERS: empty },
  });
  expect(stdout.toString()).toBe('[]\n');
  expect(stderr.toString()).toContain(`SLOTSHELL_NEWER_SERVERS is ${empty}, which lacks some of them`);
});
