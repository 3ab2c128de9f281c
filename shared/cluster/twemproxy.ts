/**
 * Knows which commands twemproxy (nutcracker) answers. It parses every command and sends it to the server of its first
 * key. It silently closes the connection at an unknown command, or one with a wrong number of arguments.
 */
import { findCommand, type CommandTable } from '../commands/command-table.ts';
import type { LanguageName } from '../language/language.ts';
import { readable } from '../format/escape.ts';
import { lowerWord } from '../resp/resp.ts';
import { twemproxyWords } from './words.ts';

/** Its name in SessionState.server. */
export const TWEMPROXY = 'twemproxy';
/** The name of a proxy that returns an error for a command it does not know. */
export const OTHER_PROXY = 'proxy';

/** Commands of twemproxy 0.5.0 (2021), its last release; found by sending every command of Redis 7.0 to it. */
const KNOWN: ReadonlySet<string> = new Set(
  (
    'append auth bitcount bitfield bitpos command copy decr decrby del dump eval evalsha exists expire expireat geoadd ' +
    'geodist geohash geopos georadius georadiusbymember geosearch geosearchstore get getbit getdel getex getrange getset ' +
    'hdel hexists hget hgetall hincrby hincrbyfloat hkeys hlen hmget hmset hrandfield hscan hset hsetnx hstrlen hvals ' +
    'incr incrby incrbyfloat lindex linsert llen lmove lolwut lpop lpos lpush lpushx lrange lrem lset ltrim mget mset ' +
    'persist pexpire pexpireat pfadd pfcount pfmerge ping psetex pttl restore rpop rpoplpush rpush rpushx sadd scard ' +
    'sdiff sdiffstore set setbit setex setnx setrange sinter sinterstore sismember smembers smismember smove sort spop ' +
    'srandmember srem sscan strlen sunion sunionstore touch ttl type unlink zadd zcard zcount zdiff zdiffstore zincrby ' +
    'zinter zinterstore zlexcount zmscore zpopmax zpopmin zrandmember zrange zrangebylex zrangebyscore zrangestore zrank ' +
    'zrem zremrangebylex zremrangebyrank zremrangebyscore zrevrange zrevrangebylex zrevrangebyscore zrevrank zscan ' +
    'zscore zunion zunionstore'
  ).split(' '),
);

/** Commands that it divides by server, joining the answers. */
const DIVIDED: ReadonlySet<string> = new Set(['mget', 'mset', 'del', 'unlink', 'exists', 'touch']);

type Args = readonly Uint8Array[];

const isZero = (word: Uint8Array | undefined) => word?.length === 1 && word[0] === 0x30;

type Words = ReturnType<typeof twemproxyWords>;

/** Forms that it rejects, of commands it otherwise knows. */
const LIMITS: { readonly [name: string]: { breaks(args: Args): boolean; says: keyof Words['what'] } } = {
  ping: { breaks: ({ length }) => length > 1, says: 'barePing' },
  command: { breaks: ({ length }) => length > 1, says: 'bareCommand' },
  auth: { breaks: ({ length }) => length > 2, says: 'noUsers' },
  eval: { breaks: (args) => isZero(args[2]), says: 'noKey' },
  evalsha: { breaks: (args) => isZero(args[2]), says: 'noKey' },
  mset: { breaks: ({ length }) => length % 2 === 0, says: 'noValue' },
};

/**
 * Why twemproxy would close the connection at this command (`why` alone, and as a sentence), and what to do; null if it
 * would not.
 */
export function refusedByTwemproxy(
  args: Args,
  table: CommandTable,
  language: LanguageName = 'en',
): { why: string; message: string; advice: string } | null {
  const name = lowerWord(args[0]);
  const shown = readable((args[0] ?? new Uint8Array()).subarray(0, 64)).toUpperCase();
  const words = twemproxyWords(language);
  const advice: { readonly [name: string]: string } = words.advice;
  const refused = (what: keyof Words['what']) => ({
    why: words.what[what],
    message: words.notSent({ command: shown, why: words.what[what] }),
    advice: Object.hasOwn(advice, name) ? advice[name]! : words.otherAdvice,
  });
  if (!KNOWN.has(name)) return refused('unknown');
  if (Object.hasOwn(LIMITS, name) && LIMITS[name]!.breaks(args)) return refused(LIMITS[name]!.says);
  const arity = findCommand(table, args)?.entry[0] ?? 0;
  const wrong = arity > 0 ? args.length !== arity : args.length < -arity;
  return wrong ? refused(arity > 0 ? 'otherNumber' : 'moreArguments') : null;
}

/** Whether it sends all keys of this command to the server of the first key, right or wrong. */
export const goesByFirstKey = (args: Args): boolean => !DIVIDED.has(lowerWord(args[0]));
