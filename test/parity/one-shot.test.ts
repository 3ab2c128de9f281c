/** One command by arguments: stdout, stderr and exit code beside the real redis-cli's. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { redisCliVersion, runProgram, type ProgramEnd } from '../support/redis-cli.ts';
import { FILES, ONE_SHOT, type Sequence } from './corpus/one-shot.ts';
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
    const theirs = await runAll(sequence, 'redis-cli', []);
    const ours = await runAll(sequence, process.execPath, [await buildHeadless()]);
    expect(ours).toEqual(theirs);
  });
});

async function runAll({ server, calls }: Sequence, file: string, program: string[]): Promise<string[]> {
  await servers.reset(server);
  const port = ['-p', String(servers.port(server))];
  const ends: string[] = [];
  for (const { args, ...options } of calls) {
    const end = await runProgram(file, [...program, ...port, ...args], { ...options, cwd: directory });
    ends.push(`${args.join(' ')}: ${show(end)}`);
  }
  return ends;
}

const show = ({ stdout, stderr, code, signal }: ProgramEnd) =>
  `${signal ?? code} ${JSON.stringify(stdout.toString('latin1'))} ${JSON.stringify(stderr.toString())}`;
