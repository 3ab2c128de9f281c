import { describe, expect, it } from 'vitest';
import { splitLine } from '../../../../shared/commands/command-line.ts';
import { BUNDLED_COMMANDS, type CommandTable } from '../../../../shared/commands/command-table.ts';
import { judge, type GuardSettings } from '../../../../shared/commands/guard-judge.ts';
import { argsOf } from '../../../../shared/resp/resp.ts';

const PRODUCTION: GuardSettings = { environment: 'production', readOnly: false };
const READ_ONLY: GuardSettings = { environment: 'local', readOnly: true };

const NAMES = Object.entries(BUNDLED_COMMANDS).flatMap(([name, entry]) => {
  const subcommands = Object.keys(entry[4]).map((sub) => `${name} ${sub}`);
  return subcommands.length > 0 && name !== 'command' ? subcommands : [name];
});
const verdict = (line: string, settings: GuardSettings, table: CommandTable = BUNDLED_COMMANDS) => {
  const split = splitLine(line);
  if (!split.ok) throw new Error(`not a line: ${line}`);
  return judge(
    split.words.map((word) => word.bytes),
    table,
    settings,
  );
};
const asks = (line: string) => verdict(line, PRODUCTION).kind === 'ask';
const refuses = (line: string) => verdict(line, READ_ONLY).kind === 'refuse';
const danger = (line: string) => {
  const found = verdict(line, PRODUCTION);
  if (found.kind !== 'ask') throw new Error(`${line} does not ask`);
  return found.danger;
};

/** Read through, one by one: a command that comes or goes here is a decision. */
const ASKED = `
  acl deluser, acl load, acl save, acl setuser,
  bgrewriteaof, bgsave, save, shutdown, failover, replicaof, slaveof, replconf, psync, sync, debug, pfdebug, pfselftest,
  client kill, client no-evict, client pause, client unblock, client unpause,
  cluster addslots, cluster addslotsrange, cluster bumpepoch, cluster delslots, cluster delslotsrange,
  cluster failover, cluster flushslots, cluster forget, cluster meet, cluster replicate, cluster reset,
  cluster saveconfig, cluster set-config-epoch, cluster setslot,
  config resetstat, config rewrite, config set, latency reset, slowlog reset, memory purge,
  evalsha, evalsha_ro, fcall, fcall_ro,
  flushall, flushdb, swapdb, keys, migrate, restore, restore-asking, monitor,
  function delete, function flush, function kill, function load, function restore, script flush, script kill,
  module load, module loadex, module unload`;

/** Likewise: all that changes nothing. */
const READ_ONLY_RUNS = `
  acl cat, acl dryrun, acl genpass, acl getuser, acl help, acl list, acl log, acl users, acl whoami,
  asking, auth, hello, select, reset, quit, readonly, readwrite, echo, ping, time, lolwut, wait,
  multi, exec, discard, watch, unwatch,
  client caching, client getname, client getredir, client help, client id, client info, client list, client reply,
  client setname, client tracking, client trackinginfo,
  cluster count-failure-reports, cluster countkeysinslot, cluster getkeysinslot, cluster help, cluster info,
  cluster keyslot, cluster links, cluster myid, cluster nodes, cluster replicas, cluster shards, cluster slaves,
  cluster slots, command, config get, config help, dbsize, info, role, lastsave, monitor, module help, module list,
  latency doctor, latency graph, latency help, latency histogram, latency history, latency latest,
  memory doctor, memory help, memory malloc-stats, memory stats, memory usage, slowlog get, slowlog help, slowlog len,
  eval_ro, function dump, function help, function list, function stats,
  script debug, script exists, script help, script load,
  psubscribe, ssubscribe, subscribe, punsubscribe, sunsubscribe, unsubscribe,
  pubsub channels, pubsub help, pubsub numpat, pubsub numsub, pubsub shardchannels, pubsub shardnumsub,
  bitcount, bitfield_ro, bitpos, dump, exists, expiretime, pexpiretime, ttl, pttl, type, keys, scan, randomkey, touch,
  object encoding, object freq, object help, object idletime, object refcount,
  geodist, geohash, geopos, georadius_ro, georadiusbymember_ro, geosearch, pfcount, sort_ro,
  get, getbit, getrange, substr, strlen, mget, lcs, lindex, llen, lpos, lrange,
  hexists, hget, hgetall, hkeys, hlen, hmget, hrandfield, hscan, hstrlen, hvals,
  scard, sdiff, sinter, sintercard, sismember, smembers, smismember, srandmember, sscan, sunion,
  xgroup help, xinfo consumers, xinfo groups, xinfo help, xinfo stream, xlen, xpending, xrange, xread, xrevrange,
  zcard, zcount, zdiff, zinter, zintercard, zlexcount, zmscore, zrandmember, zrange, zrangebylex, zrangebyscore, zrank,
  zrevrange, zrevrangebylex, zrevrangebyscore, zrevrank, zscan, zscore, zunion`;

const listed = (text: string) =>
  text
    .split(',')
    .map((name) => name.trim())
    .sort();

describe('on a production connection', () => {
  it('these commands of the whole table ask', () => {
    expect(NAMES.filter(asks).sort()).toEqual(listed(ASKED));
  });

  it.each([
    'FLUSHALL',
    'flushall async',
    'FlUsHaLl',
    '"flushall"',
    "'FLUSHALL'",
    '"\\x46lushall"',
    'config "SET" maxmemory 1',
    "CONFIG 'set' maxmemory 1",
    '"\\x63onfig" set maxmemory 1',
    'CLUSTER Reset hard',
    'acl log reset',
    'debug sleep 0',
  ])('%s asks, however it is written', (line) => {
    expect(asks(line)).toBe(true);
  });

  it.each([
    'set k v',
    'del k',
    'unlink a b',
    'expire k 1',
    'mset {a}1 1 {a}2 2',
    'config get *',
    'config',
    'info all',
    'client list',
    'cluster nodes',
    'acl log 10',
    'sort k by nosort',
    'publish c m',
    'multi',
    'set flushall "config set"',
  ])('%s does not ask', (line) => {
    expect(asks(line)).toBe(false);
  });

  it.each([
    'flushallx',
    'config nosuch',
    '"flushall\\x00"',
    'x'.repeat(65),
    '"\\xff\\xfe"',
    'constructor',
    '""',
  ])('what nobody knows asks: %j', (line) => {
    expect(danger(line).effect).toContain('is unknown');
  });

  it('a server that calls FLUSHALL harmless is not believed', () => {
    const table = { ...BUNDLED_COMMANDS, flushall: [-1, ['fast'], ['@fast'], [], {}] } as CommandTable;
    expect(verdict('flushall', PRODUCTION, table).kind).toBe('ask');
    expect(verdict('flushall', READ_ONLY, table).kind).toBe('refuse');
  });

  it("a module's command asks by its flags", () => {
    const table = {
      ...BUNDLED_COMMANDS,
      'ft.dropindex': [-2, ['write'], [], [], {}],
      'json.set': [-4, ['write'], [], [[['RW'], ['index', 1], ['range', 0, 1, 0]]], {}],
    } as CommandTable;
    expect(verdict('FT.DROPINDEX i', PRODUCTION, table).kind).toBe('ask');
    expect(verdict('JSON.SET k . 1', PRODUCTION, table).kind).toBe('allow');
    expect(verdict('JSON.SET k . 1', READ_ONLY, table).kind).toBe('refuse');
  });

  it('says what would happen, and which nodes the command’s policy names', () => {
    expect(danger('flushall')).toEqual({
      name: 'FLUSHALL',
      effect: 'deletes every key of',
      detail: 'It cannot be undone.',
      scope: 'all-shards',
      harm: 'deletes',
    });
    expect(danger('config set maxmemory 1')).toMatchObject({
      name: 'CONFIG SET',
      effect: 'changes the configuration of',
      scope: 'all-nodes',
    });
    expect(danger('migrate h 1 k 0 1')).toMatchObject({ scope: 'keys' });
    expect(danger('shutdown')).toMatchObject({ scope: 'node' });
    expect(danger('keys *')).toMatchObject({ harm: 'reads' });
  });

  it('shows an unknown name escaped and short', () => {
    expect(danger(`"\\x1b[2J${'a'.repeat(60)}"`).name).toMatch(/^\\X1B\[2JA{36}$/);
  });
});

const script = (text: string, name = 'EVAL') =>
  judge(argsOf(name, text, '0'), BUNDLED_COMMANDS, PRODUCTION).kind === 'ask';

describe('a script on a production connection', () => {
  it.each([
    `redis.call('FLUSHALL')`,
    `redis.call("flushall")`,
    `redis.pcall [[FlushAll]]`,
    `redis.call([==[\nflushall]==])`,
    `redis.call('FLUSH\\65LL')`,
    `redis . call ( --[[ why not ]] 'config' , "SET", 'a', 'b')`,
    `redis.call("config", ARGV[1], 'a')`,
    `server.call('flushall')`,
    `redis.call('no.such.command')`,
    `redis.call('FLUSH'..'ALL')`,
    `redis.call(ARGV[1])`,
    `local c = 'flushall'; redis.call(c)`,
    `local c = redis.call; c('flushall')`,
    `local r = redis r.call('flushall')`,
    `redis['call']('flushall')`,
    `_G['red'..'is']['ca'..'ll']('flushall')`,
    `pcall(redis.call, 'flushall')`,
    `loadstring('redis.call("flushall")')()`,
    `for _, f in pairs(redis) do f('flushall') end`,
    `return 'open`,
    `redis.call(unpack(ARGV))`,
    `redis.call('evalsha', ARGV[1], 0)`,
    `--\rreturn redis.call('flushall')`,
    `--[=\rredis.call('flushall')\n]=]`,
    `#!lua\r--[[\nredis.call('flushall') -- ]]`,
    `#!lua\nreturn redis.call('flushall')`,
    `#!js\n-- 1; redis.call('get', 'k')`,
    `local n = 1. redis['call']('flushall')`,
    `local n = 1. loadstring(ARGV[1])()`,
    `redis.call('\\102lushall')`,
    `redis:call('flushall')`,
    `redis.call(('flushall'):lower())`,
    `local c = 'call' redis[c]('flushall')`,
    `package.loaded.redis.call(ARGV[1])`,
    `debug.getregistry()`,
    `keydb['call']('flushall')`,
  ])('asks for %j', (text) => {
    expect(script(text)).toBe(true);
    expect(script(text, 'eval_ro')).toBe(true);
  });

  it.each([
    `return 1`,
    `return redis.call('GET', KEYS[1])`,
    `return redis.call("set", KEYS[1], 'FLUSHALL')`,
    `-- redis.call('flushall')\nreturn redis.pcall('incr', KEYS[1])`,
    `--[[ redis.call('flushall') ]] return "redis.call('flushall')"`,
    `local ok = pcall(function() return redis.call('hget', KEYS[1], 'call') end)`,
    `if redis.call('config', 'get', 'save')[2] == '' then return redis.status_reply('OK') end`,
    `return #KEYS..redis.sha1hex('x')`,
    `--\n\rreturn redis.call('get', KEYS[1])`,
    `#!lua flags=no-writes\nreturn redis.call('get', KEYS[1])`,
    `return redis.acl_check_cmd('flushall')`,
  ])('does not ask for %j', (text) => {
    expect(script(text)).toBe(false);
  });

  it('asks for what cannot be seen', () => {
    expect(['evalsha abc 0', 'fcall f 0', 'FUNCTION LOAD "#!lua name=x"'].filter(asks)).toHaveLength(3);
    expect(danger('eval "redis.call(\'flushall\')" 0').detail).toBe('It calls FLUSHALL.');
  });
});

describe('on a read-only connection', () => {
  it('these commands of the whole table run, and no others', () => {
    expect(NAMES.filter((name) => !refuses(name)).sort()).toEqual(listed(READ_ONLY_RUNS));
  });

  it.each([
    'SET k v',
    '"s\\x65t" k v',
    'sort k store d',
    'georadius k 1 1 1 km',
    'xreadgroup group g c streams s >',
    'getex k',
    'publish c m',
    'eval "return 1" 0',
    'evalsha abc 0',
    'evalsha_ro abc 0',
    'fcall f 0',
    'fcall_ro f 0',
    'config set a b',
    'acl log reset',
    'nosuchcommand',
    'config nosuch',
    "eval_ro \"redis.call('cluster', 'addslots', 1)\" 0",
    'eval_ro "redis.call(ARGV[1])" 0 x',
  ])('%s is refused before it is sent', (line) => {
    const refused = verdict(line, READ_ONLY);
    expect(refused).toMatchObject({ kind: 'refuse', failure: { code: 'refused' } });
  });

  it('says why, and what reads instead', () => {
    expect(verdict('sort k', READ_ONLY)).toEqual({
      kind: 'refuse',
      failure: {
        code: 'refused',
        message: 'SORT was not sent: this connection is read-only, and it writes.',
        advice: 'SORT_RO only reads. Connect again without read-only to run it.',
      },
    });
  });

  it('on production too, refuses first and asks for the rest', () => {
    const both: GuardSettings = { environment: 'production', readOnly: true };
    expect(verdict('flushall', both).kind).toBe('refuse');
    expect(verdict('keys *', both).kind).toBe('ask');
    expect(verdict('get k', both).kind).toBe('allow');
  });
});

describe('elsewhere', () => {
  it.each(['local', 'demo'] as const)('nothing is asked or refused on a %s connection', (environment) => {
    for (const name of [...NAMES, 'nosuch'])
      expect(verdict(name, { environment, readOnly: false }).kind).toBe('allow');
  });
});
