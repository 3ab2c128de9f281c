import { beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../../../../shared/ipc.ts';
import type { ScanState, TagQuery, TagRow } from '../../../../../shared/slots/scan-model.ts';
import type { Surroundings } from '../../../../../renderer/window/feature.ts';
import type { Message } from '../../../../../renderer/window/message.ts';
import { initialState, reduce } from '../../../../../renderer/window/reduce.ts';
import type { State } from '../../../../../renderer/window/state.ts';
import { createStore } from '../../../../../renderer/kit/store.ts';
import { performTags } from '../../../../../renderer/features/tags/effects.ts';
import { rowAt } from '../../../../../renderer/features/tags/tags-rows.ts';
import { connectedSession, threeShards } from '../../../../support/cluster-fixtures.ts';
import { BOOT, scanState } from '../../../../support/window-fixtures.ts';
import { tagRow } from '../../../../support/tag-row.ts';

const scanOf = (more: Partial<ScanState> = {}) =>
  scanState({ keys: 10, expected: 100, tagged: 10, tags: 1000, ...more });
const rowOf = (at: number, keys: number): TagRow => tagRow(`tag${at}`, { keys, slot: at });

/** What main was asked for rows, each question with the way to answer it: 1000 rows of so many keys. */
let questions: { query: TagQuery; answer(keys: number): Promise<void> }[];
let store: { state(): State; send(message: Message): void };

/** The window's store with the effects of tags, and main at the far end of the contract. */
beforeEach(() => {
  questions = [];
  const scanTags: Client['scanTags'] = (query) =>
    new Promise((resolve) => {
      const answer = async (keys: number) => {
        const rows = Array.from({ length: query.count }, (_, i) => rowOf(query.from + i, keys));
        resolve({ scan: 1, matching: 1000, kept: 1000, from: query.from, rows });
        // What waits for the answer comes after it.
        await new Promise((done) => setTimeout(done, 0));
      };
      questions.push({ query, answer });
    });
  const surroundings = {
    client: { scanTags } as Client,
    send: (message: Message) => store.send(message),
    draw: () => undefined,
  } as Surroundings;
  const boot = {
    ...BOOT,
    session: connectedSession,
    shells: [connectedSession],
    topology: threeShards,
    scan: scanOf(),
  };
  store = createStore<State, Message>(initialState(boot, 1440, 0), reduce, (message, state) =>
    performTags(surroundings)(message, state),
  );
});

describe('rows of a scan', () => {
  const tags = () => store.state().tags.lists.tags;

  it('are asked for only while the view is shown', () => {
    store.send({ type: 'scan', scan: scanOf({ milliseconds: 5000 }) });
    expect(questions).toHaveLength(0);
    store.send({ type: 'view', view: 'tags' });
    expect(questions).toHaveLength(1);
    expect(questions[0]!.query).toMatchObject({ from: 0, order: 'keys', descending: true });
  });

  it('are asked for by one call at a time, and again once a second has passed for the scan', async () => {
    store.send({ type: 'view', view: 'tags' });
    for (let at = 0; at <= 3000; at += 250) store.send({ type: 'scan', scan: scanOf({ milliseconds: at }) });
    expect(questions).toHaveLength(1);
    await questions[0]!.answer(7);
    // What came is of the state of three seconds ago.
    expect(rowAt(tags(), 0)?.keys).toBe(7);
    expect(questions).toHaveLength(2);
    await questions[1]!.answer(9);
    expect(rowAt(tags(), 0)?.keys).toBe(9);
    store.send({ type: 'scan', scan: scanOf({ milliseconds: 3500 }) });
    expect(questions).toHaveLength(2);
    store.send({ type: 'scan', scan: scanOf({ milliseconds: 3600, phase: 'paused' }) });
    expect(questions).toHaveLength(3);
  });

  it('of what is typed last are asked for after what was typed before has been answered', async () => {
    store.send({ type: 'view', view: 'tags' });
    await questions[0]!.answer(1);
    for (const filter of ['t', 'te', '{ten}'])
      store.send({ type: 'rows-query', list: 'tags', query: { filter } });
    expect(questions.map(({ query }) => query.filter)).toEqual(['', 't']);
    await questions[1]!.answer(2);
    expect(rowAt(tags(), 0)?.keys).toBe(1);
    expect(questions.map(({ query }) => query.filter)).toEqual(['', 't', 'ten']);
    await questions[2]!.answer(3);
    expect(rowAt(tags(), 0)?.keys).toBe(3);
  });
});
