/** Nothing of the shell's own is part of a user's transaction, whatever happens to its connections at the same time. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { AddressMap } from '../../main/cluster/topology/address-map.ts';
import { keySlot } from '../../shared/slots/slots.ts';
import type { Protocol, RedirectMode } from '../../shared/session/session.ts';
import { CuttingProxy } from '../support/cutting-proxy.ts';
import { Monitor } from '../support/monitor.ts';
import { openSession, printed, run } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
let proxies: CuttingProxy[];
beforeAll(async () => {
  cluster = await RedisCluster.start({ primaries: 3, replicas: 0 });
  proxies = await Promise.all(cluster.ports.map((port) => CuttingProxy.start(port)));
});
afterAll(async () => {
  for (const proxy of proxies) await proxy.stop();
  await cluster.stop();
});

const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
  for (const proxy of proxies) proxy.onCommand = null;
});

async function open(mode: RedirectMode, protocol: Protocol) {
  const addressMap = new AddressMap(
    cluster.addresses.map((announced, i) => ({ announced, reached: proxies[i]!.address })),
  );
  const { session } = await openSession(cluster, mode, { addressMap, protocol });
  closing.push(() => session.close());
  return session;
}

/** What each client had run between its MULTI and the EXEC of that. */
function transactionsOf(monitor: Monitor): string[][] {
  const open = new Map<string, string[]>();
  const all: string[][] = [];
  for (const { client, words } of monitor.lines) {
    if (/^"multi"/i.test(words)) open.set(client, []);
    else if (/^"exec"/i.test(words)) {
      all.push(open.get(client)!);
      open.delete(client);
    } else open.get(client)?.push(words);
  }
  return all;
}

const USERS = /^(watch|multi|rpush|exec|ping x)/i;
const KEYS: { readonly [mode in RedirectMode]: string } = { direct: '{k1}', follow: '{k1}', off: '{k2}' };
const cases = (['direct', 'follow', 'off'] as const).flatMap((mode) =>
  ([2, 3] as const).flatMap((protocol) =>
    [false, true].flatMap((watches) => [false, true].map((had) => ({ mode, protocol, watches, had }))),
  ),
);

test.each(cases)(
  '$mode, RESP$protocol, WATCH $watches, a socket before $had: sockets that are doubted at every step are not asked',
  async ({ mode, protocol, watches, had }) => {
    const session = await open(mode, protocol);
    const monitors = await Promise.all(cluster.ports.map((port) => Monitor.start(port)));
    closing.push(() => monitors.forEach((monitor) => monitor.stop()));
    const key = KEYS[mode];
    if (had) await run(session, `del ${key}a ${key}b`);
    for (const [i, proxy] of proxies.entries())
      proxy.onCommand = (line) => {
        if (!USERS.test(line)) return;
        session.onDoubt(cluster.addresses[i]);
        session.onDoubt();
        void session.cluster.wake();
      };
    const lines = ['multi', 'ping x', `rpush ${key}a 1`, `rpush ${key}b 1`, 'exec'];
    for (let round = 0; round < 3; round++) {
      const seen: string[] = [];
      for (const line of watches ? [`watch ${key}a`, ...lines] : lines)
        seen.push(printed(await run(session, line)) ?? '');
      expect(seen.at(-1)).toMatch(/^1\) "x"\n2\) \(integer\) \d+\n3\) \(integer\) \d+$/);
    }
    const all = () => monitors.flatMap(transactionsOf);
    await waitUntil('MONITOR', () => all().length >= 3);
    for (const ran of all())
      expect(ran).toEqual(['"ping" "x"', `"rpush" "${key}a" "1"`, `"rpush" "${key}b" "1"`]);
    expect(all()).toHaveLength(3);
  },
);

test('connections that are killed and made again without end: EXEC holds the commands of the user, or nothing ran', async () => {
  const session = await open('direct', 2);
  const monitors = await Promise.all(cluster.ports.map((port) => Monitor.start(port)));
  closing.push(() => monitors.forEach((monitor) => monitor.stop()));
  await run(session, 'client setname mine');
  const keys = ['{k1}s', '{k2}s', '{a}s'];
  for (const key of keys) await run(session, `del ${key}`);
  let isOver = false;
  let kills = 0;
  const storm = async () => {
    while (!isOver) {
      for (const port of cluster.ports) {
        const clients = String(await cluster.command(port, 'CLIENT', 'LIST', 'TYPE', 'normal')).split('\n');
        kills++;
        // One in eight is the user's own.
        const wanted = clients.filter(
          (client) => !/flags=\w*O|cmd=client/.test(client) && (kills % 8 === 0 || !/name=mine/.test(client)),
        );
        for (const client of wanted) {
          const id = /\bid=(\d+)/.exec(client)?.[1];
          if (id) await cluster.command(port, 'CLIENT', 'KILL', 'ID', id);
        }
      }
      void session.cluster.wake();
    }
  };
  const raging = storm();
  const counts = new Map<string, number>();
  let [whole, aborted] = [0, 0];
  for (let i = 0; whole < 60 || aborted < 3; i++) {
    const key = keys[i % keys.length]!;
    const seen: string[] = [];
    for (const line of ['multi', 'ping x', `rpush ${key} 1`, `rpush ${key} 2`, 'exec'])
      seen.push(printed(await run(session, line)) ?? '');
    const last = seen.at(-1)!;
    const before = counts.get(key) ?? 0;
    if (/^1\)/.test(last)) {
      expect(last).toBe(`1) "x"\n2) (integer) ${before + 1}\n3) (integer) ${before + 2}`);
      counts.set(key, before + 2);
      whole++;
    } else if (/may or may not have run/.test(last)) {
      const owner = (await cluster.ownerOf(keySlot(Buffer.from(key))))!;
      const now = Number(await cluster.command(owner, 'LLEN', key));
      expect([before, before + 2]).toContain(now);
      counts.set(key, now);
    } else {
      expect(last).toMatch(/none of its commands ran/);
      aborted++;
    }
  }
  isOver = true;
  await raging;
  for (const ran of monitors.flatMap(transactionsOf))
    expect(ran).toEqual(['"ping" "x"', expect.stringMatching(/^"rpush"/), expect.stringMatching(/^"rpush"/)]);
});
