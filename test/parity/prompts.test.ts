/** Prompts on a terminal, beside redis-cli's: under script(1), with a terminal that has no way to edit a line. */
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { PLAIN_ENVIRONMENT, redisCliVersion } from '../support/redis-cli.ts';
import { ParityServers } from './servers.ts';

const PROMPT = /(?:^|\n)((?:not connected|[\d.:]+(?:\[\d+\])?(?:\(TX[^)]*\))?)> )/g;
const ESCAPES = /\x1b\[[0-9;?]*[A-Za-z]|\r/g;

/** Types each line when the prompt for it has come; gives all prompts in their order. */
function prompts(command: string, lines: readonly string[]): Promise<string[]> {
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...PLAIN_ENVIRONMENT },
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  let text = '';
  let typed = 0;
  const seen = () => [...text.replace(ESCAPES, '').matchAll(PROMPT)].map((match) => match[1]!);
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    if (seen().length > typed && typed < lines.length) child.stdin.write(`${lines[typed++]}\n`);
  });
  child.stdin.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      resolve(seen());
    });
  });
}

describe.skipIf(!redisCliVersion()?.startsWith('7.0.'))('beside redis-cli 7.0', () => {
  let servers: ParityServers;
  let program: string;
  beforeAll(async () => {
    [servers, program] = await Promise.all([ParityServers.start(), buildHeadless()]);
  });
  afterAll(() => servers?.stop());

  test('database, transaction, connect, no connection', async () => {
    const port = servers.port('standalone');
    const lines = [
      'select 3',
      'multi',
      'set a 1',
      'exec',
      'multi',
      'discard',
      'select 0',
      'connect 127.0.0.1 1',
    ];
    lines.push(`connect 127.0.0.1 ${port}`, 'ping', 'exit');
    const theirs = await prompts(`redis-cli -p ${port}`, lines);
    expect(theirs).toContain(`127.0.0.1:${port}[3](TX)> `);
    expect(theirs).toContain('not connected> ');
    expect(await prompts(`${process.execPath} ${program} -p ${port}`, lines)).toEqual(theirs);
  });
});
