import { describe, expect, it, test } from 'vitest';
import { messagesFor } from '../../../../../renderer/features/local/keys.ts';
import {
  currentRow,
  EMPTY_FORM,
  isLosing,
  NO_LOCAL,
  reduceForm,
  reduceLocal,
  type LocalState,
} from '../../../../../renderer/features/local/state.ts';
import { threeShards } from '../../../../support/cluster-fixtures.ts';
import type { LocalCluster, LocalNode, Loss } from '../../../../../shared/local/local.ts';

const nodeOf = (port: number, state: LocalNode['state'] = 'running'): LocalNode => ({
  ...{ port, busPort: port + 10_000, pid: state === 'running' || state === 'frozen' ? port : null, state },
  ...{ directory: `/d/${port}`, confFile: `/d/${port}/redis.conf`, logFile: `/d/${port}/redis.log` },
  isExtra: false,
});
const clusterOf = (id: string, nodes: LocalNode[]): LocalCluster => ({
  ...{ id, name: id, phase: 'running', persistence: 'none', primaries: nodes.length, replicas: 0 },
  ...{ server: null, directory: null, nodes, log: [], failure: null },
});
const two = [clusterOf('a', [nodeOf(1), nodeOf(2, 'frozen')]), clusterOf('b', [nodeOf(3, 'killed')])];
const own: LocalState = { ...NO_LOCAL, clusters: two };
const NOTHING: Loss = { keys: 0, unkept: 0, unsaved: 0, silent: [], hasHeirs: false };

describe('the row that has the keyboard', () => {
  it('is the first until one is chosen, and again when that one has gone', () => {
    expect(currentRow(own)?.row).toBe('a/1');
    const chosen = reduceLocal(own, { type: 'local-at', row: 'b/3' });
    expect(currentRow(chosen)?.node.port).toBe(3);
    const gone = reduceLocal(chosen, { type: 'local', clusters: two.slice(0, 1) });
    expect(currentRow(gone)?.row).toBe('a/1');
    expect(currentRow(NO_LOCAL)).toBeNull();
  });
});

describe('a log', () => {
  const part = { cluster: 'a', port: 1, isWhole: false };
  it('grows by the lines of its node, begins again when it is whole or of another node, and is bounded', () => {
    let state = reduceLocal(own, { type: 'local-log', part: { ...part, lines: ['1'], isWhole: true } });
    state = reduceLocal(state, { type: 'local-log', part: { ...part, lines: ['2'] } });
    expect(state.log?.lines).toEqual(['1', '2']);
    const other = reduceLocal(state, { type: 'local-log', part: { ...part, port: 2, lines: ['x'] } });
    expect(other.log).toEqual({ cluster: 'a', port: 2, lines: ['x'] });
    const long = Array.from({ length: 1500 }, (_, i) => String(i));
    state = reduceLocal(state, { type: 'local-log', part: { ...part, lines: long } });
    expect(state.log?.lines).toHaveLength(1000);
    expect(state.log?.lines.at(-1)).toBe('1499');
  });
});

describe('a letter', () => {
  const at = (row: string) => ({ ...own, at: row });
  test.each([
    ['k', 'a/1', { id: 'a', port: 1, act: 'kill' }],
    ['Z', 'a/1', { id: 'a', port: 1, act: 'freeze' }],
    ['z', 'a/2', { id: 'a', port: 2, act: 'unfreeze' }],
    ['s', 'b/3', { id: 'b', port: 3, act: 'start' }],
    ['c', 'b/3', { id: 'b', port: null, act: 'connect' }],
  ])('%s at %s does what its button does', (key, row, deed) => {
    expect(messagesFor(key, at(row), null)).toEqual([{ type: 'local-do', deed }]);
  });
  it('that the node refuses says why', () => {
    expect(messagesFor('k', at('b/3'), null)).toEqual([{ type: 'local-note', text: 'The node is killed.' }]);
  });
  it('J adds a node that was made for it to the cluster that is open, and to no other', () => {
    const grown = clusterOf('g', [nodeOf(7000), { ...nodeOf(7009), isExtra: true }]);
    const chosen = (row: string): LocalState => ({ ...own, clusters: [grown, ...two], at: row });
    expect(messagesFor('j', chosen('g/7009'), threeShards)).toEqual([
      {
        type: 'operations-open',
        request: { kind: 'add-primary', node: '127.0.0.1:7009', share: true },
      },
    ]);
    for (const [row, topology] of [
      ['g/7000', threeShards],
      ['g/7009', null],
      ['a/1', threeShards],
    ] as const)
      expect(messagesFor('j', chosen(row), topology)).toMatchObject([{ type: 'local-note' }]);
  });
  it('that is nobody’s does nothing, and without nodes only a new cluster is offered', () => {
    expect(messagesFor('q', own, null)).toEqual([]);
    expect(messagesFor('Enter', own, null)).toEqual([]);
    expect(messagesFor('k', NO_LOCAL, null)).toEqual([]);
    expect(messagesFor('n', NO_LOCAL, null)).toEqual([{ type: 'local-new' }]);
  });
});

describe('a question comes before', () => {
  const stop = { id: 'a', port: null, act: 'stop' } as const;
  const stopNode = { id: 'a', port: 1, act: 'stop' } as const;
  const killNode = { id: 'a', port: 1, act: 'kill' } as const;
  test.each([
    ['a removal, whatever it holds', { ...stop, act: 'remove' } as const, NOTHING, true],
    ['no stop that loses nothing', stop, { ...NOTHING, keys: 5 }, false],
    [
      'a stop that loses keys, heirs or not: they are stopped too',
      stop,
      { ...NOTHING, keys: 5, unkept: 5, hasHeirs: true },
      true,
    ],
    [
      'no stop of a node whose replica takes over',
      stopNode,
      { ...NOTHING, unkept: 5, hasHeirs: true },
      false,
    ],
    ['a stop of a node without one', stopNode, { ...NOTHING, unkept: 5 }, true],
    ['no stop that saves', stopNode, { ...NOTHING, unsaved: 5 }, false],
    ['a kill that does not', killNode, { ...NOTHING, unsaved: 5 }, true],
    ['a stop of what does not answer', stop, { ...NOTHING, silent: [1] }, true],
    ['no start', { ...stop, act: 'start' } as const, { ...NOTHING, unkept: 5 }, false],
  ])('%s', (_, deed, loss, isAsked) => {
    expect(isLosing(deed, loss)).toBe(isAsked);
  });
});

describe('the form of a new cluster', () => {
  it('takes what this computer has, and leaves what was typed meanwhile', () => {
    const choices = { servers: [{ path: '/bin/s', label: 's' }], firstPort: 7010 };
    expect(reduceForm(EMPTY_FORM, { type: 'local-choices', choices })).toMatchObject({
      server: '/bin/s',
      firstPort: '7010',
    });
    const typed = reduceForm(EMPTY_FORM, { type: 'local-form', part: { firstPort: '8' } })!;
    expect(reduceForm(typed, { type: 'local-choices', choices })?.firstPort).toBe('8');
  });
  it('stays open with the failure, and closes once the cluster is there', () => {
    const failure = { code: 'refused' as const, message: 'Port 7010 is in use.', advice: '' };
    expect(
      reduceForm({ ...EMPTY_FORM, isBusy: true }, { type: 'local-create-failed', failure }),
    ).toMatchObject({
      isBusy: false,
      failure,
    });
    expect(reduceForm(EMPTY_FORM, { type: 'local-created', id: 'a' })).toBeNull();
  });
});
