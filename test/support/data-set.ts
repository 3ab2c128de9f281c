/** Keys of all types with binary names and values, and what a server answers of them. */
import type { NodeClient } from '../../main/demo/node-client.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const BINARY = bytes('\0\x01\r\n\xff"\\');
const many = (count: number, piece: (i: number) => (string | Buffer)[]) =>
  Array.from({ length: count }, (_, i) => piece(i)).flat();

/** Commands that make them. A set and a hash of thousands have an order of their own in each server. */
const COMMANDS: readonly (readonly (string | Buffer)[])[] = [
  ['SET', bytes('string\0\xff'), BINARY],
  ['SET', bytes('string\0\xfe'), 'beside it up to the NUL'],
  ['SET', '', 'a key without a byte'],
  ['SET', 'number', '12345'],
  ['SET', 'compressible', 'x'.repeat(100_000)],
  ['RPUSH', 'list', 'a', BINARY, 'b'],
  ['RPUSH', 'list:long', ...many(2000, (i) => [`item ${i}`])],
  ['SADD', 'set:numbers', '3', '1', '2'],
  ['SADD', 'set:small', 'a', BINARY],
  ['SADD', 'set:large', ...many(3000, (i) => [`member ${i}`]), ...many(300, (i) => [String(i * 1000)])],
  ['HSET', 'hash:small', 'a', BINARY],
  ['HSET', 'hash:large', ...many(3000, (i) => [`field ${i}`, `${'v'.repeat(i % 90)}${i}`])],
  ['ZADD', 'zset:small', '1.5', 'a', '-inf', 'b'],
  ['ZADD', 'zset:large', ...many(2000, (i) => [`${i / 4}`, `member ${i}`])],
  ['PFADD', 'log', ...many(100, (i) => [`${i}`])],
  ['XADD', 'stream', '1-1', 'field', BINARY],
  ['XADD', 'stream', '2-1', 'field', 'b'],
  ['XGROUP', 'CREATE', 'stream', 'group', '1-1'],
  ['SET', 'volatile', 'for a while', 'PX', '5000000'],
  ['HSET', 'hash:volatile', 'a', 'b'],
  ['PEXPIRE', 'hash:volatile', '6000000'],
  ...many(250, (i) => [`key:${i}`]).map((key) => ['SET', key, `value of ${key as string}`]),
];

export async function fill(client: NodeClient): Promise<void> {
  for (const command of COMMANDS) await client.ask(command);
}

/** By key, as Latin-1: what its value and expiry are, whatever the order in memory. */
export async function contentOf(client: NodeClient): Promise<Map<string, string>> {
  const keys = (await client.ask(['KEYS', '*'], 'latin1')) as string[];
  const content = new Map<string, string>();
  for (const name of keys) {
    const key = bytes(name);
    const type = String(await client.ask(['TYPE', key]));
    const value = await client.ask(READ[type]!(key), 'latin1');
    const items = Array.isArray(value) ? value.map((item) => JSON.stringify(item)) : [String(value)];
    if (type === 'set') items.sort();
    const pairs = items.map((item, i) => (i % 2 === 0 ? `${item}=${items[i + 1]}` : ''));
    const shown = type === 'hash' ? pairs.filter(Boolean).sort() : items;
    // Newer servers tell more of a group.
    const groups =
      type === 'stream'
        ? ((await client.ask(['XINFO', 'GROUPS', key])) as string[][]).map(firstFields)
        : null;
    const expireAt = await client.ask(['PEXPIRETIME', key]).catch(() => null);
    content.set(name, JSON.stringify([type, shown, groups, expireAt]));
  }
  return content;
}

const firstFields = (group: readonly string[]) => group.slice(0, 8);

const READ: { readonly [type: string]: (key: Buffer) => (string | Buffer)[] } = {
  string: (key) => ['GET', key],
  list: (key) => ['LRANGE', key, '0', '-1'],
  set: (key) => ['SMEMBERS', key],
  hash: (key) => ['HGETALL', key],
  zset: (key) => ['ZRANGE', key, '0', '-1', 'WITHSCORES'],
  stream: (key) => ['XRANGE', key, '-', '+'],
};
