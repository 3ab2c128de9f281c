/** LRANGE of a million elements through the engine, beside redis-cli and beside a plain socket that throws the bytes away. */
import { execFileSync } from 'node:child_process';
import { test } from 'vitest';
import { RedisServer } from '../support/redis-server.ts';
import { figuresOf } from './programs.ts';
import { addRow } from './table.ts';

const ELEMENTS = 1_000_000;

test('a list of a million elements, the engine', async () => {
  const server = await RedisServer.start();
  try {
    const lines = Array.from(
      { length: ELEMENTS / 1000 },
      (_, i) => `RPUSH foo ${Array.from({ length: 1000 }, (_, k) => `value-${i}-${k}`).join(' ')}`,
    );
    execFileSync('redis-cli', ['-p', String(server.port)], { input: lines.join('\n'), maxBuffer: 1 << 26 });
    const { engine, cli, first, last, memory, bytes } = await figuresOf('large-reply', server.port, 7);
    const name = 'LRANGE of 1,000,000, the engine';
    const said = { name, ours: engine!, unit: 'ms' } as const;
    addRow({
      ...said,
      beside: { name: 'redis-cli, all printed', value: cli! },
      says: 'times as fast',
      aim: 12,
    });
    addRow({
      ...said,
      beside: { name: 'the last byte at a plain socket', value: last! },
      says: 'times as long',
      aim: 1.5,
    });
    // How much could be gained by showing the head before the rest has come.
    addRow({
      ...said,
      beside: { name: 'the first byte at a plain socket', value: first! },
      says: 'times as long',
      aim: 2,
    });
    addRow({
      name: `${name}, memory over idle`,
      ours: memory!,
      unit: 'MiB',
      beside: { name: 'the reply itself', value: bytes! },
      says: 'times as long',
      aim: 2,
    });
  } finally {
    await server.stop();
  }
});
