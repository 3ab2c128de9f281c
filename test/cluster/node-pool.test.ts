import { afterEach, expect, test } from 'vitest';
import { NoAddressError } from '../../main/cluster/wire/errors.ts';
import { NodePool, type PoolHooks, type PoolSettings } from '../../main/cluster/wire/node-pool.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import { ask, redisServer, scripted } from '../support/connection-fixtures.ts';

let pool: NodePool;

function makePool(settings: Partial<PoolSettings> = {}, hooks: PoolHooks = {}): NodePool {
  pool = new NodePool({ database: 0, protocol: 2, connectTimeout: 5000, ...settings }, hooks);
  return pool;
}

afterEach(() => pool.close());

test('a node has one connection, made at the first send', async () => {
  const [one, two] = [await scripted(() => '+one\r\n'), await scripted(() => '+two\r\n')];
  makePool();
  const first = pool.get(`127.0.0.1:${one.port}`);
  expect(pool.get(`127.0.0.1:${one.port}`)).toBe(first);
  expect(one.connections).toBe(0);
  const second = pool.get(`127.0.0.1:${two.port}`);
  expect(
    await Promise.all([ask(first, 'GET', 'a'), ask(first, 'GET', 'b'), ask(second, 'GET', 'c')]),
  ).toEqual(['+one\r\n', '+one\r\n', '+two\r\n']);
  expect([one.connections, two.connections]).toEqual([1, 1]);
});

test('the port of an IPv6 address follows its last colon', async () => {
  const node = await scripted(() => '+six\r\n', { host: '::1' });
  const connection = makePool().get(`::1:${node.port}`);
  expect(connection.address).toBe(`::1:${node.port}`);
  expect(await ask(connection, 'GET', 'a')).toBe('+six\r\n');
});

test.each(['', 'host', 'host:', ':x', 'host:0', 'host:65536'])(
  '%j is not an address: nothing is dialled',
  async (text) => {
    const connection = makePool().get(text);
    await expect(connection.send(argsOf('PING'))).rejects.toThrow(NoAddressError);
    expect([connection.state, connection.isBusy]).toEqual(['idle', false]);
  },
);

test('configure() closes every connection, and the next send logs in again', async () => {
  const server = await redisServer('--requirepass', 'right');
  const address = `127.0.0.1:${server.port}`;
  makePool();
  expect(await ask(pool.get(address), 'GET', 'a')).toMatch(/^-NOAUTH/);
  const waiting = pool.get(address).send(argsOf('PING'));
  pool.configure({ password: 'right', protocol: 3, database: 4 });
  await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
  expect(await ask(pool.get(address), 'GET', 'a')).toBe('_\r\n');
  expect(await ask(pool.get(address), 'CLIENT', 'INFO')).toMatch(/ db=4 /);
  pool.configure({ database: 2 });
  expect(await ask(pool.get(address), 'CLIENT', 'INFO')).toMatch(/ db=2 /);
});

test('retain() closes what is idle and no longer wanted, and keeps the rest', async () => {
  const [kept, left] = [await scripted(), await scripted()];
  const closed: string[] = [];
  makePool({}, { onClosed: (address) => closed.push(address) });
  const [keptAt, leftAt] = [`127.0.0.1:${kept.port}`, `127.0.0.1:${left.port}`];
  const connection = pool.get(keptAt);
  await Promise.all([ask(connection, 'GET', 'a'), ask(pool.get(leftAt), 'GET', 'a')]);
  pool.retain([keptAt]);
  await left.until(() => left.open === 0);
  expect(pool.get(keptAt)).toBe(connection);
  expect(kept.open).toBe(1);
  expect(closed).toEqual([]);
  expect(await ask(pool.get(leftAt), 'GET', 'a')).toBe('+OK\r\n');
});

test('retain() waits for the replies of pending commands', async () => {
  let answer = () => {};
  const node = await scripted((_, socket) => {
    answer = () => socket.write('+late\r\n');
    return null;
  });
  const address = `127.0.0.1:${node.port}`;
  makePool();
  const connection = pool.get(address);
  const reply = ask(connection, 'BLPOP', 'a', '0');
  await node.until(() => node.received.length === 1);
  pool.retain([]);
  expect(pool.get(address)).toBe(connection);
  answer();
  expect(await reply).toBe('+late\r\n');
  await node.until(() => node.open === 0);
});

test('a send before the last reply cancels a node’s retirement', async () => {
  let answer = () => {};
  const node = await scripted(([name], socket) => {
    if (name !== 'BLPOP') return '+OK\r\n';
    answer = () => socket.write('+late\r\n');
    return null;
  });
  makePool();
  const connection = pool.get(`127.0.0.1:${node.port}`);
  const reply = ask(connection, 'BLPOP', 'a', '0');
  await node.until(() => node.received.length === 1);
  pool.retain([]);
  answer();
  const next = ask(connection, 'SET', 'a', '1');
  expect(await Promise.all([reply, next])).toEqual(['+late\r\n', '+OK\r\n']);
  expect(connection.state).toBe('ready');
});

test('a connection that a node ends is reported with its address', async () => {
  const node = await scripted();
  const address = `127.0.0.1:${node.port}`;
  let told = (_: string[]) => {};
  const closed = new Promise<string[]>((resolve) => (told = resolve));
  makePool({}, { onClosed: (...about) => told(about) });
  await ask(pool.get(address), 'GET', 'a');
  node.cut();
  expect(await closed).toEqual([address, expect.stringMatching(/^the node (closed|reset) the connection/)]);
});

test('close() ends all, and the pool can be used again', async () => {
  const node = await scripted();
  const address = `127.0.0.1:${node.port}`;
  await ask(makePool().get(address), 'GET', 'a');
  pool.close();
  await node.until(() => node.open === 0);
  expect(await ask(pool.get(address), 'GET', 'a')).toBe('+OK\r\n');
});
