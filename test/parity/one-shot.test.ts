/** One command by arguments: stdout, stderr and exit code beside the real redis-cli's. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { redisCliVersion } from '../support/redis-cli.ts';
import { FILES, ONE_SHOT } from './corpus/one-shot.ts';
import { ParityServers } from './servers.ts';

let servers: ParityServers;
let directory: string;

describe.skipIf(!redisCliVersion()?.startsWith('7.0.'))('by arguments, beside redis-cli 7.0', () => {
  beforeAll(async () => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-parity-'));
    for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(directory, name), text);
    [servers] = await Promise.all([ParityServers.start(), buildHeadless()]);
  });
  afterAll(async () => {
    await servers?.stop();
    if (directory) rmSync(directory, { recursive: true, force: true });
  });

  test.each(ONE_SHOT)('$name', async (sequence) => {
    const theirs = await servers.runAll(sequence, 'redis-cli', [], directory);
    const ours = await servers.runAll(sequence, process.execPath, [await buildHeadless()], directory);
    expect(ours).toEqual(theirs);
  });
});
