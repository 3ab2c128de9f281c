import { expect, test } from 'vitest';
import {
  draftOf,
  emptyDraft,
  numberOf,
  requestOf,
} from '../../../../../renderer/features/operations/draft.ts';
import {
  NO_OPERATIONS,
  isRunning,
  openOperations,
} from '../../../../../renderer/features/operations/state.ts';
import { isStale } from '../../../../../renderer/features/operations/watched.ts';
import { words } from '../../../../../renderer/features/operations/words.ts';
import { initialState, reduce } from '../../../../../renderer/window/reduce.ts';
import type { Message } from '../../../../../renderer/window/message.ts';
import type { ListedOperation } from '../../../../../shared/operations/operation.ts';
import { requestSchema } from '../../../../../shared/operations/request.ts';
import { clusterMap, IDS, offeredPlan, operationStatus } from '../../../../support/operation-status.ts';
import { BOOT } from '../../../../support/window-fixtures.ts';

const [A, B, C] = IDS;
const begin = { ...initialState(BOOT, 1440, 0), topology: clusterMap() };
const after = (...messages: Message[]) => messages.reduce(reduce, begin);
const own = (...messages: Message[]) => after(...messages).operations;

test('a form that is opened from elsewhere comes filled in, in front', () => {
  const state = after({
    type: 'operations-open',
    request: { kind: 'reshard', from: [A], to: C, amount: 5e6, by: 'bytes' },
  });
  expect(state.view).toBe('operations');
  expect(state.operations).toMatchObject({
    page: 'form',
    asking: null,
    draft: { kind: 'reshard', from: [A], to: C, amount: '5', by: 'bytes', isTried: false },
  });
});

test('a complete request is planned at once, and one that lacks something shows what', () => {
  const failover = { kind: 'failover', node: B, how: 'force' } as const;
  expect(own({ type: 'operations-open', request: failover, plan: true }).asking).toBe('plan');
  const half = own({ type: 'operations-open', request: { kind: 'failover' }, plan: true });
  expect(half).toMatchObject({ asking: null, draft: { isTried: true } });
  expect(requestOf(half.draft!, clusterMap())).toEqual({ problems: { node: words.problems.choose } });
});

test('each form makes a request that main takes', () => {
  const filled = {
    add: { address: '10.0.0.4:7000' },
    reshard: { to: C, amount: '1,000', rate: '2000' },
    rebalance: { weights: { [A]: '0', [B]: '', [C]: '1.5' } },
    'remove-node': { node: A },
    'replace-node': { node: A, address: 'db4.example:7000' },
    failover: { node: B },
    replicate: { node: A, primary: B },
    forget: { node: A },
    fix: { lostNodes: true },
  };
  for (const [kind, change] of Object.entries(filled)) {
    const draft = { ...emptyDraft(kind as keyof typeof filled), ...change };
    const read = requestOf(draft, clusterMap());
    expect('request' in read, kind).toBe(true);
    if (!('request' in read)) continue;
    expect(requestSchema.parse(read.request), kind).toEqual(read.request);
    expect(requestOf(draftOf(read.request as never), clusterMap()), `${kind}, opened again`).toEqual(read);
  }
  expect(
    requestOf({ ...emptyDraft('rebalance'), weights: { [A]: '0', [C]: '1.5' } }, clusterMap()),
  ).toMatchObject({
    request: { weights: { [A]: 0, [C]: 1.5 }, threshold: 2 },
  });
});

test('what is wrong in a form is named at its field', () => {
  const problems = (change: object, kind: 'reshard' | 'add' | 'rebalance' = 'reshard') => {
    const read = requestOf({ ...emptyDraft(kind), ...change }, clusterMap());
    return 'problems' in read ? Object.keys(read.problems) : [];
  };
  expect(problems({})).toEqual(['to', 'amount']);
  expect(problems({ to: 'e'.repeat(40), amount: '16385', rate: '0' })).toEqual(['to', 'amount', 'rate']);
  expect(problems({ from: [C], to: C, amount: '1' })).toEqual(['from']);
  expect(problems({ address: '10.0.0.4' }, 'add')).toEqual(['address']);
  expect(problems({ address: '10.0.0.4:70000' }, 'add')).toEqual(['address']);
  expect(problems({ weights: { [A]: '-1' } }, 'rebalance')).toEqual(['weights']);
  expect([numberOf('1,000'), numberOf('1.5'), numberOf('1e3'), numberOf('')]).toEqual([
    1000,
    1.5,
    null,
    null,
  ]);
});

test('a plan stays until the operation that it starts reports, even if an earlier report is known', () => {
  const earlier = operationStatus({ name: 'reshard-0', state: 'done', endedAt: 900 });
  const started = [
    { type: 'operation', status: earlier },
    { type: 'operations-offered', offered: offeredPlan() },
    { type: 'operations-start' },
  ] as const;
  expect(own(...started)).toMatchObject({ page: 'plan', asking: 'start' });
  const running = own(...started, { type: 'operation', status: operationStatus() });
  expect(running).toMatchObject({ page: 'watch', asking: null, offered: null });
  expect(isRunning(running)).toBe(true);
  const ended = operationStatus({ state: 'failed', endedAt: 1100 });
  expect(own(...started, { type: 'operation', status: ended }).page).toBe('watch');
});

test('while one runs nothing else is opened, and the user is told', () => {
  const state = own(
    { type: 'operation', status: operationStatus() },
    { type: 'operations-open', request: { kind: 'fix' } },
  );
  expect(state).toMatchObject({ page: 'watch', draft: null, notes: [words.oneAtATime] });
});

test('the longest MIGRATE and the latest ones are remembered, each once', () => {
  const progress = (latencyMs: number | null) => ({
    ...{
      state: 'running' as const,
      step: 0,
      steps: 2,
      title: '',
      slot: 1,
      rate: null,
      leftMs: null,
      limit: null,
      restMs: null,
    },
    done: { slots: 0, keys: 0, bytes: 0 },
    total: { slots: 150, keys: 0, bytes: 0 },
    latencyMs,
  });
  const told = [null, 2, 2, 11, 3].map((ms) => ({
    type: 'operation' as const,
    status: operationStatus({ progress: progress(ms) }),
  }));
  expect(own(...told).watched).toMatchObject({ latencies: [2, 11, 3], slowest: 11, limit: 2000 });
  expect(own(...told, { type: 'operations-pace', limit: 500 }).watched!.limit).toBe(500);
});

test('figures are old after three seconds, but not those of an operation that has ended or waits', () => {
  const watched = own({ type: 'operation', status: operationStatus() }).watched!;
  const late = watched.heardAt + 3001;
  expect(isStale(operationStatus(), watched, watched.heardAt + 2999)).toBe(false);
  expect(isStale(operationStatus(), watched, late)).toBe(true);
  expect(isStale(operationStatus({ state: 'waiting' }), watched, late)).toBe(false);
  expect(isStale(operationStatus({ state: 'done', endedAt: 1 }), watched, late)).toBe(false);
});

test('those of this cluster that were cut off are offered, until they are forgotten', () => {
  const listed = (name: string, more: Partial<ListedOperation> = {}): ListedOperation => ({
    name,
    title: `Move slots ${name}`,
    kind: 'reshard',
    cluster: '10.0.0.1:7000',
    startedAt: 0,
    pausedAt: null,
    state: 'interrupted',
    stepsDone: 0,
    steps: 1,
    slotsMoved: 0,
    slots: 0,
    isResumable: true,
    isUndoable: true,
    isHere: true,
    ...more,
  });
  const operations = [
    listed('a'),
    listed('b', { isHere: false }),
    listed('c', { state: 'done', isResumable: false }),
    listed('d', { state: 'failed' }),
  ];
  const list: Message = { type: 'operations-listed', list: { operations, unreadable: [] } };
  expect(openOperations(own(list)).map(({ name }) => name)).toEqual(['a', 'd']);
  expect(openOperations(NO_OPERATIONS)).toEqual([]);
  const paused = operationStatus({ state: 'paused', endedAt: 1 });
  const forgotten = own(
    { type: 'operation', status: paused },
    { type: 'operations-forgotten', name: paused.name, notes: ['Slot 5 is open.'] },
  );
  expect(forgotten).toMatchObject({ page: 'choose', status: null, notes: ['Slot 5 is open.'] });
});

test('nothing of another cluster stays, but an operation that runs', () => {
  const first: Message = {
    type: 'changes',
    changes: [{ kind: 'first-read', at: 0 } as Extract<Message, { type: 'changes' }>['changes'][number]],
  };
  const ended = operationStatus({ state: 'done', endedAt: 2000 });
  expect(own({ type: 'operation', status: ended }, first)).toMatchObject({ page: 'choose', status: null });
  expect(own({ type: 'operation', status: operationStatus() }, first)).toMatchObject({ page: 'watch' });
});

test('a plan and a running operation take the room of the side panels', () => {
  const wide = after({ type: 'operations-offered', offered: offeredPlan() });
  expect(reduce(wide, { type: 'action', name: 'toggle-nodes' })).toMatchObject({ drawer: 'nodes' });
  const form = after({ type: 'operations-open', request: { kind: 'fix' } });
  expect(reduce(form, { type: 'action', name: 'toggle-nodes' })).toMatchObject({
    drawer: null,
    settings: { nodesShown: false },
  });
});

test('the way back from a plan that takes an operation up leads to the list, not to the form it was made in', () => {
  const { request } = offeredPlan().plan;
  const made: Message = { type: 'operations-open', request, plan: true };
  const answer: Message = { type: 'operations-answer', answer: offeredPlan() };
  expect(own(made, answer, { type: 'operations-back' }).page).toBe('form');
  const resumed = own(made, { type: 'operations-resume', name: 'one' }, answer, { type: 'operations-back' });
  expect(resumed).toMatchObject({ page: 'choose', draft: null });
});
