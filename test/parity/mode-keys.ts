/** Keys and settings that the tests of the modes about keys have in common. */

/** Lua: `count` lists, sets, hashes and sorted sets of up to seven elements, names with blanks and quotes among them, and three streams. */
export const aggregates = (count: number): string => `
for i = 1, ${count} do
  for j = 1, i % 7 + 1 do
    redis.call('RPUSH', 'list:' .. i, j)
    redis.call('SADD', 'set {' .. i .. '}', j)
    redis.call('HSET', 'hash"' .. i, j, i)
    redis.call('ZADD', 'zset:' .. i, j, i .. ':' .. j)
  end
  redis.call('XADD', 'stream:' .. i % 3, i .. '-1', 'a', i)
end`;

/** CONFIG SET: each access counts one, for ever. */
export const COUNTING = ['maxmemory-policy', 'allkeys-lfu', 'lfu-log-factor', '0', 'lfu-decay-time', '0'];
