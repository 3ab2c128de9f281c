/** LRANGE of a million elements and GET of 100 MB to /dev/null, beside redis-cli in each form. */
import { execFileSync } from 'node:child_process';
import { test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { measuredRun, mediansOf, ratioLines } from '../support/measured-run.ts';
import { RedisServer } from '../support/redis-server.ts';

const ROUNDS = 5;
const ELEMENTS = 1_000_000;
const STRING = 100 << 20;

test('large replies of the command', async () => {
  const server = await RedisServer.start();
  try {
    const program = await buildHeadless();
    const at = ['-p', String(server.port)];
    const lines = Array.from(
      { length: ELEMENTS / 1000 },
      (_, i) => `RPUSH list ${Array.from({ length: 1000 }, (_, k) => `value-${i}-${k}`).join(' ')}`,
    );
    execFileSync('redis-cli', at, { input: lines.join('\n'), maxBuffer: 1 << 26 });
    execFileSync('redis-cli', [...at, 'setrange', 'string', String(STRING - 1), 'x']);
    for (const command of [
      ['lrange', 'list', '0', '-1'],
      ['get', 'string'],
    ])
      for (const form of ['--no-raw', '--raw', '--json', '--csv']) {
        const args = [...at, form, ...command];
        const medians = await mediansOf(
          {
            'redis-cli': () => measuredRun('redis-cli', args),
            slotshell: () => measuredRun(process.execPath, [program, ...args]),
          },
          ROUNDS,
        );
        console.log(`${command[0]} ${form}, medians of ${ROUNDS}:\n${ratioLines(medians, 'redis-cli')}`);
      }
  } finally {
    await server.stop();
  }
});
