/** The modes about keys, over a whole cluster, against what was written there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keySlot } from '../../shared/slots/slots.ts';
import { buildHeadless } from '../support/headless.ts';
import { runProgram } from '../support/redis-cli.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { keyOf, tagOf } from '../support/moving-cluster.ts';

const FILL = `for i = 0, ARGV[1] - 1 do redis.call('SET', KEYS[1] .. ':' .. i, 'v') end`;
const HEAT = `
for i = 0, ARGV[1] - 1 do
  redis.call('DEL', KEYS[1] .. ':' .. i)
  redis.call('SET', KEYS[1] .. ':' .. i, 'v')
end
for i = 1, ARGV[2] do redis.call('GET', KEYS[1] .. ':7') end`;
/** By shard: slots with many keys each. */
const SLOTS = [100, 101, 102, 103, 5500, 5501, 11000, 11001];
const EACH = 250;

let servers: RedisCluster;
const expected = new Set<string>();

async function run(...args: string[]) {
  const program = await buildHeadless();
  const port = ['-p', String(servers.ports[1])];
  const { stdout, stderr, code } = await runProgram(process.execPath, [program, ...port, ...args]);
  return { lines: stdout.toString().split('\n').slice(0, -1), stderr: stderr.toString(), code };
}

beforeAll(async () => {
  [servers] = await Promise.all([RedisCluster.start({ replicas: 0 }), buildHeadless()]);
  for (const slot of SLOTS) {
    const port = (await servers.ownerOf(slot))!;
    await servers.command(port, 'EVAL', FILL, '1', `{${tagOf(slot)}}`, String(EACH));
    for (let i = 0; i < EACH; i++) expected.add(keyOf(slot, i));
  }
});
afterAll(() => servers?.stop());

const sorted = (keys: Iterable<string>) => [...keys].sort();

test('--scan -c lists every key of the cluster once, from any node', async () => {
  const { lines, stderr, code } = await run('-c', '--scan');
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(sorted(lines)).toEqual(sorted(expected));
});

test('a target chooses the nodes', async () => {
  const { lines, code } = await run('-c', '--scan', `@node:${servers.ports[2]}`);
  expect(code).toBe(0);
  expect(sorted(lines)).toEqual(sorted([...expected].filter((key) => keySlot(Buffer.from(key)) >= 10923)));
});

const configure = (ports: readonly number[], ...settings: string[]) =>
  Promise.all(ports.map((port) => servers.command(port, 'CONFIG', 'SET', ...settings)));

test('--hotkeys -c finds the hottest keys of all primaries, or says which do not count', async () => {
  // Each access counts one, for ever; a new key begins with 5.
  const { ports } = servers;
  await configure(ports, 'maxmemory-policy', 'allkeys-lfu', 'lfu-log-factor', '0', 'lfu-decay-time', '0');
  const hot = [
    [5500, 40],
    [100, 30],
    [11001, 20],
    [5501, 10],
  ] as const;
  for (const slot of SLOTS) {
    const reads = hot.find(([one]) => one === slot)?.[1] ?? 0;
    const port = (await servers.ownerOf(slot))!;
    await servers.command(port, 'EVAL', HEAT, '1', `{${tagOf(slot)}}`, String(EACH), String(reads));
  }
  const lineOf = ([slot, reads]: readonly [number, number]) => {
    const shard = slot < 5461 ? 1 : slot < 10923 ? 2 : 3;
    const place = `slot ${slot}, shard ${shard} (${servers.addresses[shard - 1]})`;
    return `hot key found with counter: ${5 + reads}\tkeyname: "${keyOf(slot, 7)}", ${place}`;
  };
  const all = await run('-c', '--hotkeys-count', '4');
  expect({ stderr: all.stderr, code: all.code }).toEqual({ stderr: '', code: 0 });
  expect(all.lines.slice(3, 8)).toEqual(['Sampled 2000 keys in the keyspace!', ...hot.map(lineOf)]);
  expect(all.lines).toContain(`shard 2 ${servers.addresses[1]}: 2 keys`);
  expect(all.lines).toContain(`{${tagOf(100)}}: 1 key`);

  const reason = (i: number) =>
    `${servers.addresses[i]}: its maxmemory-policy is noeviction, not LFU, so it does not count accesses to keys.`;
  await configure(ports.slice(1, 2), 'maxmemory-policy', 'noeviction');
  const some = await run('-c', '--hotkeys-count', '2');
  expect({ stderr: some.stderr, code: some.code }).toEqual({ stderr: `${reason(1)}\n`, code: 1 });
  expect(some.lines.slice(4, 6)).toEqual([lineOf(hot[1]), lineOf(hot[2])]);

  await configure(ports, 'maxmemory-policy', 'noeviction');
  const none = await run('-c', '--hotkeys');
  expect({ lines: none.lines, code: none.code }).toEqual({ lines: [], code: 1 });
  expect(none.stderr.split('\n')).toEqual([
    ...[0, 1, 2].map(reason),
    expect.stringMatching(
      /^CLUSTER SLOT-STATS needs Valkey 8\.0 or Redis 8\.2; Redis 7\..* does not know it\.$/,
    ),
    '',
  ]);
});

test('--bigkeys -c sums all primaries, and says slot and shard of the biggest and the share of each', async () => {
  const { lines, stderr, code } = await run('-c', '--bigkeys');
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(lines).toContain(`Sampled ${SLOTS.length * EACH} keys in the keyspace!`);
  expect(lines.find((line) => line.startsWith('Biggest'))).toMatch(
    /^Biggest string found '"\{.+\}:\d+"' has 1 bytes, slot \d+, shard \d \(127\.0\.0\.1:\d+\)$/,
  );
  expect(lines).toContain('2000 strings with 2000 bytes (100.00% of keys, avg size 1.00)');
  const byNode = lines.slice(lines.indexOf('# By node') + 1, lines.indexOf('# By hash tag') - 1);
  expect(byNode).toEqual(
    [1000, 500, 500].map(
      (keys, i) => `shard ${i + 1} ${servers.addresses[i]}: ${keys === 1000 ? '1,000' : keys} keys`,
    ),
  );
  expect(sorted(lines.slice(lines.indexOf('# By hash tag') + 1))).toEqual(
    sorted(SLOTS.map((slot) => `{${tagOf(slot)}}: 250 keys`)),
  );
});

test('--memkeys -c tells bytes of each node', async () => {
  const { lines, code } = await run('-c', '--memkeys', '--pattern', keyOf(100, '*'));
  expect(code).toBe(0);
  const total = /^250 strings with (\d+) bytes/.exec(
    lines.find((line) => line.startsWith('250 ')) ?? '',
  )?.[1];
  expect(lines).toContain(
    `shard 1 ${servers.addresses[0]}: 250 keys with ${Number(total).toLocaleString('en')} bytes`,
  );
});

test('--keystats -c sums all primaries, with slot and shard of the largest', async () => {
  await servers.command((await servers.ownerOf(5500))!, 'APPEND', keyOf(5500, 3), 'x'.repeat(3000));
  const { lines, stderr, code } = await run('-c', '--keystats', '--top', '1');
  await servers.command((await servers.ownerOf(5500))!, 'SET', keyOf(5500, 3), 'v');
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  const place = `slot 5500, shard 2 (${servers.addresses[1]})`;
  expect(lines[0]).toBe('Keys sampled: 2000');
  const top = lines.slice(lines.indexOf('--- Top 1 key sizes ---') + 1);
  expect(top[0]).toMatch(/^ {2}1 +\d\.\d\dK string +"/);
  expect(top[0]).toContain(`"${keyOf(5500, 3)}", ${place}`);
  expect(lines).toContain(`string     ${keyOf(5500, 3)} has 2.93K, ${place}`);
  expect(lines.find((line) => line.startsWith('string  ') && line.includes('100.00%'))).toMatch(
    /^string +2000 100\.00% +\d+\.\d\dK +\d+B +4\.88K +3B$/,
  );
  const second = lines.find((line) => line.startsWith(`shard 2 ${servers.addresses[1]}: 500 keys with `));
  expect(second).toBeDefined();
  expect(lines.filter((line) => /^\{.*\}: 250 keys with [\d,]+ bytes$/.test(line))).toHaveLength(
    SLOTS.length,
  );
  const refused = await run('-c', '--keystats', '--cursor', '5');
  expect(refused).toEqual({
    lines: [],
    stderr: '--cursor is for one node: leave out -c and --direct.\n',
    code: 1,
  });
});

test('--scan -c lists every key once while slots move', async () => {
  const [first, second, third] = servers.ports as [number, number, number];
  const listing = run('-c', '--scan', '--count', '10', '-i', '0.005');
  // There and back, so that some move while they are listed, whatever the order.
  for (const slot of [100, 101, 102]) await servers.migrateSlot(slot, first, second);
  await servers.migrateSlot(11000, third, first);
  await servers.migrateSlot(102, second, third);
  // One is left open, with keys on both sides.
  await servers.migrateSlot(103, first, second, { stopAfter: 'keys', keys: 100 });
  const { lines, stderr, code } = await listing;
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(sorted(lines)).toEqual(sorted(expected));
});
