import { keySlot } from '../../shared/slots/slots.ts';
import type { Member } from './join.ts';
import type { NodeClient } from './node-client.ts';

/** Every type has a sample, and hash tags put related keys into one slot. */
const SAMPLE_COMMANDS: readonly (readonly string[])[] = [
  ['SET', '{user:1012}:name', 'Ada Lovelace'],
  ['HSET', '{user:1012}:profile', 'email', 'ada@example.com', 'city', 'London', 'visits', '42'],
  ['RPUSH', '{user:1012}:recent', 'book:9021', 'book:114', 'book:77'],
  ['SADD', '{user:1012}:roles', 'editor', 'admin'],
  ['SET', '{user:1012}:session', '9f2c41d7', 'EX', '86400'],
  ['SET', '{user:2044}:name', 'Grace Hopper'],
  ['HSET', '{user:2044}:profile', 'email', 'grace@example.com', 'city', 'New York', 'visits', '17'],
  ['RPUSH', '{user:2044}:recent', 'book:77', 'book:3'],
  ['SADD', '{user:2044}:roles', 'reader'],
  ['SET', '{user:3310}:name', 'Søren Kierkegaard'],
  ['HSET', '{user:3310}:profile', 'email', 'soren@example.com', 'city', 'København', 'visits', '3'],
  ['HSET', 'book:3', 'title', 'Either/Or', 'year', '1843', 'price', '14.50'],
  ['HSET', 'book:77', 'title', 'The Art of Computer Programming', 'year', '1968', 'price', '89.00'],
  ['HSET', 'book:114', 'title', 'Notes on the Analytical Engine', 'year', '1843', 'price', '7.25'],
  ['HSET', 'book:9021', 'title', 'A Mathematical Theory of Communication', 'year', '1948', 'price', '12.00'],
  ['ZADD', 'ranking:books', '120', 'book:77', '98', 'book:9021', '45', 'book:3', '12', 'book:114'],
  ['ZADD', '{ranking}:today', '12', 'user:1012', '9', 'user:2044', '1', 'user:3310'],
  ['ZADD', '{ranking}:week', '80', 'user:2044', '61', 'user:1012', '14', 'user:3310'],
  ['XADD', 'orders', '*', 'user', '1012', 'book', '9021', 'amount', '12.00'],
  ['XADD', 'orders', '*', 'user', '2044', 'book', '77', 'amount', '89.00'],
  ['XADD', 'orders', '*', 'user', '1012', 'book', '114', 'amount', '7.25'],
  ['LPUSH', 'queue:mail', '{"to":"ada@example.com"}', '{"to":"grace@example.com"}'],
  ['SET', 'stock:book:77', '31'],
  ['SET', 'stock:book:9021', '8'],
  ['INCRBY', 'counter:visits', '1843'],
  ['SET', 'config:banner', 'Welcome to the demo cluster'],
  ['SADD', 'tags', 'computing', 'philosophy', 'mathematics', 'information'],
  ['PFADD', 'visitors:2026-01-01', 'ada', 'grace', 'soren'],
  ['SETBIT', 'online:2026-01-01', '1012', '1'],
  ['GEOADD', 'shops', '-0.1276', '51.5072', 'london', '12.5683', '55.6761', 'copenhagen'],
];

/** Number of keys that the samples create. */
export const SAMPLE_KEY_COUNT = new Set(SAMPLE_COMMANDS.map(([, key]) => key)).size;

/** Writes the sample keys, each to the primary of its slot. Rejects if a node refuses one. */
export async function loadSampleKeys(
  members: readonly Member[],
  client: (port: number) => NodeClient,
): Promise<void> {
  await Promise.all(
    SAMPLE_COMMANDS.map((command) => {
      const slot = keySlot(Buffer.from(command[1] ?? ''));
      const owner = members.find(({ slots }) => slots && slots.first <= slot && slot <= slots.last);
      if (!owner) throw new Error(`No member owns slot ${slot}.`);
      return client(owner.port).ask(command);
    }),
  );
}
