/**
 * 1,000 slots with 1,000,000 small keys there and back by `slotshell --cluster reshard`, beside redis-cli, while a client writes to
 * keys of these slots and follows redirects: the time of the move, and the p99 of the writes.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OperationNodes } from '../../main/cluster/operations/reading/nodes.ts';
import { keySlot } from '../../shared/slots/slots.ts';
import { buildHeadless } from '../support/headless.ts';
import { median } from '../support/median.ts';
import { openSession, run, type OpenedSession } from '../support/open-session.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const SLOTS = 1000;
const KEYS = 1000;
const ROUNDS = 2;
const WRITE_PAUSE_MS = 2;

let cluster: RedisCluster;
let opened: OpenedSession;
let program: string;
const tags: string[] = [];
const state = mkdtempSync(path.join(tmpdir(), 'slotshell-bench-'));
const keyOf = (slot: number, i: number) => `{${tags[slot]}}:${i}`;

beforeAll(async () => {
  program = await buildHeadless();
  cluster = await RedisCluster.start({ primaries: 3, replicas: 0 });
  opened = await openSession(cluster, 'follow');
  for (let i = 0, found = 0; found < SLOTS; i++) {
    const slot = keySlot(Buffer.from(`t${i}`));
    if (slot >= SLOTS || tags[slot] !== undefined) continue;
    tags[slot] = `t${i}`;
    found++;
  }
  const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 3000 });
  for (let slot = 0; slot < SLOTS; slot++)
    await nodes.pipeline(
      cluster.addresses[0]!,
      Array.from({ length: KEYS }, (_, i) => ['SET', keyOf(slot, i), 'value-0123']),
    );
  nodes.close();
});
afterAll(async () => {
  opened?.session.close();
  await cluster?.stop();
  rmSync(state, { recursive: true, force: true });
});

/** The lowest slots of the source, which are the ones with keys, go to the third primary and back. */
async function moved(command: string, args: readonly string[], from: number, to: number) {
  const child = spawn(
    command,
    [
      ...args,
      ...['--cluster', 'reshard', cluster.addresses[0]!, '--cluster-yes', '--cluster-slots', String(SLOTS)],
      ...['--cluster-from', cluster.nodes[from]!.id, '--cluster-to', cluster.nodes[to]!.id],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, XDG_STATE_HOME: state } },
  );
  let code: number | null | undefined;
  const ended = new Promise<void>((resolve) =>
    child.once('close', (status) => {
      code = status;
      resolve();
    }),
  );
  const start = performance.now();
  const writes: number[] = [];
  for (let i = 0; code === undefined; i++) {
    const before = performance.now();
    const { reply } = await run(opened.session, `set ${keyOf((i * 7919) % SLOTS, i % KEYS)} other`);
    writes.push(performance.now() - before);
    expect(reply).toBeTruthy();
    await sleep(WRITE_PAUSE_MS);
  }
  await ended;
  const time = performance.now() - start;
  expect(code).toBe(0);
  expect(Number(await cluster.command(cluster.ports[to]!, 'DBSIZE'))).toBe(SLOTS * KEYS);
  writes.sort((a, b) => a - b);
  return { time, p99: writes[Math.floor(writes.length * 0.99)]! };
}

test('a million keys beside redis-cli', { timeout: 1_200_000 }, async () => {
  const sides = { cli: ['redis-cli'], ours: [process.execPath, program] } as const;
  const times = { cli: [] as number[], ours: [] as number[] };
  const p99s = { cli: [] as number[], ours: [] as number[] };
  let [from, to] = [0, 2];
  for (let round = 0; round < ROUNDS; round++)
    // Both sides move in both directions.
    for (const side of round % 2 === 0 ? (['cli', 'ours'] as const) : (['ours', 'cli'] as const)) {
      const [command, ...args] = sides[side];
      const { time, p99 } = await moved(command, args, from, to);
      times[side].push(time);
      p99s[side].push(p99);
      [from, to] = [to, from];
      // redis-cli refuses while nodes do not agree yet.
      await sleep(2000);
    }
  const [cli, ours] = [median(times.cli), median(times.ours)];
  console.log(
    `${SLOTS} slots with ${SLOTS * KEYS} keys, medians of ${ROUNDS}:\n` +
      `  redis-cli ${cli.toFixed(0)} ms, p99 of a write beside it ${median(p99s.cli).toFixed(1)} ms\n` +
      `  slotshell ${ours.toFixed(0)} ms, p99 of a write beside it ${median(p99s.ours).toFixed(1)} ms: ` +
      `${(cli / ours).toFixed(1)} times as fast`,
  );
});
