/** A cluster with several databases (Valkey 9, cluster-databases): shell, panels and scan use the same one. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readKeyFacts } from '../../main/cluster/slots/key-facts.ts';
import { countSlots } from '../../main/cluster/slots/slot-counts.ts';
import { readSlotKeys } from '../../main/cluster/slots/slot-keys.ts';
import { openSession, printed, run, type OpenedSession } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import { openScan } from '../support/scan-fixtures.ts';
import { NEWER_SERVERS } from '../support/servers.ts';

const server = NEWER_SERVERS.find(({ hasClusterDatabases }) => hasClusterDatabases)?.server ?? null;
const SLOT = 12706; // of k1
const bytes = (text: string) => new Uint8Array(Buffer.from(text));

const opened: OpenedSession[] = [];
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const { session } of opened.splice(0)) session.close();
  for (const close of closing.splice(0)) await close();
});

const lines = async ({ session }: OpenedSession, ...all: string[]) => {
  const texts: (string | undefined)[] = [];
  for (const line of all) texts.push(printed(await run(session, line)));
  return texts;
};

describe.skipIf(!server)('a cluster with 16 databases', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await RedisCluster.start({ server, conf: ['cluster-databases 16'] });
    const shell = await open();
    await lines(shell, 'set k1 zero', 'set k2 zero', 'select 3', 'set k1 v1');
  });
  afterAll(() => cluster?.stop());

  const open = async (
    ...[mode, options]: [mode?: 'direct' | 'follow' | 'off', options?: { database: number }]
  ) => {
    const one = await openSession(cluster, mode ?? 'direct', options);
    opened.push(one);
    return one;
  };

  test.each(['direct', 'follow'] as const)('SELECT holds at every node, in %s mode', async (mode) => {
    const shell = await open(mode);
    expect(await lines(shell, 'select 3', 'get k1', 'get k2', 'cluster countkeysinslot 12706')).toEqual([
      'OK',
      '"v1"',
      '(nil)',
      '(integer) 1',
    ]);
    expect(shell.session.state.database).toBe(3);
    expect(await lines(shell, 'select 0', 'get k1', 'get k2')).toEqual(['OK', '"zero"', '"zero"']);
  });

  test('connects to a database from the start, and refuses one that does not exist', async () => {
    const shell = await open('direct', { database: 3 });
    expect(shell.session.topology!.covered).toBe(16384);
    expect(await lines(shell, 'get k1', 'exists k2')).toEqual(['"v1"', '(integer) 0']);
    expect(await lines(shell, 'select 16')).toEqual(['(error) ERR DB index is out of range']);
    expect(shell.session.state.database).toBe(3);
    await expect(open('direct', { database: 16 })).rejects.toMatchObject({
      failure: { message: expect.stringContaining('Database 16 cannot be used') },
    });
  });

  test('a transaction is in the database of the shell; a SELECT within it holds after EXEC', async () => {
    const shell = await open();
    await lines(shell, 'select 5', 'multi', 'set k1 five', 'select 6', 'set k1 six');
    expect(shell.session.state.database).toBe(5);
    expect(await lines(shell, 'exec')).toEqual(['1) OK\n2) OK\n3) OK']);
    expect(shell.session.state.database).toBe(6);
    expect(await lines(shell, 'get k1', 'select 5', 'get k1', 'get k2')).toEqual([
      '"six"',
      'OK',
      '"five"',
      '(nil)',
    ]);
    await lines(shell, 'del k1', 'select 6', 'del k1');
  });

  test('after a node is lost the next connection is in the database again', async () => {
    const shell = await open();
    await lines(shell, 'select 3');
    const port = (await cluster.ownerOf(SLOT))!;
    await cluster.command(port, 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await waitUntil('an answer', async () => (await lines(shell, 'get k1'))[0] === '"v1"');
  });

  test('slot counts, keys of a slot and facts are of the requested database', async () => {
    const { session } = await open();
    const asked = async (database: number) => {
      const { cluster: one } = session;
      const counts = await countSlots(one, database, () => {});
      expect(counts.database).toBe(database);
      const detail = await readSlotKeys(one, { slot: SLOT, limit: 10, database });
      const count = await readSlotKeys(one, { slot: SLOT, limit: 0, database });
      expect([detail.database, count.database]).toEqual([database, database]);
      const { node, role } = detail.parts[0]!;
      const [facts] = await readKeyFacts(one, { slot: SLOT, database, node, role, keys: [bytes('k1')] });
      return [
        counts.keys[SLOT],
        counts.keys.reduce((sum, keys) => sum + keys, 0),
        detail.parts[0]!.count,
        count.parts[0]!.count,
        facts!.type,
      ];
    };
    expect(await asked(0)).toEqual([1, 2, 1, 1, 'string']);
    expect(await asked(3)).toEqual([1, 1, 1, 1, 'string']);
    expect(await asked(7)).toEqual([0, 0, 0, 0, '']);
  });

  test('a scan counts the keys of its database, and compares them with that one’s size', async () => {
    for (const [database, keys] of [
      [0, 2],
      [3, 1],
      [7, 0],
    ] as const) {
      const scan = await openScan(cluster, { database });
      closing.push(() => scan.close());
      expect(await scan.ended()).toMatchObject({ phase: 'done', keys, expected: keys, notes: [] });
    }
  });

  test('a node’s metrics are kept per database', async () => {
    const { stats, session } = await open();
    const owner = `127.0.0.1:${await cluster.ownerOf(SLOT)}`;
    const node = await waitUntil('figures', () => stats.at(-1)?.find(({ address }) => address === owner));
    expect(node).toMatchObject({ keys: 2, databases: { 0: 1, 3: 1 } });
    expect(session.state.database).toBe(0);
  });
});

test('one server: the scan counts the database that is asked for', async () => {
  const single = await RedisServer.start();
  closing.push(() => single.stop());
  const place = { addresses: [`127.0.0.1:${single.port}`], password: undefined, tls: undefined };
  const shell = await openSession(place, 'direct');
  opened.push(shell);
  await lines(shell, 'set a 1', 'select 3', 'set b 1', 'set c 1');
  for (const [database, keys] of [
    [0, 1],
    [3, 2],
  ] as const) {
    const scan = await openScan(place, { database });
    closing.push(() => scan.close());
    expect(await scan.ended()).toMatchObject({ phase: 'done', keys });
  }
});
