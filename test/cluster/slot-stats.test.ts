import { afterEach, expect, test } from 'vitest';
import { readSlotStats } from '../../main/cluster/slots/slot-stats.ts';
import { takeStats } from '../../main/cluster/wire/slot-stats-reply.ts';
import { decode } from '../../shared/resp/resp.ts';
import type { SlotStats } from '../../shared/slots/slot-model.ts';
import { openSession } from '../support/open-session.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { ScriptedCluster, type Script } from '../support/scripted-cluster.ts';

const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;
/** One slot's entry, its figures flat as on RESP2, or a map. */
const entry = (slot: number | string, metrics: Record<string, number | string>, form: '*' | '%' = '*') => {
  const fields = Object.entries(metrics).map(([name, value]) => `${bulk(name)}:${value}\r\n`);
  const size = form === '*' ? fields.length * 2 : fields.length;
  return `*2\r\n:${slot}\r\n${form}${size}\r\n${fields.join('')}`;
};
const answer = (...entries: string[]) => `*${entries.length}\r\n${entries.join('')}`;
const isStats = ([name, sub]: string[]) => name === 'CLUSTER' && sub === 'SLOT-STATS';

async function scripted(...scripts: Script[]) {
  const cluster = await ScriptedCluster.start(...scripts);
  closing.push(() => cluster.stop());
  return { cluster, session: await cluster.connect('direct') };
}

test('the statistics of every slot are read, on Valkey those that it has', async () => {
  const metrics = { 'key-count': 3, 'cpu-usec': 4000, 'network-bytes-in': 50, 'network-bytes-out': 600 };
  const { cluster, session } = await scripted((words) =>
    isStats(words) ? answer(entry(0, metrics), entry(16383, { ...metrics, 'key-count': 9 })) : undefined,
  );
  const stats = await readSlotStats(session.cluster);
  expect(cluster.received[0]).toContainEqual(['CLUSTER', 'SLOT-STATS', 'SLOTSRANGE', '0', '16383']);
  expect(stats).toMatchObject({ supported: true, note: '' });
  expect(stats.metrics['key-count']![0]).toBe(3);
  expect(stats.metrics['key-count']![16383]).toBe(9);
  expect(stats.metrics['network-bytes-out']![0]).toBe(600);
  expect(stats.metrics['memory-bytes']).toBeUndefined();
});

test('if only keys are counted, the note says how to get more', async () => {
  const { session } = await scripted((words) =>
    isStats(words) ? answer(entry(7, { 'key-count': 1 })) : undefined,
  );
  const stats = await readSlotStats(session.cluster);
  expect(stats.supported).toBe(true);
  expect(stats.note).toContain('cluster-slot-stats-enabled yes');
  expect(Object.keys(stats.metrics)).toEqual(['key-count']);
});

test('a refusal is reported with the server’s text', async () => {
  const { session } = await scripted((words) =>
    isStats(words)
      ? "-NOPERM User reader has no permissions to run the 'cluster|slot-stats' command\r\n"
      : undefined,
  );
  await expect(readSlotStats(session.cluster)).rejects.toMatchObject({
    failure: { code: 'unreachable', message: expect.stringContaining('NOPERM') },
  });
});

test('both forms of reply yield the same; invalid slots and values are skipped', () => {
  for (const form of ['*', '%'] as const) {
    const metrics: SlotStats['metrics'] = {};
    const frame = answer(
      entry(1, { 'key-count': 5, 'memory-bytes': 700, 'no-such-figure': 1 }, form),
      entry(16384, { 'key-count': 1 }, form),
      entry(-1, { 'key-count': 1 }, form),
      entry('99999999999999999999', { 'key-count': 1 }, form),
      entry(2, { 'key-count': -4, 'cpu-usec': '9223372036854775807' }, form),
      '$4\r\nslot\r\n',
      '*0\r\n',
      '*2\r\n:3\r\n$4\r\nnone\r\n',
    );
    takeStats(decode(Buffer.from(frame)), metrics, () => true);
    expect(Object.keys(metrics).sort()).toEqual(['key-count', 'memory-bytes']);
    expect(metrics['key-count']!.reduce((sum, keys) => sum + keys, 0)).toBe(5);
    expect(metrics['memory-bytes']![1]).toBe(700);
  }
});

test("if two nodes report the same slot, the owner's values count, whichever answers first", () => {
  const of = (keys: number) => decode(Buffer.from(answer(entry(5, { 'key-count': keys }))));
  for (const order of [
    [true, false],
    [false, true],
  ]) {
    const metrics: SlotStats['metrics'] = {};
    for (const own of order) takeStats(of(own ? 8 : 2), metrics, () => own);
    expect(metrics['key-count']![5]).toBe(8);
  }
});

test('a server without the command is reported as unsupported, with the versions that have it', async () => {
  const cluster = await RedisCluster.start({ replicas: 0 });
  closing.push(() => cluster.stop());
  const { session } = await openSession(cluster, 'direct');
  closing.push(() => session.close());
  const stats = await readSlotStats(session.cluster);
  const knows = cluster.server.name === 'Valkey' && Number(cluster.server.version.split('.')[0]) >= 8;
  expect(stats.supported).toBe(knows);
  if (!knows) expect(stats.note).toMatch(/Valkey 8\.0 or Redis 8\.2; Redis .* does not know it/);
});
