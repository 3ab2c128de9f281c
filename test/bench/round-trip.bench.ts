/** 2,000 GETs one by one and a paste of 10,000 lines through the engine, beside plain sockets and redis-cli -c. */
import { test } from 'vitest';
import { RedisCluster } from '../support/redis-cluster.ts';
import { figuresOf } from './programs.ts';
import { addRow } from './table.ts';

const ROUNDS = 9;

interface Measured {
  /** Milliseconds of each side. */
  times: { [side: string]: number };
}

test('round trips', async () => {
  const cluster = await RedisCluster.start();
  try {
    const { times } = await figuresOf<Measured>('round-trips', cluster.ports[0]!, ROUNDS);
    const row = (
      name: string,
      ours: string,
      beside: readonly [side: string, name: string],
      says: 'times as long' | 'times as fast',
      aim: number,
    ) =>
      addRow({
        name,
        ours: times[ours]!,
        unit: 'ms',
        beside: { name: beside[1], value: times[beside[0]]! },
        says,
        aim,
      });
    row('10,000 lines, the engine', 'paste', ['cliPaste', 'redis-cli -c'], 'times as fast', 5);
    row('10,000 lines, the engine', 'paste', ['plainPaste', 'three plain sockets'], 'times as long', 4);
    row('2,000 GETs, direct', 'direct', ['plain', 'plain sockets'], 'times as long', 1.15);
    row('2,000 GETs, direct', 'direct', ['cli', 'redis-cli -c'], 'times as fast', 1.5);
    row('2,000 GETs, follow', 'follow', ['cli', 'redis-cli -c'], 'times as fast', 1.3);
    row('2,000 GETs, follow', 'follow', ['plainFollow', 'plain sockets'], 'times as long', 1.3);
  } finally {
    await cluster.stop();
  }
});
