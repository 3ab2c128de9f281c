/** The scan and grouping of the keyspace on six local nodes beside `redis-cli --bigkeys` and `--scan` on the same data, and how it grows. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { test } from 'vitest';
import type { ScanState } from '../../shared/slots/scan-model.ts';
import { median } from '../support/median.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { openScan, setKeys } from '../support/scan-fixtures.ts';
import { figuresOf } from './programs.ts';
import { addRow } from './table.ts';

const SIZES = [10_000, 100_000, 1_000_000];
const ROUNDS = 3;
const run = promisify(execFile);

/** Half of the keys in tags of about a hundred, half without, in as many prefixes. */
function* keys(from: number, to: number): Generator<string> {
  for (let i = from; i < to; i++) {
    const group = Math.floor((i * 7919) % (to / 100 + 1));
    yield i % 2 === 0 ? `order:{customer-${group}}:${i}` : `session:${group}:${i}`;
  }
}

async function timed(what: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await what();
  return performance.now() - start;
}

/** Milliseconds of a scan, and the longest that it kept the event loop from turning. */
async function scan(cluster: RedisCluster, samples: number, count: number) {
  const opened = await openScan(cluster, { samples, count });
  let [last, frozen, watching] = [performance.now(), 0, true];
  const turn = () => {
    const now = performance.now();
    frozen = Math.max(frozen, now - last);
    last = now;
    if (watching) setImmediate(turn);
  };
  setImmediate(turn);
  const state: ScanState = await opened.ended();
  watching = false;
  opened.close();
  return { milliseconds: state.milliseconds, frozen, keys: state.keys };
}

test('scans beside redis-cli --scan', async () => {
  const cluster = await RedisCluster.start();
  const ports = cluster.nodes.filter(({ role }) => role === 'primary').map(({ port }) => port);
  try {
    let set = 0;
    for (const [size, rounds, aim] of [
      [10_000, 9, 1.5],
      [1_000_000, 3, 6],
    ] as const) {
      await setKeys(cluster, keys(set, size));
      set = size;
      const { cli, plain, sampled } = await figuresOf('scan', ports.join(','), rounds, 1000);
      const row = (what: string, ours: number) =>
        addRow({
          name: `${size.toLocaleString('en-US')} keys scanned and grouped${what}`,
          ours,
          unit: 'ms',
          beside: { name: 'redis-cli --scan', value: cli! },
          says: 'times as fast',
          aim,
        });
      row('', plain!);
      row(', with samples of type and memory', sampled!);
    }
  } finally {
    await cluster.stop();
  }
});

test('a million keys', async () => {
  const cluster = await RedisCluster.start();
  const ports = cluster.nodes.filter(({ role }) => role === 'primary').map(({ port }) => String(port));
  const cli =
    (...words: string[]) =>
    (port: string) =>
      run('sh', ['-c', `redis-cli -p ${port} ${words.join(' ')} > /dev/null`]);
  const rate = (size: number, time: number) => `${Math.round(size / time).toLocaleString('en-US')} keys/ms`;
  try {
    let set = 0;
    for (const size of SIZES) {
      await setKeys(cluster, keys(set, size));
      set = size;
      const lines: string[] = [];
      const ours = new Map<string, number>();
      for (const [samples, count] of [
        [0, 1000],
        [200, 1000],
        [0, 5000],
        [200, 5000],
      ] as const) {
        const rounds = [];
        for (let round = 0; round < ROUNDS; round++) rounds.push(await scan(cluster, samples, count));
        const time = median(rounds.map(({ milliseconds }) => milliseconds));
        ours.set(`${samples}/${count}`, time);
        const worst = Math.max(...rounds.map(({ frozen }) => frozen));
        lines.push(
          `  grouped, samples ${samples}, COUNT ${count}: ${time.toFixed(0)} ms, ${rate(size, time)}; longest turn ${worst.toFixed(0)} ms`,
        );
      }
      const base = ours.get('0/1000')!;
      const sampled = ours.get('200/1000')!;
      for (const words of [['--scan'], ['--bigkeys']]) {
        const ask = cli(...words);
        const each = await timed(async () => {
          for (const port of ports) await ask(port);
        });
        const together = await timed(() => Promise.all(ports.map(ask)));
        lines.push(
          `  redis-cli ${words.join(' ')}: one after the other ${each.toFixed(0)} ms, ${(each / base).toFixed(1)} times ours (${(each / sampled).toFixed(1)} with samples); ` +
            `at the same time ${together.toFixed(0)} ms, ${(together / base).toFixed(1)} times (${(together / sampled).toFixed(1)})`,
        );
      }
      console.log(`${size.toLocaleString('en-US')} keys, medians of ${ROUNDS}:\n${lines.join('\n')}`);
    }
  } finally {
    await cluster.stop();
  }
});
