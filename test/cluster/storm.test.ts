/** A broken cluster is not stormed, however many windows, shells, streams and views are open on it. */
import net from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { Session } from '../../main/cluster/session/session.ts';
import { countSlots } from '../../main/cluster/slots/slot-counts.ts';
import { openSession, run } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const NODES = 6;

/** A window's worth: four shells, each with a MONITOR on every node and a subscription. */
async function openWindow(cluster: RedisCluster): Promise<Session> {
  const { session } = await openSession(cluster, 'direct');
  const shells = [session];
  closing.push(() => shells.forEach((shell) => shell.close()));
  for (const id of [2, 3, 4])
    shells.push(
      new Session(
        { ...session.cluster.options, mode: 'direct', connection: session.cluster.options.connection },
        {},
        session.cluster,
        id,
      ),
    );
  for (const shell of shells) {
    for (const line of ['monitor', 'subscribe news', 'ssubscribe k1'])
      expect((await run(shell, line)).failure).toBeNull();
  }
  return session;
}

test('two windows, four shells each with streams on all of six nodes: one try a window at a time, a dial a node', async () => {
  const cluster = await RedisCluster.start({ primaries: NODES, replicas: 0 });
  closing.push(() => cluster.stop());
  const windows = [await openWindow(cluster), await openWindow(cluster)];
  const dialled: number[] = [];
  for (const port of cluster.ports) await cluster.kill(port);
  const began = performance.now();
  for (const port of cluster.ports) {
    const broken = net.createServer((socket) => {
      dialled.push(performance.now() - began);
      socket.on('error', () => undefined);
      socket.destroy();
    });
    closing.push(() => new Promise((resolve) => broken.close(resolve)));
    await new Promise<void>((resolve) => broken.listen(port, '127.0.0.1', resolve));
  }
  await waitUntil('both are lost', () => windows.every(({ state }) => state.phase === 'lost'));
  // A view that is opened now asks all nodes once.
  await Promise.allSettled(windows.map(({ cluster: lost }) => countSlots(lost, 0, () => undefined)));
  const from = dialled.length;
  const start = performance.now() - began;
  const tries = 4;
  const all = tries * windows.length * NODES;
  await waitUntil('four tries of each window', () => dialled.length - from >= all);
  const took = dialled[from + all - 1]! - start;
  // Between four tries lie three waits: 0.5, 1 and 2 s, a quarter shorter at least. Shells that dialled, too, would need one.
  expect(took).toBeGreaterThan(2600);
});
