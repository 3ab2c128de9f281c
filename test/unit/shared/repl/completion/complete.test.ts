import { describe, expect, it } from 'vitest';
import { BUNDLED_DOCS } from '../../../../../main/cluster/commands/bundled-docs.ts';
import { complete, type Known } from '../../../../../shared/repl/completion/complete.ts';
import { SeenKeys } from '../../../../../shared/repl/completion/seen-keys.ts';
import { BUNDLED_COMMANDS } from '../../../../../shared/commands/command-table.ts';
import { latin1, argsOf } from '../../../../../shared/resp/resp.ts';
import { execution, threeShards, wholeReply } from '../../../../support/cluster-fixtures.ts';
import { Reading } from '../../../../../shared/repl/line/reading.ts';

const table = { commands: BUNDLED_COMMANDS };
const noReply = execution({ reply: null });

function seenFrom(...lines: string[]): SeenKeys {
  const seen = new SeenKeys();
  for (const line of lines) seen.learn(new Reading(line), noReply, table);
  return seen;
}

const known = (seen = new SeenKeys(), more: Partial<Known> = {}): Known => ({
  commands: BUNDLED_COMMANDS,
  docs: BUNDLED_DOCS,
  topology: threeShards,
  seen,
  ...more,
});

/** A line with `|` at the cursor. */
function at(line: string, from = known()) {
  const cursor = line.indexOf('|');
  return complete(new Reading(line.replace('|', '')), cursor, from);
}
const texts = (line: string, from = known()) => at(line, from)?.candidates.map(({ text }) => text) ?? null;

describe('the first word', () => {
  it.each<[string, string[] | null]>([
    ['getr|', ['getrange']],
    ['GETR|', ['GETRANGE']],
    ['Getr|', ['getrange']],
    ['nosuch|', null],
    ['hel|', ['hello', 'help']],
    [':|', [':get', ':set']],
    ['@|', ['@all', '@primaries', '@replicas', '@split', '@slot:', '@key:', '@node:']],
    ['@node:127.0.0.1:7001|', ['@node:127.0.0.1:7001']],
    ['3 getr|', ['getrange']],
    ['3 @pr|', ['@primaries']],
    ['@all getr|', ['getrange']],
    ['@all @|', null],
    ['3 cle|', null],
    ['getr|xyz', ['getrange']],
    ['"getr|', ['getrange']],
    ['"getr"x|', null],
  ])('%j becomes one of %j', (line, expected) => {
    expect(texts(line)).toEqual(expected);
  });

  it('on an empty line is any command', () => {
    expect(texts('|')!.length).toBeGreaterThan(240);
    expect(texts('|')).toContain('help');
    expect(texts('|')).toContain('zadd');
  });

  it('says what a command is for, and whatever else is known of it', () => {
    const [candidate] = at('getr|')!.candidates;
    expect(candidate).toMatchObject({
      label: 'GETRANGE',
      argument: 'key start end',
      summary: 'Get a substring of the string stored at a key',
      about: { name: 'getrange', doc: { group: 'string', since: '2.4.0' } },
    });
  });

  it('is known without documentation, too', () => {
    expect(texts('getr|', known(undefined, { docs: {} }))).toEqual(['getrange']);
    expect(texts('cluster keys|', known(undefined, { docs: {} }))).toEqual(['keyslot']);
  });
});

describe('words after it', () => {
  it.each<[string, string[] | null]>([
    ['cluster key|', ['keyslot']],
    ['CLUSTER key|', ['keyslot']],
    ['CONFIG S|', ['SET']],
    ['help @str|', ['@stream', '@string']],
    ['help getr|', ['getrange']],
    ['help config res|', ['resetstat']],
    ['help config resetstat |', null],
    [':set |', ['hints', 'nohints']],
    ['config set |', null],
    ['config get |', null],
    ['get |', null],
    ['set a b |', ['nx', 'xx', 'get', 'ex', 'px', 'exat', 'pxat', 'keepttl']],
    ['SET a b |', ['NX', 'XX', 'GET', 'EX', 'PX', 'EXAT', 'PXAT', 'KEEPTTL']],
    ['set a b e|', ['ex', 'exat']],
    ['set a b EX|', ['EX', 'EXAT']],
    ['set a b ex |', null],
    ['set a b ex 10 |', ['nx', 'xx', 'get']],
    ['set a b ex ten |', null],
    ['scan 0 |', ['match', 'count', 'type']],
    ['scan 0 match a* |', ['count', 'type']],
    ['sort l b|', ['by']],
    ['sort l get x g|', ['get']],
    ['zadd z |', ['nx', 'xx', 'gt', 'lt', 'ch', 'incr']],
    ['zadd z 0 |', null],
    ['zadd z 0 a |', null],
    ['zrange z 0 1 limit 0 |', null],
    ['blmove a b |', ['left', 'right']],
    ['zinter 2 a b |', ['weights', 'aggregate', 'withscores']],
    ['zinter 2 a |', null],
    ['zinter 2 a b aggregate |', ['sum', 'min', 'max']],
    ['zrandmember z 3 |', ['withscores']],
    [
      'georadius g 1 2 3 m count 12 |',
      expect.arrayContaining(['any', 'asc', 'store']) as unknown as string[],
    ],
    ['xadd s |', ['nomkstream', 'maxlen', 'minid', '*']],
    ['object |', ['encoding', 'freq', 'help', 'idletime', 'refcount']],
    ['auth |', null],
    ['auth x |', null],
    ['hello 3 |', ['auth', 'setname']],
    ['hello 3 auth |', null],
    ['hello 3 auth u p |', null],
    ['constructor |', null],
    ['|get', expect.arrayContaining(['get']) as unknown as string[]],
  ])('%j becomes one of %j', (line, expected) => {
    expect(texts(line)).toEqual(expected);
  });

  it('says what a token takes and does', () => {
    expect(at('getex k |')!.candidates.slice(0, 3)).toMatchObject([
      { label: 'EX', argument: 'seconds', summary: 'expire after seconds', about: { name: 'getex' } },
      { label: 'PX', argument: 'milliseconds' },
      { label: 'EXAT', argument: 'unix-time-seconds' },
    ]);
  });
});

describe('what all candidates begin with', () => {
  it.each([
    ['zrangeb|', 'zrangeby'],
    ['ZRANGEB|', 'ZRANGEBY'],
    ['zrangeby|', 'zrangeby'],
    ['set a b KEEP|', 'KEEPTTL'],
    ['scan 0 |', ''],
    ['cluster |', ''],
  ])('of %j is %j', (line, common) => {
    expect(at(line)!.common).toBe(common);
  });
});

describe('keys', () => {
  const seen = seenFrom(
    'set user:1 x',
    'mget {a}1 {a}2',
    'get "two words"',
    'get "\\x00\\xff"',
    'get user:2',
  );
  it.each<[string, string[] | null]>([
    ['get user|', ['user:2', 'user:1']],
    ['get |', ['user:2', '"\\x00\\xff"', '"two words"', '{a}2', '{a}1', 'user:1']],
    ['get "two|', ['"two words"']],
    ['get tw|', ['"two words"']],
    ['get "\\x00|', ['"\\x00\\xff"']],
    ['GET USER|', null],
    ['mget user:1 {a|', ['{a}2', '{a}1']],
    ['set user|', ['user:2', 'user:1']],
    ['set a user|', null],
    ['object encoding user|', ['user:2', 'user:1']],
    ['eval s 1 user|', ['user:2', 'user:1']],
    ['eval s 1 k user|', null],
    ['xread streams user|', ['user:2', 'user:1']],
  ])('%j becomes one of %j', (line, expected) => {
    expect(texts(line, known(seen))).toEqual(expected);
  });

  it('have a common start in the spelling that would be typed', () => {
    expect(at('get us|', known(seen))!.common).toBe('user:');
    expect(at('get tw|', known(seen))!.common).toBe('tw');
  });

  it('are learned from replies that name them', () => {
    const learned = new SeenKeys();
    const reply = (frame: string) => execution({ reply: wholeReply(frame) });
    learned.learn(new Reading('keys *'), reply('*2\r\n$1\r\na\r\n$1\r\nb\r\n'), table);
    learned.learn(new Reading('5 scan 0'), reply('*2\r\n$1\r\n0\r\n*1\r\n$1\r\nc\r\n'), table);
    learned.learn(new Reading('RANDOMKEY'), reply('$1\r\nd\r\n'), table);
    learned.learn(new Reading('cluster getkeysinslot 1 10'), reply('*1\r\n$1\r\ne\r\n'), table);
    learned.learn(new Reading('lrange l 0 1'), reply('*1\r\n$1\r\nx\r\n'), table);
    learned.learn(new Reading('keys *'), reply('-ERR no\r\n'), table);
    learned.learn(new Reading('randomkey'), reply('$-1\r\n'), table);
    expect(
      learned
        .startingWith(new Uint8Array(0), 10)
        .map((key) => latin1(key))
        .sort(),
    ).toEqual([...['a', 'b', 'c', 'd', 'e', 'l']]);
  });

  it('are bounded, and none is learned from behind a secret', () => {
    const learned = new SeenKeys();
    for (let i = 0; i < 5010; i++) learned.learn(new Reading(`get k${i}`), noReply, table);
    expect(learned.startingWith(argsOf('k')[0]!, 10_000)).toHaveLength(5000);
    expect(learned.startingWith(argsOf('k0')[0]!, 10)).toEqual([]);
    expect(texts('get k|', known(learned))).toHaveLength(100);
    learned.learn(new Reading(`get ${'x'.repeat(201)}`), noReply, table);
    learned.learn(new Reading('migrate h 1 "" 0 9 auth password keys xsecret'), noReply, table);
    expect(learned.startingWith(argsOf('x')[0]!, 10)).toEqual([]);
  });
});
