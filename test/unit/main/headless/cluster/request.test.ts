import { describe, expect, test } from 'vitest';
import { parseCluster } from '../../../../../main/headless/cluster/arguments.ts';
import { missingForReshard, requestOf, seedOf } from '../../../../../main/headless/cluster/request.ts';
import { clusterReading } from '../../cluster/operations/readings.ts';

const [A, B, C, R] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(40)) as [
  string,
  string,
  string,
  string,
];
const D = `abcd${'1'.repeat(36)}`;
const reading = clusterReading([
  { id: A, slots: [[0, 5460]] },
  { id: B, slots: [[5461, 10922]] },
  { id: C, slots: [[10923, 16383]] },
  { id: R, of: A },
  { id: D, of: B },
]);
const SEED = '127.0.0.1:7000';

function given(...words: string[]) {
  const parsed = parseCluster(['--cluster', ...words]);
  if (!parsed || 'refused' in parsed) throw new Error(`refused: ${JSON.stringify(parsed)}`);
  return parsed;
}
const asked = (...words: string[]) => requestOf(given(...words), reading);
const refusal = (...words: string[]) => {
  const request = asked(...words);
  return 'refused' in request ? request.refused : null;
};
const reshard = (from: string, to = B) =>
  asked('reshard', SEED, '--cluster-from', from, '--cluster-to', to, '--cluster-slots', '5');

describe('the sources of a reshard', () => {
  test.each([
    ['all', []],
    [`${A},all`, []],
    [A, [A]],
    [`${A.toUpperCase()},${C}`, [A, C]],
    [`127.0.0.1:7002`, [C]],
  ])('%s', (from, ids) => {
    expect(reshard(from)).toMatchObject({ kind: 'reshard', from: ids, to: B, amount: 5 });
  });

  // Taken as nothing, an empty element would stand for all primaries.
  test.each(['', ',', `${A},`, `,${A}`, `${A},,${C}`])('%j has an empty ID and is refused', (from) => {
    expect(reshard(from)).toEqual({
      refused: '[ERR] --cluster-from needs the ID of a node, and this one is empty.',
    });
  });

  test('and its target is not empty either', () => {
    expect(reshard(A, '')).toEqual({
      refused: '[ERR] --cluster-to needs the ID of a node, and this one is empty.',
    });
  });
});

test.each([
  ['del-node', SEED, ''],
  ['replace-node', SEED, '', 'x:1'],
  ['add-node', 'x:1', SEED, '--cluster-slave', '--cluster-master-id', ''],
])('%s with an empty ID is refused', (...words) => {
  expect(refusal(...words)).toContain('needs the ID of a node, and this one is empty');
});

describe('a node is named', () => {
  test.each([
    ['by its ID', R],
    ['in capitals', R.toUpperCase()],
    ['by its address', '127.0.0.1:7003'],
    ['by its address with the bus port', '127.0.0.1:7003@17003'],
    ['by the beginning of its ID', 'DDDD'],
  ])('%s', (_, name) => {
    expect(asked('failover', SEED, name)).toMatchObject({ node: R });
    expect(asked('del-node', SEED, name)).toMatchObject({ node: R });
  });

  test('not by less than four letters, and what no node has is left to the plan', () => {
    for (const name of ['ddd', 'nobody', '127.0.0.1:9'])
      expect(asked('del-node', SEED, name)).toMatchObject({ node: name });
  });

  test('not by a beginning that several have', () => {
    const two = clusterReading([{ id: D, slots: [[0, 16383]] }, { id: `abcd${'2'.repeat(36)}` }]);
    expect(requestOf(given('del-node', SEED, 'abcd'), two)).toEqual({
      refused: '[ERR] The IDs of several nodes begin with abcd.',
    });
    expect(requestOf(given('rebalance', SEED, '--cluster-weight', 'ab=2'), two)).toEqual({
      refused: '[ERR] The IDs of several nodes begin with ab.',
    });
  });
});

describe('weights', () => {
  const weights = (...texts: string[]) => asked('rebalance', SEED, '--cluster-weight', ...texts);
  test('have decimals, and prefixes of primaries’ IDs', () => {
    expect(weights('aa=1.5', `${B}=0`)).toMatchObject({ weights: { [A]: 1.5, [B]: 0 } });
  });
  test.each(['a', 'a=', 'a=1e3', 'a=-1', 'a=+1', 'a= 1', 'a=0x10', 'a=1=2', 'a=.5', 'a=nan'])(
    '%j is refused',
    (text) => {
      expect(weights(text)).toEqual({ refused: `[ERR] --cluster-weight: ${text} is not ID=WEIGHT.` });
    },
  );
  test.each(['=1', 'e=1', `${R}=1`, `${D.slice(0, 4)}=1`])('%j is of no primary', (text) => {
    expect(weights(text)).toEqual({ refused: `*** No such master node ${text.replace(/=.*/, '')}` });
  });
  test('count once', () => {
    expect(weights('aa=1', 'aaa=2')).toEqual({ refused: `[ERR] --cluster-weight names ${A} twice.` });
  });
});

describe('a node timeout', () => {
  test('is a number of milliseconds', () => {
    expect(asked('set-timeout', SEED, '20000')).toMatchObject({
      changes: [{ name: 'cluster-node-timeout', value: '20000' }],
    });
  });
  test.each(['1e5', '0x1000', ' 5000', '5000ms', '500.5', ''])('and %j is none', (text) => {
    expect(seedOf(given('set-timeout', SEED, text))).toEqual({
      refused: `[ERR] ${text} is not a number of milliseconds.`,
    });
  });
  test.each(['0', '99'])('%s is too little, as in redis-cli', (text) => {
    expect(seedOf(given('set-timeout', SEED, text))).toEqual({
      refused: 'Setting a node timeout of less than 100 milliseconds is a bad idea.',
    });
  });
});

test('options that exclude each other are not both taken', () => {
  expect(refusal('failover', SEED, R, '--force', '--takeover')).toContain('not both');
  expect(refusal('call', SEED, 'ping', '--cluster-only-masters', '--cluster-only-replicas')).toContain(
    'not both',
  );
});

test.each([
  ['check', ''],
  ['check', '127.0.0.1'],
  ['check', '127.0.0.1', ''],
  ['check', '', '7000'],
  ['reshard', '127.0.0.1', '1e3'],
  ['rebalance', '127.0.0.1', '0x10'],
  ['call', '127.0.0.1', 'ping'],
  ['del-node', ':7000', A],
  ['add-node', 'x:1', ''],
])('%s %j %j leads to no cluster', (...words) => {
  expect(seedOf(given(...words))).toEqual({
    refused: expect.stringContaining('[ERR] Invalid arguments') as string,
  });
});

describe('how much a reshard moves', () => {
  const amount = (...words: string[]) =>
    asked('reshard', SEED, '--cluster-from', A, '--cluster-to', B, ...words);

  test.each([
    ['--cluster-slots', 'slots'],
    ['--cluster-keys', 'keys'],
    ['--cluster-bytes', 'bytes'],
  ])('%s', (option, by) => {
    expect(amount(option, '500')).toMatchObject({ amount: 500, by });
  });

  test.each([
    [['--cluster-slots', '5', '--cluster-keys', '5']],
    [['--cluster-keys', '5', '--cluster-bytes', '5']],
  ])('%j is refused, before the cluster is read', (words) => {
    expect(seedOf(given('reshard', SEED, ...words))).toEqual({
      refused:
        '[ERR] Invalid arguments: a reshard takes one of --cluster-slots, --cluster-keys and --cluster-bytes.',
    });
  });

  test('slots are asked for only where nothing is given', () => {
    const missing = (...words: string[]) => missingForReshard(given('reshard', SEED, ...words));
    expect(missing()).toEqual(['--cluster-slots', '--cluster-to', '--cluster-from']);
    expect(missing('--cluster-bytes', '5', '--cluster-to', A)).toEqual(['--cluster-from']);
  });
});

test('a replica with a share of the slots is refused', () => {
  expect(refusal('add-node', '127.0.0.1:7009', SEED, '--cluster-slave', '--share')).toBe(
    '[ERR] A replica has no slots: give --cluster-slave or --share, not both.',
  );
});

test('a backup into what is not a directory is refused before any server is asked', () => {
  for (const directory of ['/no-such-directory', import.meta.filename])
    expect(seedOf(given('backup', SEED, directory))).toEqual({
      refused: `[ERR] ${directory} is not a directory. Make it first, and back up again.`,
    });
  expect(seedOf(given('backup', SEED, import.meta.dirname))).toEqual({ seed: SEED });
});
