import { describe, expect, it } from 'vitest';
import { BUNDLED_DOCS } from '../../../../../main/cluster/commands/bundled-docs.ts';
import { argumentHint } from '../../../../../shared/repl/completion/argument-hint.ts';
import type { ArgumentSpec, CommandDocs } from '../../../../../shared/commands/command-docs.ts';
import { syntaxOf } from '../../../../../shared/commands/command-syntax.ts';
import { Reading } from '../../../../../shared/repl/line/reading.ts';

const EXPIRY = '[EX seconds|PX milliseconds|EXAT unix-time-seconds|PXAT unix-time-milliseconds|KEEPTTL]';
const GEO_REST = '[WITHCOORD] [WITHDIST] [WITHHASH]';
const STORES = '[STORE key|STOREDIST key]';

/** With documentation of Redis 7.0.15. */
const CASES: [title: string, cases: [line: string, hint: string][]][] = [
  [
    'nothing before the command is known',
    [
      ['', ''],
      ['g', ''],
      ['get', ''],
      ['nosuch ', ''],
      ['constructor ', ''],
    ],
  ],
  [
    'one argument after another',
    [
      ['GET ', 'key'],
      ['get foo ', ''],
      ['get foo bar ', ''],
      ['decrby ', 'key decrement'],
      ['decrby n ', 'decrement'],
      ['decrby n 2 ', ''],
      ['lpop l ', '[count]'],
      ['lpop l 3 ', ''],
      ['config set maxmemory ', 'value [parameter value ...]'],
      ['config set maxmemory 1 ', '[parameter value ...]'],
      ['config set maxmemory 1 appendonly no ', '[parameter value ...]'],
    ],
  ],
  [
    'a word counts when a blank follows it',
    [
      ['get f', 'key'],
      ['xrange s - + cou', '[COUNT count]'],
      ['xrange s - + count', '[COUNT count]'],
      ['set a b ex', `[NX|XX] [GET] ${EXPIRY}`],
      ['set a b exat', `[NX|XX] [GET] ${EXPIRY}`],
    ],
  ],
  [
    'tokens',
    [
      ['xrange ', 'key start end [COUNT count]'],
      ['xrange s - + ', '[COUNT count]'],
      ['xrange s - + COUNT ', 'count'],
      ['xrange s - + count 2 ', ''],
      ['blmove a b left ', 'LEFT|RIGHT timeout'],
      ['blmove a b left right ', 'timeout'],
      ['blmove a b up ', ''],
      [
        'migrate ',
        `host port key|"" destination-db timeout [COPY] [REPLACE] [AUTH password|AUTH2 username password] [KEYS key [key ...]]`,
      ],
      ['migrate h 1 "" 0 9 keys ', 'key [key ...] [COPY] [REPLACE] [AUTH password|AUTH2 username password]'],
      ['migrate h 1 "" 0 9 auth2 ', 'username password [COPY] [REPLACE] [KEYS key [key ...]]'],
    ],
  ],
  [
    'optional arguments within optional ones',
    [
      ['zrandmember z ', '[count [WITHSCORES]]'],
      ['zrandmember z 3 ', '[WITHSCORES]'],
      ['zrandmember z 3 wi', '[WITHSCORES]'],
      ['zrandmember z 3 withscores ', ''],
    ],
  ],
  [
    'arguments that repeat',
    [
      ['mget ', 'key [key ...]'],
      ['mget a ', '[key ...]'],
      ['mget a b ', '[key ...]'],
      ['mset a 1 ', '[key value ...]'],
      ['mset a 1 b ', 'value [key value ...]'],
      ['blpop a ', '[key ...] timeout'],
      ['xread streams a ', '[key ...] id [id ...]'],
      [
        'sort l get ',
        'pattern [GET pattern ...] [BY pattern] [LIMIT offset count] [ASC|DESC] [ALPHA] [STORE destination]',
      ],
      [
        'sort l get x ',
        '[GET pattern ...] [BY pattern] [LIMIT offset count] [ASC|DESC] [ALPHA] [STORE destination]',
      ],
      ['sort l get x alpha ', '[BY pattern] [LIMIT offset count] [ASC|DESC] [STORE destination]'],
    ],
  ],
  [
    'optional arguments in any order, the one that was begun first',
    [
      ['scan 0 match ', 'pattern [COUNT count] [TYPE type]'],
      ['scan 0 count ', 'count [MATCH pattern] [TYPE type]'],
      ['scan 0 count 5 match a* ', '[TYPE type]'],
      ['zrange z 0 1 ', '[BYSCORE|BYLEX] [REV] [LIMIT offset count] [WITHSCORES]'],
      ['zrange z 0 1 bylex ', '[REV] [LIMIT offset count] [WITHSCORES]'],
      ['zrange z 0 1 bylex rev ', '[LIMIT offset count] [WITHSCORES]'],
      ['zrange z 0 1 limit 2 ', 'count [BYSCORE|BYLEX] [REV] [WITHSCORES]'],
      ['zrange z 0 1 limit 2 4 ', '[BYSCORE|BYLEX] [REV] [WITHSCORES]'],
      ['zrange z 0 1 rev ', '[BYSCORE|BYLEX] [LIMIT offset count] [WITHSCORES]'],
      ['zrange z 0 1 withscores ', '[BYSCORE|BYLEX] [REV] [LIMIT offset count]'],
      ['zrange z 0 1 bylex rev limit 2 4 withscores ', ''],
      ['set a b ', `[NX|XX] [GET] ${EXPIRY}`],
      ['set a b ex ', 'seconds [NX|XX] [GET]'],
      ['set a b exat ', 'unix-time-seconds [NX|XX] [GET]'],
      ['set a b px ', 'milliseconds [NX|XX] [GET]'],
      ['set a b pxat ', 'unix-time-milliseconds [NX|XX] [GET]'],
      ['set a b keepttl ', '[NX|XX] [GET]'],
      ['set a b xx ', `[GET] ${EXPIRY}`],
      ['set a b xx ex 10 ', '[GET]'],
    ],
  ],
  [
    'what a begun argument may still take vanishes with the next',
    [
      [
        'georadius g ',
        `longitude latitude radius M|KM|FT|MI ${GEO_REST} [COUNT count [ANY]] [ASC|DESC] ${STORES}`,
      ],
      ['georadius g 1 -2.5 3 km ', `${GEO_REST} [COUNT count [ANY]] [ASC|DESC] ${STORES}`],
      ['georadius g 1 2 3 m count ', `count [ANY] ${GEO_REST} [ASC|DESC] ${STORES}`],
      ['georadius g 1 2 3 m count 12 ', `[ANY] ${GEO_REST} [ASC|DESC] ${STORES}`],
      ['georadius g 1 2 3 m count 12 asc ', `${GEO_REST} ${STORES}`],
    ],
  ],
  [
    'optional arguments before one that must come',
    [
      ['zadd z ', '[NX|XX] [GT|LT] [CH] [INCR] score member [score member ...]'],
      ['zadd z ch lt ', '[NX|XX] [INCR] score member [score member ...]'],
      ['zadd z 0 ', 'member [score member ...]'],
      ['zadd z 0 a ', '[score member ...]'],
      ['xadd s * f ', 'value [field value ...]'],
    ],
  ],
  [
    'a word that does not fit ends the hint',
    [
      ['set a b foo ', ''],
      ['set a b ex x ', ''],
      ['zrandmember z x ', ''],
      ['georadius g 1 x ', ''],
      ['set "a', ''],
      ['set "a"b ', ''],
    ],
  ],
  [
    'numkeys says how many keys there are, unlike in redis-cli',
    [
      ['eval s ', 'numkeys [key [key ...]] [arg [arg ...]]'],
      ['eval s 2 a ', '[key ...] [arg [arg ...]]'],
      ['eval s 2 a b ', '[arg [arg ...]]'],
      ['eval s 2 a b x ', '[arg ...]'],
      ['eval s 0 ', '[arg [arg ...]]'],
      ['zinter 2 a b ', '[WEIGHTS weight [weight ...]] [AGGREGATE SUM|MIN|MAX] [WITHSCORES]'],
      ['zinter 2 a b weights 1 2 aggregate ', 'SUM|MIN|MAX [WITHSCORES]'],
      ['blmpop 0 1 a ', 'LEFT|RIGHT [COUNT count]'],
    ],
  ],
  [
    'counts, targets, quotes and score brackets are understood',
    [
      ['5 get ', 'key'],
      ['@all config get ', 'parameter [parameter ...]'],
      ['3 @key:a get ', 'key'],
      ['set "a b" ', `value [NX|XX] [GET] ${EXPIRY}`],
      ['zcount z (1 ', 'max'],
      ['zcount z -inf +inf ', ''],
      ['cluster keyslot ', 'key'],
      ['CLUSTER SETSLOT 1 ', 'IMPORTING node-id|MIGRATING node-id|NODE node-id|STABLE'],
    ],
  ],
];

describe.each(CASES)('%s', (_, cases) => {
  it.each(cases)('%j has the hint %j', (line, hint) => {
    expect(argumentHint(new Reading(line), BUNDLED_DOCS)).toBe(hint);
  });
});

const documented = (specs: readonly ArgumentSpec[]): CommandDocs => ({
  x: { summary: '', since: '', group: '', complexity: '', arguments: specs, subcommands: {} },
});

describe('documentation of newer servers', () => {
  const getBlocks: ArgumentSpec = {
    name: 'get-block',
    type: 'block',
    token: 'GET',
    multiple: true,
    multipleToken: true,
    arguments: [
      { name: 'encoding', type: 'string' },
      { name: 'offset', type: 'integer' },
    ],
  };
  it.each([
    ['x ', 'GET encoding offset [GET encoding offset ...]'],
    ['x GE', 'GET encoding offset [GET encoding offset ...]'],
    ['x get ', 'encoding offset [GET encoding offset ...]'],
    ['x get u8 ', 'offset [GET encoding offset ...]'],
    ['x get u8 12 ', '[GET encoding offset ...]'],
    ['x get u8 12 get ', 'encoding offset [GET encoding offset ...]'],
    ['x get u8 12 get u4 ', 'offset [GET encoding offset ...]'],
    ['x get u8 12 get u4 3 ', '[GET encoding offset ...]'],
    ['x get u8 y ', ''],
  ])('a block that repeats with its token: %j', (line, hint) => {
    expect(argumentHint(new Reading(line), documented([getBlocks]))).toBe(hint);
  });

  it('whose values share one token asks for no value after the second', () => {
    const ids: ArgumentSpec = { name: 'id', type: 'integer', token: 'ID', optional: true, multiple: true };
    const hintOf = (line: string) => argumentHint(new Reading(line), documented([ids]));
    expect(['x id ', 'x id 1 ', 'x id 1 2 '].map(hintOf)).toEqual(['id [id ...]', '[id ...]', '[id ...]']);
  });

  it('that repeats ends as in redis-cli where that is wanted, once it was begun', () => {
    const names: ArgumentSpec = { name: 'name', type: 'string', optional: true, multiple: true };
    const hintOf = (line: string) => argumentHint(new Reading(line), documented([names]), 'as redis-cli');
    expect(['x ', 'x a ', 'x a b '].map(hintOf)).toEqual(['[name [name ...]]', '[name ...]]', '[name ...]]']);
  });

  it('that could be tried in more ways than there is time for gives no hint', () => {
    let spec: ArgumentSpec = { name: 'x', type: 'integer', optional: true, multiple: true };
    for (let i = 0; i < 6; i++) {
      const block: ArgumentSpec = {
        name: 'b',
        type: 'block',
        arguments: [spec, { name: 'n', type: 'integer' }],
      };
      spec = { name: 'o', type: 'oneof', optional: true, arguments: [block, block, block] };
    }
    expect(argumentHint(new Reading(`x ${'1 '.repeat(10_000)} a `), documented([spec]))).toBe('');
  });
});

it('a line too long to be looked into has no hint', () => {
  expect(argumentHint(new Reading(`mget ${'a '.repeat(1000)}`), BUNDLED_DOCS)).toBe('[key ...]');
  expect(argumentHint(new Reading(`mget ${'a '.repeat(20_000)}`), BUNDLED_DOCS)).toBe('');
});

it('a syntax line is what redis-cli shows', () => {
  expect(syntaxOf(BUNDLED_DOCS.getex!.arguments)).toBe(
    'key [EX seconds|PX milliseconds|EXAT unix-time-seconds|PXAT unix-time-milliseconds|PERSIST]',
  );
});
