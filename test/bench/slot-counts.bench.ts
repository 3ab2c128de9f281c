/**
 * Keys of all 16384 slots of a real six-node cluster with 10,000 to 1,000,000 keys, beside redis-cli asked the same
 * questions, one process for each primary; the sides take turns.
 */
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeCommand } from '../../main/cluster/wire/command-frame.ts';
import { countSlots } from '../../main/cluster/slots/slot-counts.ts';
import { keySlot, SLOT_COUNT } from '../../shared/slots/slots.ts';
import { median } from '../support/median.ts';
import { openSession, type OpenedSession } from '../support/open-session.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const SIZES = [10_000, 100_000, 1_000_000];
const ROUNDS = 9;
/** Keys given to redis-cli --pipe at a time. */
const PACK = 20_000;

let cluster: RedisCluster;
let opened: OpenedSession;
beforeAll(async () => {
  cluster = await RedisCluster.start();
  opened = await openSession(cluster, 'direct');
});
afterAll(async () => {
  opened?.session.close();
  await cluster?.stop();
});

const portOf = (slot: number) => opened.session.cluster.cache.owner(slot)!.split(':')[1]!;

/** What redis-cli prints when it is fed this. */
function redisCli(port: string, input: Iterable<Buffer>, ...flags: string[]): Promise<string> {
  const child = spawn('redis-cli', ['-p', port, ...flags], { stdio: ['pipe', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const feed = async () => {
    for (const chunk of input)
      if (!child.stdin.write(chunk)) await new Promise((resolve) => child.stdin.once('drain', resolve));
    child.stdin.end();
  };
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(printed));
    feed().catch(reject);
  });
}

/** Writes keys `from` to `to` where they belong. */
async function fill(from: number, to: number): Promise<void> {
  for (let next = from; next < to; next += PACK) {
    const byPort = new Map<string, Buffer[]>();
    for (let i = next; i < Math.min(to, next + PACK); i++) {
      const key = Buffer.from(`key:${i}`);
      const port = portOf(keySlot(key));
      const list = byPort.get(port) ?? [];
      list.push(encodeCommand([Buffer.from('SET'), key, Buffer.from('v')]));
      byPort.set(port, list);
    }
    await Promise.all(
      [...byPort].map(([port, commands]) => redisCli(port, [Buffer.concat(commands)], '--pipe')),
    );
  }
}

async function byRedisCli(): Promise<number> {
  const questions = new Map<string, string[]>();
  for (let slot = 0; slot < SLOT_COUNT; slot++)
    questions.set(portOf(slot), [
      ...(questions.get(portOf(slot)) ?? []),
      `cluster countkeysinslot ${slot}\n`,
    ]);
  const inputs = [...questions].map(([port, lines]) => ({ port, input: Buffer.from(lines.join('')) }));
  return timed(async () => {
    const printed = await Promise.all(inputs.map(({ port, input }) => redisCli(port, [input])));
    const numbers = printed.flatMap((text) => text.trim().split('\n').map(Number));
    expect(numbers).toHaveLength(SLOT_COUNT);
    return numbers.reduce((sum, keys) => sum + keys, 0);
  });
}

let keys = 0;
async function timed(count: () => Promise<number>): Promise<number> {
  const start = performance.now();
  expect(await count()).toBe(keys);
  return performance.now() - start;
}

test('all 16384 slots counted beside redis-cli', { timeout: 300_000 }, async () => {
  for (const size of SIZES) {
    await fill(keys, size);
    keys = size;
    const times = { ours: [] as number[], cli: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      times.cli.push(await byRedisCli());
      times.ours.push(
        await timed(async () =>
          (await countSlots(opened.session.cluster, 0, () => {})).keys.reduce((sum, n) => sum + n, 0),
        ),
      );
    }
    const [ours, cli] = [median(times.ours), median(times.cli)];
    console.log(
      `${size} keys, median of ${ROUNDS}: ours ${ours.toFixed(0)} ms (${Math.max(...times.ours).toFixed(0)} at most), ` +
        `redis-cli ${cli.toFixed(0)} ms: ${(cli / ours).toFixed(1)} times as fast`,
    );
  }
});
