/**
 * 4,096 empty slots there and back by `slotshell --cluster reshard`, beside redis-cli and beside the limit: the same SETSLOTs, and
 * nothing else, written to the servers 1,024 slots at a time, with their owners in one transaction. Starts of the processes count.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeCommands } from '../../main/cluster/wire/command-frame.ts';
import { buildHeadless } from '../support/headless.ts';
import { median } from '../support/median.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

const SLOTS = 4096;
const AT_ONCE = 1024;
const ROUNDS = 5;

let cluster: RedisCluster;
let program: string;
const state = mkdtempSync(path.join(tmpdir(), 'slotshell-bench-'));
beforeAll(async () => {
  program = await buildHeadless();
  cluster = await RedisCluster.start({ primaries: 3, replicas: 0 });
});
afterAll(async () => {
  await cluster?.stop();
  rmSync(state, { recursive: true, force: true });
});

type Mover = (from: number, to: number) => Promise<void>;

const argsFor = (from: number, to: number) => [
  ...['--cluster', 'reshard', cluster.addresses[0]!, '--cluster-yes', '--cluster-slots', String(SLOTS)],
  ...['--cluster-from', cluster.nodes[from]!.id, '--cluster-to', cluster.nodes[to]!.id],
];

function run(command: string, args: readonly string[]): Promise<void> {
  const env = { ...process.env, XDG_STATE_HOME: state };
  const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8', maxBuffer: 2 ** 24 });
  if (status !== 0) throw new Error(`${stdout.slice(-500)}${stderr}`);
  return Promise.resolve();
}

const ours: Mover = (from, to) => run(process.execPath, [program, ...argsFor(from, to)]);
const redisCli: Mover = (from, to) => run('redis-cli', argsFor(from, to));

/** Opens slots at the target, opens them at the source, counts their keys, and tells the target, the source, the third. */
const limit: Mover = async (from, to) => {
  const sockets = cluster.ports.map((port) => net.connect(port, '127.0.0.1'));
  const send = (node: number, commands: (string | number)[][], replies = commands.length) =>
    new Promise<void>((resolve) => {
      let lines = 0;
      const count = (bytes: Buffer) => {
        for (const byte of bytes) if (byte === 10) lines++;
        if (lines < replies) return;
        sockets[node]!.off('data', count);
        resolve();
      };
      sockets[node]!.on('data', count);
      sockets[node]!.write(encodeCommands(commands));
    });
  const [fromId, toId] = [cluster.nodes[from]!.id, cluster.nodes[to]!.id];
  // Back go those that the command has moved: the ones that adjoin the second primary's.
  const first = from === 0 ? 0 : 5461 - SLOTS;
  for (let at = first; at < first + SLOTS; at += AT_ONCE) {
    const slots = Array.from({ length: AT_ONCE }, (_, i) => at + i);
    const set = (...rest: string[]) => slots.map((slot) => ['CLUSTER', 'SETSLOT', slot, ...rest]);
    await send(to, set('IMPORTING', fromId));
    await send(from, set('MIGRATING', toId));
    await send(
      from,
      slots.map((slot) => ['CLUSTER', 'COUNTKEYSINSLOT', slot]),
    );
    const stable = set('STABLE').slice(0, -1);
    const claims = set('NODE', toId).flatMap((one, i) => [...stable.slice(i, i + 1), one]);
    // Each is queued, and answered in the array of EXEC.
    await send(to, [['MULTI'], ...claims, ['EXEC']], 2 * claims.length + 2);
    for (const node of [from, 2]) await send(node, set('NODE', toId));
  }
  for (const socket of sockets) socket.destroy();
};

/** A slot that all three move each time. */
const COMMON = 2000;

async function timed(move: Mover, from: number, to: number): Promise<number> {
  const start = performance.now();
  await move(from, to);
  const time = performance.now() - start;
  await waitUntil('all nodes to agree', async () => {
    const maps = await Promise.all(cluster.ports.map((port) => cluster.command(port, 'CLUSTER', 'NODES')));
    return new Set(maps.map((map) => ownersIn(String(map)))).size === 1;
  });
  expect(await cluster.ownerOf(COMMON)).toBe(cluster.ports[to]);
  return time;
}

const ownersIn = (map: string) =>
  map
    .trim()
    .split('\n')
    .map((line) => [line.split(' ')[0], ...line.split(' ').slice(8)].join(' '))
    .sort()
    .join('\n');

test('empty slots beside redis-cli and the limit', async () => {
  const sides = { cli: redisCli, ours, limit };
  const times = { cli: [] as number[], ours: [] as number[], limit: [] as number[] };
  let [from, to] = [0, 1];
  for (let round = 0; round < ROUNDS * 2; round++)
    for (const side of ['cli', 'ours', 'limit'] as const) {
      times[side].push(await timed(sides[side], from, to));
      [from, to] = [to, from];
    }
  const [cli, mine, least] = [median(times.cli), median(times.ours), median(times.limit)];
  console.log(
    `${SLOTS} empty slots, medians of ${ROUNDS * 2}:\n` +
      `  redis-cli ${cli.toFixed(0)} ms\n` +
      `  slotshell ${mine.toFixed(0)} ms: ${(cli / mine).toFixed(1)} times as fast\n` +
      `  the servers alone ${least.toFixed(0)} ms: redis-cli takes ${(cli / least).toFixed(1)} times as long, slotshell ${(mine / least).toFixed(1)} times`,
  );
});
