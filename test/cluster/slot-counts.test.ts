import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { countSlots } from '../../main/cluster/slots/slot-counts.ts';
import type { Session } from '../../main/cluster/session/session.ts';
import type { SlotCounts, SlotProgress } from '../../shared/slots/slot-model.ts';
import { keySlot, SLOT_COUNT } from '../../shared/slots/slots.ts';
import { openSession } from '../support/open-session.ts';
import { ScriptedCluster, type Script } from '../support/scripted-cluster.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
let session: Session;
/** A plain count of the written keys. */
const reference = new Uint32Array(SLOT_COUNT);
const KEYS = [
  ...Array.from({ length: 6000 }, (_, i) => `key:${i}`),
  ...Array.from({ length: 300 }, (_, i) => `{customer}:${i}`),
  ...Array.from({ length: 40 }, (_, i) => `{}${i}`),
  'é{ü}',
  '{',
];
const TAGGED = keySlot(Buffer.from('{customer}'));

beforeAll(async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 2000 });
  ({ session } = await openSession(cluster, 'direct'));
  const writes = KEYS.map((key) => {
    const bytes = Buffer.from(key);
    reference[keySlot(bytes)]!++;
    const port = Number(session.cluster.cache.owner(keySlot(bytes))!.split(':')[1]);
    return cluster.command(port, 'SET', bytes, 'v');
  });
  await Promise.all(writes);
});
afterAll(async () => {
  session?.close();
  await cluster?.stop();
});
const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const count = () => countSlots(session.cluster, 0, () => {});
const total = (counts: SlotCounts) => counts.keys.reduce((sum, keys) => sum + keys, 0);

test('the counts are those of the keys that were written, hash tags and odd braces included', async () => {
  const told: SlotProgress[] = [];
  const counts = await countSlots(session.cluster, 0, (progress) => told.push({ ...progress }));
  expect([...counts.keys]).toEqual([...reference]);
  expect(counts.known.every((known) => known === 1)).toBe(true);
  expect(counts.missing).toEqual([]);
  expect([...counts.asked].sort()).toEqual([...cluster.addresses.slice(0, 3)].sort());
  expect(counts.keys[TAGGED]).toBeGreaterThanOrEqual(300);
  expect(told.at(-1)).toEqual({ done: SLOT_COUNT, total: SLOT_COUNT });
});

test('while a slot migrates, its source and target are counted together; after that, its new owner', async () => {
  const [from, to] = [
    session.cluster.cache.owner(TAGGED)!,
    session.topology!.shards.map((s) => s.primary!.address),
  ];
  const source = Number(from.split(':')[1]);
  const target = Number(to.find((address) => address !== from)!.split(':')[1]);
  await cluster.migrateSlot(TAGGED, source, target, { stopAfter: 'keys', keys: 120 });
  await session.refresh();
  expect(session.topology!.migrations).toHaveLength(1);
  const open = await count();
  expect(open.keys[TAGGED]).toBe(reference[TAGGED]);
  expect(total(open)).toBe(KEYS.length);

  await cluster.migrateSlot(TAGGED, source, target);
  // Our map still names the source, which answers 0 for it now: the map is read again, and the new owner asked.
  const moved = await count();
  expect([...moved.keys]).toEqual([...reference]);
  expect(moved.known[TAGGED]).toBe(1);
});

test('a server that is not in a cluster has no slots to count', async () => {
  const server = await RedisCluster.start({ cluster: false, primaries: 1 });
  closing.push(() => server.stop());
  const alone = await openSession(server, 'direct');
  closing.push(() => alone.session.close());
  await expect(countSlots(alone.session.cluster, 0, () => {})).rejects.toMatchObject({
    failure: { code: 'bad-argument' },
  });
});

test('a user without the permission sees what was refused', async () => {
  for (const port of cluster.ports)
    await cluster.command(port, 'ACL', 'SETUSER', 'blind', 'on', '>x', '+@all', '-cluster|countkeysinslot');
  const blind = await openSession(cluster, 'direct', { username: 'blind', password: 'x' });
  closing.push(() => blind.session.close());
  await expect(countSlots(blind.session.cluster, 0, () => {})).rejects.toMatchObject({
    failure: { code: 'unreachable', message: expect.stringContaining('NOPERM') },
  });
});

async function scripted(...scripts: Script[]) {
  const nodes = await ScriptedCluster.start(...scripts);
  closing.push(() => nodes.stop());
  const { cluster: asked } = await nodes.connect('direct');
  return { nodes, asked };
}
const isQuestion = (words: string[]) => words[1] === 'COUNTKEYSINSLOT';

test('a reply that is not a count ends the questions to that node and is not shown', async () => {
  const NO_NUMBER = 'a reply that is not a number of keys';
  const NO_INTEGER = 'expected an integer of 64 bits';
  for (const [answer, why] of [
    ['$8\r\n\x1b[31mred\r\n', NO_NUMBER],
    [':-1\r\n', NO_NUMBER],
    [':99999999999999999999\r\n', NO_INTEGER],
    [':1x\r\n', NO_INTEGER],
    ['+OK\r\n', NO_NUMBER],
    ['*1\r\n:1\r\n', NO_NUMBER],
  ] as const) {
    const { asked } = await scripted((words) => (isQuestion(words) ? answer : undefined));
    await expect(countSlots(asked, 0, () => {})).rejects.toMatchObject({
      failure: {
        code: 'unreachable',
        message: expect.stringContaining(why),
      },
    });
  }
});

test('a node that hangs up midway is missing, and its earlier replies count', async () => {
  const { nodes, asked } = await scripted((words) => {
    if (!isQuestion(words)) return undefined;
    if (words[2] === '700') nodes.nodes[0]!.cut();
    return ':2\r\n';
  });
  const counts = await countSlots(asked, 0, () => {});
  expect(counts.missing).toMatchObject([{ node: nodes.address(0) }]);
  expect(counts.known.indexOf(0)).toBeLessThanOrEqual(700);
  for (const [slot, known] of counts.known.entries()) expect(counts.keys[slot]).toBe(known * 2);
});

test('an owner named only by the later map is asked once, and its count holds', async () => {
  const { nodes, asked } = await scripted(
    (words) => {
      if (isQuestion(words) && words[2] === '16383') nodes.owner = 1;
      return isQuestion(words) ? ':0\r\n' : undefined;
    },
    (words) => (isQuestion(words) ? ':3\r\n' : undefined),
  );
  const told: SlotProgress[] = [];
  const counts = await countSlots(asked, 0, (progress) => told.push(progress));
  expect(counts.keys.every((keys) => keys === 3)).toBe(true);
  expect(counts.asked).toEqual([nodes.address(0), nodes.address(1)]);
  expect(nodes.received[1]!.filter(isQuestion)).toHaveLength(SLOT_COUNT);
  expect(told.length).toBeLessThanOrEqual(3 + counts.milliseconds / 100);
});

test('a lost primary is missing with the reason; its successor is asked after the failover', async () => {
  const { primary } = session.topology!.shards[1]!;
  const port = Number(primary!.address.split(':')[1]);
  const own = [...reference.keys()].filter((slot) => session.cluster.cache.owner(slot) === primary!.address);
  await cluster.kill(port);
  const counts = await count();
  expect(counts.missing).toMatchObject([{ node: primary!.address, reason: expect.stringMatching(/./) }]);
  expect(own.every((slot) => counts.known[slot] === 0 && counts.keys[slot] === 0)).toBe(true);
  const others = [...reference.keys()].filter((slot) => !own.includes(slot));
  expect(others.map((slot) => counts.keys[slot])).toEqual(others.map((slot) => reference[slot]));

  const heir = await cluster.waitForFailover(port);
  const after = await waitUntil('the heir to be asked', async () => {
    const counted = await count();
    return counted.missing.length === 0 && counted;
  });
  expect(after.asked).toContain(`127.0.0.1:${heir}`);
  expect([...after.keys]).toEqual([...reference]);
  await cluster.restart(port);
});
