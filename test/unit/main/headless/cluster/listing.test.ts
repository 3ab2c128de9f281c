import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../../../../main/cluster/operations/findings/findings.ts';
import type { ClusterReading } from '../../../../../main/cluster/operations/reading/cluster-reading.ts';
import {
  checkData,
  checkLines,
  findingLines,
  infoLines,
  slotWords,
  unloadedText,
} from '../../../../../main/headless/cluster/listing.ts';
import { isBroken } from '../../../../../main/cluster/operations/findings/is-broken.ts';
import { clusterReading, type DrawnNode } from '../../cluster/operations/readings.ts';

const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
const drawn = (changes: Readonly<Record<string, Partial<DrawnNode>>> = {}) =>
  clusterReading(
    [
      { id: A, slots: [[0, 8191]] as [number, number][], keys: 3 },
      { id: B, slots: [[8192, 16383]] as [number, number][], keys: 4 },
      { id: C, of: A, keys: 3 },
    ].map((node) => ({ ...node, ...changes[node.id] })),
  );
const check = (reading: ClusterReading) => checkLines(reading, findingsOf(reading));
const marked = (): ClusterReading => {
  const reading = drawn();
  const nodes = reading.nodes.map((node) =>
    node.id === A
      ? {
          ...node,
          line: {
            ...node.line,
            migrating: [
              { slot: 3, to: B },
              { slot: 7, to: B },
            ],
            importing: [{ slot: 9000, from: B }],
          },
        }
      : node,
  );
  return { ...reading, nodes };
};

test('info has a line for each primary, and the keys of replicas do not count', () => {
  expect(infoLines(drawn())).toEqual([
    '127.0.0.1:7000 (aaaaaaaa...) -> 3 keys | 8192 slots | 1 slaves.',
    '127.0.0.1:7001 (bbbbbbbb...) -> 4 keys | 8192 slots | 0 slaves.',
    '[OK] 7 keys in 2 masters.',
    '0.00 keys per slot on average.',
  ]);
});

test('a node that does not say how many keys it has is not taken to have none', () => {
  const reading = drawn();
  const nodes = reading.nodes.map((node) => (node.id === B ? { ...node, keys: null } : node));
  const lines = infoLines({ ...reading, nodes });
  expect(lines[1]).toContain('-> unknown keys |');
  expect(lines.slice(2)).toEqual([
    '[WARNING] At least 3 keys in 2 masters.',
    'At least 0.00 keys per slot on average.',
  ]);
});

test('a node that is away is left out of the listing, and its replicas too', () => {
  const away = drawn({ [C]: { trouble: 'unreachable' } });
  expect(infoLines(away)[0]).toContain('| 0 slaves.');
  expect(check(away).join('\n')).not.toContain(C);
});

describe('check', () => {
  test('of a sound cluster', () => {
    expect(check(drawn())).toEqual([
      '>>> Performing Cluster Check (using node 127.0.0.1:7000)',
      `M: ${A} 127.0.0.1:7000`,
      '   slots:[0-8191] (8192 slots) master',
      '   1 additional replica(s)',
      `M: ${B} 127.0.0.1:7001`,
      '   slots:[8192-16383] (8192 slots) master',
      `S: ${C} 127.0.0.1:7002`,
      '   slots: (0 slots) slave',
      `   replicates ${A}`,
      '[OK] All nodes agree about slots configuration.',
      '>>> Check for open slots...',
      '>>> Check slots coverage...',
      '[OK] All 16384 slots covered.',
    ]);
    expect(checkLines(drawn(), [], false).filter((line) => /^[MS]: /.test(line))).toEqual([]);
    expect(isBroken(drawn(), findingsOf(drawn()))).toBe(false);
  });

  test.each([
    ['without an owner', () => drawn({ [B]: { slots: [[8193, 16383]] } })],
    ['whose owner is away', () => drawn({ [B]: { trouble: 'unreachable' } })],
    ['whose owner is frozen', () => drawn({ [B]: { trouble: 'silent' } })],
  ])('slots %s are not covered', (_, make) => {
    const reading = make();
    expect(check(reading).slice(-2)).toEqual(['[ERR] Not all 16384 slots are covered by nodes.', '']);
    expect(isBroken(reading, findingsOf(reading))).toBe(true);
  });

  test('slots that are open', () => {
    expect(check(marked())).toEqual(
      expect.arrayContaining([
        '[WARNING] Node 127.0.0.1:7000 has slots in migrating state 3,7.',
        '[WARNING] Node 127.0.0.1:7000 has slots in importing state 9000.',
        '[WARNING] The following slots are open: 3,7,9000.',
      ]),
    );
    expect(isBroken(marked(), findingsOf(marked()))).toBe(true);
  });

  test('nodes that do not agree', () => {
    const reading = drawn();
    const nodes = reading.nodes.map((node) =>
      node.id === C ? { ...node, view: node.view!.filter(({ id }) => id !== B) } : node,
    );
    const torn = { ...reading, nodes };
    expect(check(torn)).toContain("[ERR] Nodes don't agree about configuration!");
    expect(isBroken(torn, findingsOf(torn))).toBe(true);
  });
});

test('findings come with their weight and advice, but for those that redis-cli’s lines have told', () => {
  const lines = findingLines(findingsOf(marked()));
  expect(lines.join('\n')).not.toContain('open slot');
  expect(lines).toContain(
    '[WARNING] Primary 127.0.0.1:7001 has no replica that answers: its slots are lost with it. Add a replica: add-node with --cluster-slave.',
  );
  const away = drawn({ [C]: { trouble: 'refused' } });
  expect(findingLines(findingsOf(away))[0]).toMatch(/^\[ERR\] Replica 127\.0\.0\.1:7002 does not answer: /);
});

test('stderr has redis-cli’s line for a node without a connection, and words that cannot steer a terminal', () => {
  const reading = drawn({ [B]: { trouble: 'silent' }, [C]: { trouble: 'unreachable' } });
  const says = ['', '\x1b[2J', 'connection refused (ECONNREFUSED)'];
  const nodes = reading.nodes.map((node, i) => ({
    ...node,
    trouble: node.trouble && { ...node.trouble, says: says[i]! },
  }));
  expect(unloadedText({ ...reading, nodes })).toBe(
    'Could not load node 127.0.0.1:7001: \\x1b[2J\nCould not connect to Redis at 127.0.0.1:7002: Connection refused\n',
  );
  expect(unloadedText(drawn())).toBe('');
});

test('slots in redis-cli’s words', () => {
  expect(slotWords([])).toBe('slots: (0 slots)');
  expect(
    slotWords([
      { first: 0, last: 2 },
      { first: 7, last: 7 },
    ]),
  ).toBe('slots:[0-2],[7] (4 slots)');
});

test('the data has every node, with why it does not answer', () => {
  const data = checkData(drawn({ [B]: { trouble: 'silent' } }), []);
  expect(data.nodes.map(({ address, trouble }) => [address, trouble?.kind])).toEqual([
    ['127.0.0.1:7000', undefined],
    ['127.0.0.1:7001', 'silent'],
    ['127.0.0.1:7002', undefined],
  ]);
  expect(JSON.parse(JSON.stringify(data))).toEqual(data);
});
