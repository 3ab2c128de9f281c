/** Replies of Redis 7.4.1 after a failover, replayed by scripted nodes: SHARDS lists the promoted shard without slots. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { planScan } from '../../main/cluster/scan/scan-plan.ts';
import type { Session } from '../../main/cluster/session/session.ts';
import { slotHealth, unservedMessages } from '../../shared/cluster/slot-health.ts';
import { openSession, printed, run } from '../support/open-session.ts';
import { ScriptedNode } from '../support/scripted-node.ts';
import { keySlot, SLOT_COUNT } from '../../shared/slots/slots.ts';
import { waitUntil } from '../support/redis-cluster.ts';

/** Ports in the samples; 28202 is the primary that was killed, 28205 the replica that took over. */
const PORTS = [28201, 28202, 28203, 28204, 28205, 28206];
const OWNERS: readonly (readonly [port: number, last: number])[] = [
  [28201, 5460],
  [28205, 10922],
  [28203, 16383],
];

const sample = (name: string) =>
  readFileSync(
    path.join(import.meta.dirname, `../support/samples/redis-7.4.1-after-failover.${name}.resp`),
    'latin1',
  );

const nodes: ScriptedNode[] = [];
const sessions: Session[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) session.close();
  await Promise.all(nodes.splice(0).map((node) => node.close()));
});

/** By the port of the sample. `change` is applied to the text of CLUSTER NODES, `rename` to every answer. */
async function replay(
  change: (text: string) => string = (text) => text,
  rename: Record<string, string> = {},
) {
  const played = new Map<number, ScriptedNode>();
  const answer = (name: string) => {
    let text = sample(name);
    if (name === 'nodes') {
      const body = change(text.slice(text.indexOf('\n') + 1, -2));
      text = `$${body.length}\r\n${body}\r\n`;
    }
    for (const [port, other] of Object.entries(rename)) text = text.replaceAll(port, other);
    // Both have five digits, so that lengths hold.
    for (const [port, node] of played) text = text.replaceAll(String(port), String(node.port));
    return Buffer.from(text, 'latin1');
  };
  for (const port of PORTS) {
    if (port === 28202) continue;
    const node = new ScriptedNode(([name = '', word = '']) => {
      const what = `${name} ${word}`.toLowerCase();
      if (/^cluster (info|nodes|shards|slots)$/.test(what)) return answer(word.toLowerCase());
      if (name.toLowerCase() !== 'get') return '-ERR unknown command\r\n';
      const owner = OWNERS.find(([, last]) => keySlot(Buffer.from(word)) <= last)![0];
      if (owner === port) return '+value\r\n';
      return `-MOVED ${keySlot(Buffer.from(word))} 127.0.0.1:${played.get(owner)!.port}\r\n`;
    });
    let listening = await node.listen();
    while (String(listening).length !== 5) {
      await node.close();
      listening = await node.listen(0);
    }
    nodes.push(node);
    played.set(port, node);
  }
  return played;
}

async function open(played: ReadonlyMap<number, ScriptedNode>) {
  const addresses = [`127.0.0.1:${played.get(28204)!.port}`];
  const { session } = await openSession({ addresses, password: undefined, tls: undefined }, 'direct');
  sessions.push(session);
  return session;
}

test('every slot has an owner and is served, the scan leaves none out, and commands pay no MOVED', async () => {
  const played = await replay();
  const session = await open(played);
  const topology = session.topology!;
  expect(topology.covered).toBe(16384);
  expect(slotHealth(topology)).toMatchObject({ served: 16384, failing: 0, unowned: 0 });
  expect(topology.contests).toEqual([]);
  const heir = `127.0.0.1:${played.get(28205)!.port}`;
  const shard = topology.shards.find(({ primary }) => primary?.address === heir)!;
  expect(shard.slots).toEqual([{ first: 5461, last: 10922 }]);
  // The old primary is where SHARDS lists it, though this is the first map that is read.
  expect(shard.replicas.map(({ address, health }) => [address, health])).toEqual([
    ['127.0.0.1:28202', 'failed'],
  ]);
  expect(topology.shards.map(({ replicas }) => replicas.length)).toEqual([1, 1, 1]);

  const units = planScan(topology, new Uint8Array(SLOT_COUNT).fill(1), false);
  expect(units.map(({ node }) => node)).toContain(heir);
  expect(units.reduce((sum, { accept }) => sum + accept.reduce((n, one) => n + one, 0), 0)).toBe(16384);

  for (const key of ['c', 'g', 'key:1', 'b', 'c']) {
    const execution = await run(session, `get ${key}`);
    expect([printed(execution), execution.hops.length]).toEqual(['value', 1]);
  }
});

test('a primary with port 99999 does not prevent connecting', async () => {
  const played = await replay(undefined, { 28203: '99999' });
  const session = await open(played);
  expect(slotHealth(session.topology!)).toMatchObject({ served: 10923, failing: 5461, unowned: 0 });
  expect(unservedMessages(session.topology!)).toEqual([
    "Slots 10923-16383 are not served: the cluster knows no address of shard 3's primary, node 6f40f467.",
  ]);
  expect(printed(await run(session, 'get c'))).toBe('value');
  // foo is in slot 12182.
  expect((await run(session, 'get foo')).failure!.message).toMatch(/knows no address of node 6f40f467/);
});

test('slots that two nodes claim count once and belong to the higher config epoch', async () => {
  const played = await replay((text) => text.replace(' 1 connected 0-5460', ' 1 connected 0-6000'));
  const { topology } = await open(played);
  const [owner, other] = [28205, 28201].map((port) => `127.0.0.1:${played.get(port)!.port}`);
  expect(topology!.covered).toBe(16384);
  expect(topology!.contests).toEqual([{ slots: [{ first: 5461, last: 6000 }], nodes: [owner, other] }]);
});

test('a MOVED still holds after the same map is read again', async () => {
  // The node asked does not know of the failover yet: the old primary owns the slots, with the epoch that it had.
  const played = await replay((text) =>
    text
      .replace('7 connected 5461-10922', '7 connected')
      .replace(/master,fail - (.*) 2 disconnected/, 'master - $1 2 connected 5461-10922'),
  );
  const session = await open(played);
  const slot = keySlot(Buffer.from('c'));
  const readings = () => played.get(28204)!.count('CLUSTER');
  session.setMode('follow');
  session.setCurrentNode(`127.0.0.1:${played.get(28201)!.port}`);
  const first = await run(session, 'get c');
  expect(first.hops.map(({ outcome }) => outcome)).toEqual(['moved', 'reply']);
  expect(first.hops[0]!.learned).toMatchObject({ slot, from: '127.0.0.1:28202' });
  session.setMode('direct');
  const before = readings();
  await session.refresh();
  await waitUntil('the map to be read again', () => readings() > before + 2);
  const second = await run(session, 'get c');
  expect(second.hops.map(({ outcome }) => outcome)).toEqual(['reply']);
});
