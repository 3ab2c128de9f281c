/** The window in a cluster of several databases: what it asks goes with the shell, and what it shows says which it is of. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../../../shared/ipc.ts';
import type { PackedDetail } from '../../../../shared/slots/packed-detail.ts';
import { DEFAULT_SCAN } from '../../../../shared/slots/scan-model.ts';
import type { SlotCounts, SlotPart } from '../../../../shared/slots/slot-model.ts';
import type { Surroundings } from '../../../../renderer/window/feature.ts';
import { performMap } from '../../../../renderer/features/map/effects.ts';
import { inDatabase } from '../../../../renderer/kit/database-words.ts';
import { sidesOf } from '../../../../renderer/features/map/slot-words.ts';
import { optionsText } from '../../../../renderer/features/tags/scan-words.ts';
import { performSlot } from '../../../../renderer/features/slot/effects.ts';
import { optionsOf } from '../../../../renderer/features/tags/state.ts';
import type { Message } from '../../../../renderer/window/message.ts';
import { initialState, reduce } from '../../../../renderer/window/reduce.ts';
import type { State } from '../../../../renderer/window/state.ts';
import { createStore } from '../../../../renderer/kit/store.ts';
import { connectedSession, nodeAt, nodeStats, threeShards } from '../../../support/cluster-fixtures.ts';
import { BOOT } from '../../../support/window-fixtures.ts';

const boot = {
  ...BOOT,
  session: connectedSession,
  shells: [connectedSession, { ...connectedSession, shell: 2, database: 7 }],
  topology: threeShards,
};
const select = (database: number): Message => ({
  type: 'session',
  session: { ...connectedSession, database },
});
const countsOf = (database: number): SlotCounts => ({
  database,
  keys: new Uint32Array(16384),
  known: new Uint8Array(16384).fill(1),
  asked: [],
  missing: [],
  at: 0,
  milliseconds: 1,
});
const detailOf = (slot: number, database: number): PackedDetail => ({
  slot,
  database,
  parts: [],
  milliseconds: 1,
});

/** Databases that main was asked about, each with the way to answer. */
let counted: { database: number; answer(): void; fail(): void }[];
let details: { database: number; limit: number; slot: number; answer(): void; fail(): void }[];
let store: { state(): State; send(message: Message): void };
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(() => {
  counted = [];
  details = [];
  const slotCounts: Client['slotCounts'] = ({ database }) =>
    new Promise((resolve, reject) =>
      counted.push({
        database,
        answer: () => resolve(countsOf(database)),
        fail: () => reject(new Error('no')),
      }),
    );
  const slotDetail: Client['slotDetail'] = ({ slot, limit, database }) =>
    new Promise((resolve, reject) =>
      details.push({
        slot,
        limit,
        database,
        answer: () => resolve(detailOf(slot, database)),
        fail: () => reject(new Error('no')),
      }),
    );
  const surroundings = {
    client: { slotCounts, slotDetail } as Client,
    send: (message: Message) => store.send(message),
    draw: () => undefined,
  } as Surroundings;
  store = createStore<State, Message>(initialState(boot, 1440, 0), reduce, (message, state) => {
    performMap(surroundings)(message, state);
    performSlot(surroundings)(message, state);
  });
});

describe('the Slot panel', () => {
  it('asks again when the shell goes to another database, and shows nothing of the old one meanwhile', async () => {
    store.send({ type: 'ask-slot', slot: 9, limit: 1000, text: 'k' });
    details[0]!.answer();
    await settled();
    expect(store.state().slot.detail).toMatchObject({ slot: 9, database: 0 });
    store.send(select(3));
    expect(details).toMatchObject([{ database: 0 }, { database: 3, slot: 9, limit: 1000 }]);
    expect(store.state().slot).toMatchObject({ detail: null, pending: true, text: 'k' });
    details[1]!.answer();
    await settled();
    expect(store.state().slot).toMatchObject({ detail: { database: 3 }, pending: false });
    expect(details).toHaveLength(2);
  });

  it('takes no late answer about the database that was left', async () => {
    store.send({ type: 'ask-slot', slot: 9, limit: 100 });
    store.send(select(3));
    details[0]!.fail();
    await settled();
    expect(store.state().slot).toMatchObject({ failure: null, pending: true });
    details[1]!.fail();
    await settled();
    expect(store.state().slot.failure).not.toBeNull();
    expect(details).toHaveLength(2);
  });

  it('follows the shell that is shown, and opens no panel for it', () => {
    store.send({ type: 'ask-slot', slot: 9, limit: 100 });
    store.send({ type: 'tab', tab: 'trace' });
    store.send({ type: 'show-shell', shell: 2 });
    expect(details.at(-1)).toMatchObject({ database: 7 });
    expect(store.state().tab).toBe('trace');
  });
});

describe('the map', () => {
  it('counts again in the database that the shell goes to, if it had counted', async () => {
    store.send(select(3));
    expect(counted).toEqual([]);
    store.send({ type: 'map-count' });
    counted[0]!.answer();
    await settled();
    store.send(select(5));
    expect(counted.map(({ database }) => database)).toEqual([3, 5]);
    expect(store.state().map.counts).toBeNull();
    // While these are counted the shell goes on: what comes is of 5, and 6 is counted after it.
    store.send(select(6));
    expect(counted).toHaveLength(2);
    counted[1]!.answer();
    await settled();
    expect(counted.map(({ database }) => database)).toEqual([3, 5, 6]);
    counted[2]!.fail();
    await settled();
    store.send({ type: 'tick', now: 1 });
    expect(counted).toHaveLength(3);
    expect(store.state().map).toMatchObject({ counts: null, progress: null });
  });

  it('does not show what the two nodes of an open slot have of another database', () => {
    const part: SlotPart = { node: 'a:1', shard: 1, role: 'source', count: 1, keys: [], problem: '' };
    const detail = { slot: 5, database: 0, parts: [part, part], milliseconds: 1 };
    store.send({ type: 'map-sides', detail, cluster: 0 });
    expect(sidesOf(store.state(), 5)).toHaveLength(2);
    store.send(select(3));
    expect(sidesOf(store.state(), 5)).toBeNull();
  });
});

describe('figures and scans', () => {
  const stats = (databases: { [database: number]: number }): Message => ({
    type: 'stats',
    at: 1000,
    stats: [nodeStats(7000, { keys: 9, databases })],
  });
  const keys = () => store.state().metrics[nodeAt(7000)]!.keys;

  it('a node’s keys are those of the shell’s database, at once when that changes', () => {
    store.send(stats({ 0: 4, 3: 5 }));
    expect(keys()).toBe(4);
    store.send(select(3));
    expect(keys()).toBe(5);
    store.send(select(8));
    expect(keys()).toBe(0);
    store.send({ type: 'stats', at: 2000, stats: [nodeStats(7000, { keys: null, databases: {} })] });
    expect(keys()).toBeNull();
  });

  it('the database is named only if there is another one', () => {
    const named = (database: number) => inDatabase(database, store.state().metrics);
    store.send(stats({ 0: 4 }));
    expect([named(0), named(3)]).toEqual(['', ' in database 3']);
    store.send(stats({ 0: 4, 3: 5 }));
    expect(named(0)).toBe(' in database 0');
  });

  it('a scan is of the shell’s database, whatever was scanned before', () => {
    store.send({ type: 'scan-options', options: { database: 1, count: 500 } });
    store.send(select(3));
    const options = optionsOf(store.state().tags, store.state().session);
    expect(options).toMatchObject({ database: 3, count: 500 });
    expect(optionsText(options)).toBe('SCAN COUNT 500 on the primaries in database 3');
    expect(optionsText(DEFAULT_SCAN)).toBe('SCAN COUNT 1000 on the primaries');
  });
});
