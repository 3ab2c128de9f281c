import { describe, expect, it } from 'vitest';
import type { MenuItem } from '../../../../../renderer/features/menu/item.ts';
import { itemsOf, nameOf, type Subject } from '../../../../../renderer/features/menu/items.ts';
import { offersFor } from '../../../../../renderer/features/menu/offers.ts';
import { bytesOfHex, menuBytes } from '../../../../../renderer/kit/menu-target.ts';
import { initialState, reduce } from '../../../../../renderer/window/reduce.ts';
import type { State } from '../../../../../renderer/window/state.ts';
import type { OperationStatus } from '../../../../../shared/operations/operation.ts';
import type { ClusterNode, Shard, Topology } from '../../../../../shared/cluster/topology.ts';
import { connectedSession, nodeAt, threeShards } from '../../../../support/cluster-fixtures.ts';
import { BOOT } from '../../../../support/window-fixtures.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const start = initialState({ ...BOOT, session: connectedSession, topology: threeShards }, 1440, 0);
const withMap = (topology: Topology): State => ({ ...start, topology });
const withShard = (number: number, change: (shard: Shard) => Shard): State =>
  withMap({
    ...threeShards,
    shards: threeShards.shards.map((one) => (one.number === number ? change(one) : one)),
  });
const down = (node: ClusterNode): ClusterNode => ({ ...node, health: 'failed' });

const items = (subject: Subject, state = start): MenuItem[] => itemsOf(subject, state).flat();
const one = (subject: Subject, id: string, state = start): MenuItem =>
  items(subject, state).find((item) => item.id === id)!;
const ids = (subject: Subject, state = start) => items(subject, state).map(({ id }) => id);

const primary: Subject = { kind: 'node', address: nodeAt(7001) };
const replica: Subject = { kind: 'node', address: nodeAt(7004) };
const idOf = (port: number) => String(port).padStart(40, '0');
const key = (text: string): Subject => ({ kind: 'key', hex: menuBytes(bytes(text)) });

describe("the menu of a shell's tab", () => {
  const shell: Subject = { kind: 'shell', id: 2 };
  const two = { ...start, sessions: { 1: connectedSession, 2: { ...connectedSession, shell: 2 } } };

  it('closes it, or the others', () => {
    expect(one(shell, 'close', two).messages).toEqual([{ type: 'close-shell', shell: 2 }]);
    expect(one(shell, 'close-others', two).messages).toEqual([{ type: 'close-shell', shell: 1 }]);
    expect(nameOf(shell, two)).toBe('Shell 2');
  });

  it('shows it in the other pane, unless it is the one that is shown', () => {
    expect(one(shell, 'right', two).messages).toEqual([{ type: 'split-with', shell: 2, direction: 'right' }]);
    expect(one({ kind: 'shell', id: 1 }, 'below', two).why).toBe('It is the one that is shown.');
  });

  it('says why the only one stays, and is empty once it is gone', () => {
    const only: Subject = { kind: 'shell', id: connectedSession.shell };
    expect(one(only, 'close').why).toBe('It is the only one.');
    expect(items(shell)).toEqual([]);
  });
});

describe('the menu of a primary', () => {
  it('opens the forms of its operations with the node filled in', () => {
    const request = (id: string) => one(primary, id).messages;
    expect(request('failover')).toEqual([
      { type: 'operations-open', request: { kind: 'failover', node: idOf(7004) } },
    ]);
    expect(request('move-from')).toEqual([
      { type: 'operations-open', request: { kind: 'reshard', from: [idOf(7001)] } },
    ]);
    expect(request('move-to')).toEqual([
      { type: 'operations-open', request: { kind: 'reshard', to: idOf(7001) } },
    ]);
    expect(request('remove')).toEqual([
      { type: 'operations-open', request: { kind: 'remove-node', node: idOf(7001) } },
    ]);
    expect(request('add-replica')).toEqual([
      { type: 'operations-open', request: { kind: 'add-replica', primary: idOf(7001) } },
    ]);
    expect(items(primary).every(({ why }) => why === null)).toBe(true);
  });

  it('leaves the choice to the form if several replicas could take over', () => {
    const state = withShard(2, (shard) => ({ ...shard, replicas: [...shard.replicas, ...shard.replicas] }));
    expect(one(primary, 'failover', state).messages).toEqual([
      { type: 'operations-open', request: { kind: 'failover' } },
    ]);
  });

  it('says why a failover is not possible', () => {
    expect(
      one(
        primary,
        'failover',
        withShard(2, (shard) => ({ ...shard, replicas: [] })),
      ).why,
    ).toBe('It has no replica.');
    const dead = withShard(2, (shard) => ({ ...shard, replicas: shard.replicas.map(down) }));
    expect(one(primary, 'failover', dead).why).toBe('No replica of it answers.');
  });

  it('that has failed is forgotten and not removed, once it has no slots', () => {
    const failed = withShard(2, (shard) => ({ ...shard, primary: down(shard.primary!) }));
    expect(ids(primary, failed)).not.toContain('remove');
    expect(one(primary, 'forget', failed).why).toBe('It owns 5,462 slots: give them to others first.');
    const empty = withShard(2, (shard) => ({
      ...shard,
      primary: down(shard.primary!),
      slots: [],
      slotCount: 0,
    }));
    expect(one(primary, 'forget', empty).why).toBeNull();
    expect(one(primary, 'move-from', empty).why).toBe('It has no slots.');
    expect(one(primary, 'move-to', empty).why).toBe('It does not answer.');
  });
});

describe('the menu of a replica', () => {
  it('lets it take over, follow another primary, or leave', () => {
    expect(one(replica, 'failover').messages).toEqual([
      { type: 'operations-open', request: { kind: 'failover', node: idOf(7004) } },
    ]);
    expect(ids(replica)).toEqual(expect.arrayContaining(['replicate', 'replace', 'remove']));
    expect(ids(replica)).not.toContain('move-from');
  });

  it('says that a dead one cannot take over', () => {
    const state = withShard(2, (shard) => ({ ...shard, replicas: shard.replicas.map(down) }));
    expect(one(replica, 'failover', state).why).toBe('It does not answer.');
    expect(ids(replica, state)).toContain('forget');
  });
});

describe('the menu of any node', () => {
  it('does not offer to go where one is', () => {
    const current: Subject = { kind: 'node', address: connectedSession.currentNode! };
    expect(one(current, 'current').why).toBe('It is.');
    expect(one(primary, 'current').messages).toEqual([{ type: 'current-node', node: nodeAt(7001) }]);
  });

  it('starts and stops nodes of the demo cluster alone', () => {
    expect(ids(primary)).not.toContain('demo');
    const demo = {
      ...start,
      session: { ...start.session, environment: 'demo' as const },
      demo: { ...start.demo, phase: 'running' as const, nodes: [{ port: 7001, running: true }] },
    };
    expect(one(primary, 'demo', demo).messages).toEqual([{ type: 'demo-node', port: 7001, run: false }]);
    expect(ids(replica, demo)).not.toContain('demo');
  });

  it('does with a node of a local cluster what its buttons do', () => {
    const node = { port: 7001, busPort: 17_001, pid: 1, state: 'running' as const, isExtra: false };
    const files = { directory: '/d', confFile: '/d/c', logFile: '/d/l' };
    const cluster = {
      ...{ id: 'one', name: 'One', phase: 'running' as const, persistence: 'none' as const, server: null },
      ...{ primaries: 3, replicas: 1, directory: '/d', log: [], failure: null },
      nodes: [{ ...node, ...files }],
    };
    const subject: Subject = { kind: 'local-node', id: 'one', port: 7001 };
    const local = { ...start, local: { ...start.local, clusters: [cluster] } };
    expect(ids(subject, local).slice(0, 5)).toEqual(['current', 'restart', 'stop', 'kill', 'freeze']);
    expect(one(subject, 'freeze', local).messages).toEqual([
      { type: 'local-do', deed: { id: 'one', port: 7001, act: 'freeze' } },
    ]);
    expect(ids(subject, local)).toContain('failover');
    expect(nameOf(subject, local)).toContain('127.0.0.1:7001');
    expect(ids({ ...subject, port: 7009 }, local)).toEqual([]);
  });

  it('has no operations outside a cluster', () => {
    const alone = withMap({ ...threeShards, kind: 'standalone' });
    expect(ids(primary, alone)).toEqual(['current', 'copy-address', 'insert', 'details']);
    expect(one({ kind: 'slots', first: 1, last: 1 }, 'move', alone).why).toBe('It is not in a cluster.');
  });

  it('offers no second operation while one runs', () => {
    const status = { endedAt: null } as OperationStatus;
    const state = { ...start, operations: { ...start.operations, status } };
    expect(one(primary, 'move-from', state).why).toBe('An operation runs: one at a time.');
    expect(one(primary, 'copy-id', state).why).toBeNull();
    const over = { ...state, operations: { ...state.operations, status: { ...status, endedAt: 1 } } };
    expect(one(primary, 'move-from', over).why).toBeNull();
  });
});

describe('the menu of slots', () => {
  it('moves as many slots from their shard, if it is one', () => {
    const move = one({ kind: 'slots', first: 100, last: 299 }, 'move');
    expect(move.label).toBe('Move as many slots (200) from shard 1…');
    expect(move.messages).toEqual([
      { type: 'operations-open', request: { kind: 'reshard', from: [idOf(7000)], amount: 200 } },
    ]);
    expect(one({ kind: 'slots', first: 5000, last: 6000 }, 'move').why).toBe('They have several owners.');
  });

  it('asks about the first of them', () => {
    const subject: Subject = { kind: 'slots', first: 7, last: 9 };
    expect(one(subject, 'GETKEYSINSLOT').label).toBe('Insert CLUSTER GETKEYSINSLOT 7 100');
    expect(one(subject, 'copy').messages).toEqual([{ type: 'map-copy', text: '7-9' }]);
    expect(nameOf(subject, start)).toBe('Slots 7–9');
    expect(nameOf({ kind: 'slots', first: 7, last: 7 }, start)).toBe('Slot 7');
  });
});

describe('the menu of a key', () => {
  it('takes bytes as they are', () => {
    const binary = Uint8Array.of(0, 255, 0x7b, 1, 0x7d, 10);
    expect(bytesOfHex(menuBytes(binary)!)).toEqual(binary);
    const subject: Subject = { kind: 'key', hex: menuBytes(binary) };
    expect(one(subject, 'copy').messages).toEqual([{ type: 'copy-word', word: binary }]);
    expect(one(subject, 'copy-tag').messages).toEqual([
      { type: 'copy-word', word: Uint8Array.of(0x7b, 1, 0x7d) },
    ]);
  });

  it('has a tag to copy only if there is one, and nothing to do if it is too long', () => {
    expect(one(key('user:1'), 'copy-tag').why).toBe('It has none: the whole key is hashed.');
    expect(one(key('{user}:1'), 'copy-tag').why).toBeNull();
    const long: Subject = { kind: 'key', hex: menuBytes(new Uint8Array(5000)) };
    expect(['read', 'insert', 'copy'].map((id) => one(long, id).why)).toEqual(
      Array(3).fill('It is too long for a menu.'),
    );
  });

  it('has a name without control characters, and not too long', () => {
    expect(nameOf(key('a\u202eb\u001b[2J'), start)).toBe('Key a\\xe2\\x80\\xaeb\\x1b[2J');
    expect(nameOf(key('x'.repeat(1000)), start).length).toBeLessThan(70);
  });
});

describe('the menu of a tag', () => {
  const tag: Subject = { kind: 'tag', hex: menuBytes(bytes('acme')), slot: 5 };
  it('copies it with its braces, and leads to a rebalance by keys or bytes', () => {
    expect(one(tag, 'copy').messages).toEqual([{ type: 'copy-word', word: bytes('{acme}') }]);
    expect(one(tag, 'rebalance-bytes').messages).toEqual([
      { type: 'operations-open', request: { kind: 'rebalance', by: 'bytes' } },
    ]);
  });
});

describe('the menu of a line', () => {
  const facts = { entry: 3, line: 'get foo', title: 'get foo', slot: 12182, execution: 9 };
  const line = (more: object, hasSelection = false): Subject => ({
    kind: 'line',
    facts: { ...facts, ...more },
    hasSelection,
  });

  it('inserts the line again, and copies the entry', () => {
    expect(one(line({}), 'insert').messages).toEqual([{ type: 'insert-command', name: 'get foo', keys: [] }]);
    expect(one(line({}), 'json').messages).toEqual([{ type: 'copy-entry', entry: 3, form: 'json' }]);
    expect(one(line({}), 'trace').why).toBe('It has no trace, or that is no longer kept.');
    expect(one(line({}), 'copy').why).toBe('Nothing is selected.');
    expect(one(line({}, true), 'copy').why).toBeNull();
  });

  it('never inserts a line whose password is masked', () => {
    expect(one(line({ line: null }), 'insert').why).toMatch(/password/);
  });

  it('of an empty transcript can only be pasted into', () => {
    const none: Subject = { kind: 'line', facts: null, hasSelection: false };
    expect(
      items(none)
        .filter(({ why }) => why === null)
        .map(({ id }) => id),
    ).toEqual(['paste', 'find']);
  });
});

describe('the open menu', () => {
  it('begins at the first item that can be used, and closes with what it is over', () => {
    const open = reduce(start, {
      type: 'menu-open',
      subject: { kind: 'node', address: connectedSession.currentNode! },
      x: 1,
      y: 1,
    });
    expect(open.menu?.at).toBe('failover');
    expect(reduce(open, { type: 'action', name: 'palette' }).menu).toBeNull();
    expect(reduce(open, { type: 'tick', now: 5 }).menu).toBe(open.menu);
  });

  it('does not open for what is gone', () => {
    expect(
      reduce(start, { type: 'menu-open', subject: { kind: 'shard', number: 99 }, x: 1, y: 1 }).menu,
    ).toBeNull();
  });
});

describe('the palette', () => {
  const labels = (text: string, state = start) => offersFor(state, text).map(({ label }) => label);

  it('finds what can be done with an address, and with a shard by its number', () => {
    expect(labels('7001 move')).toEqual([
      'Node 127.0.0.1:7001: Move slots from here…',
      'Node 127.0.0.1:7001: Move slots to here…',
      'Slot 7001: Move one slot from shard 2…',
    ]);
    expect(labels('shard 2 keys')).toContain('Shard 2: Rebalance by keys…');
    expect(labels('keys shard 2')).toContain('Shard 2: Rebalance by keys…');
    expect(labels('rebalance')).toEqual([]);
  });

  it('leaves out what cannot be done now', () => {
    expect(labels('7000 current')).toEqual([]);
    expect(labels('7001 current')).toEqual(['Node 127.0.0.1:7001: Make it the current node']);
  });

  it('stays short with very many nodes', () => {
    const shards = Array.from({ length: 1000 }, (_, i): Shard => ({
      ...threeShards.shards[0]!,
      number: i + 1,
    }));
    expect(labels('127.0.0', withMap({ ...threeShards, shards })).length).toBeLessThan(100);
  });
});
