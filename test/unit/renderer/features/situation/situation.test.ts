import { expect, test } from 'vitest';
import { reportOf } from '../../../../../renderer/features/situation/report.ts';
import {
  badgeOf,
  currentRow,
  effectOf,
  isStale,
  NO_SITUATION,
  reduceSituation,
  type SituationState,
} from '../../../../../renderer/features/situation/state.ts';
import { stuckIn } from '../../../../../renderer/features/situation/stuck.ts';
import { stopwatch } from '../../../../../renderer/features/situation/times.ts';
import type { Message } from '../../../../../renderer/window/message.ts';
import { initialState } from '../../../../../renderer/window/reduce.ts';
import type { State } from '../../../../../renderer/window/state.ts';
import type { Situation, SituationAction, SituationRow } from '../../../../../shared/operations/situation.ts';
import type { LocalCluster } from '../../../../../shared/local/local.ts';
import { threeShards } from '../../../../support/cluster-fixtures.ts';
import { BOOT } from '../../../../support/window-fixtures.ts';

const row = (id: string, severity: SituationRow['severity'] = 'warning'): SituationRow => ({
  id,
  shape: 'triangle',
  severity,
  title: `Row ${id}`,
  tag: 'TAG',
  shard: 1,
  since: { at: 1000, from: 'nodes' },
  slots: [{ first: 0, last: 9 }],
  service: 'risk',
  keys: { count: 3, countedAt: null, text: '' },
  affects: 'Nobody.',
  byItself: { lead: 'Nothing.', text: '' },
  next: 'Wait.',
  actions: [],
  details: [{ node: '127.0.0.1:7000', says: 'connection refused' }],
  commands: [],
});
const situation = (rows: SituationRow[]): Situation => ({
  kind: 'read',
  checkedAt: 10_000,
  tookMs: 100,
  headline: { title: 'Row a', text: 'All slots are served.', since: 1000 },
  strip: [],
  rows,
  notes: [],
  resolved: [],
  checks: [{ name: 'Votes', text: '3 of 3 primaries answer' }],
  unchecked: [
    { node: '127.0.0.1:7000', why: 'connection refused', isMute: false },
    { node: '127.0.0.1:7001', why: 'NOPERM', isMute: true },
  ],
  nodes: 6,
  last: null,
});
const start = initialState(BOOT, 1440, 0);
const reduced = (own: SituationState, message: Message, before: State = start) =>
  reduceSituation(own, message, before);
const read = (rows: SituationRow[]) =>
  reduced(NO_SITUATION, { type: 'situation-read', answer: situation(rows) });

test('the badge counts findings, and is red for an error alone', () => {
  expect(badgeOf(NO_SITUATION)).toBeNull();
  expect(badgeOf(read([]))).toBeNull();
  expect(badgeOf(read([row('a'), row('b')]))).toEqual({ count: 2, isBad: false });
  expect(badgeOf(read([row('a', 'error')]))).toEqual({ count: 1, isBad: true });
});

test('the keyboard stays on its row, and goes to the first once that is gone', () => {
  const own = reduced(read([row('a'), row('b')]), { type: 'situation-at', row: 'b' });
  expect(currentRow(own)?.id).toBe('b');
  const next = reduced(own, { type: 'situation-read', answer: situation([row('a')]) });
  expect(currentRow(next)?.id).toBe('a');
});

test('no answer keeps the last reading, and an answer ends that', () => {
  const answer = { kind: 'no-answer' as const, checkedAt: 20_000, tookMs: 10, tried: [] };
  const lost = reduced(read([row('a')]), { type: 'situation-read', answer });
  expect(lost).toMatchObject({ missing: answer, situation: { checkedAt: 10_000 } });
  expect(reduced(lost, { type: 'situation-read', answer: situation([]) }).missing).toBeNull();
});

test('a reading is stale once three are overdue, and slow ones have longer', () => {
  const own = read([]);
  expect(isStale(own, 10_100 + 6300)).toBe(false);
  expect(isStale(own, 10_100 + 6301)).toBe(true);
  const slow = { ...own, situation: { ...own.situation!, tookMs: 5000 } };
  expect(isStale(slow, 15_000 + 30_000)).toBe(false);
});

const action = (more: Partial<SituationAction>): SituationAction => ({
  key: 'S',
  label: 'Do it…',
  does: 'It is done.',
  request: null,
  form: null,
  resume: null,
  start: null,
  command: null,
  refusal: null,
  ...more,
});

test('an action opens its plan or form, starts a node of the demo, or says why not', () => {
  const request = { kind: 'failover', node: 'a', how: 'plain' } as const;
  expect(effectOf(action({ request }), start)).toBe('plan');
  expect(effectOf(action({ form: { kind: 'add-replica', primary: 'a' } }), start)).toBe('plan');
  expect(effectOf(action({ request, refusal: 'Not yet.' }), start)).toBe('card');
  const node = action({ start: '127.0.0.1:7001' });
  expect(effectOf(node, start)).toBe('card');
  const demo = (running: boolean): State => ({
    ...start,
    session: { ...start.session, environment: 'demo' },
    demo: { ...start.demo, phase: 'running', nodes: [{ port: 7001, running }] },
  });
  const conf = '/home/ann/local/7001/redis.conf';
  const cluster: LocalCluster = {
    id: 'c1',
    name: 'mine',
    phase: 'running',
    persistence: 'none',
    primaries: 3,
    replicas: 0,
    server: null,
    directory: '/home/ann/local',
    nodes: [
      {
        port: 7001,
        busPort: 17_001,
        pid: null,
        state: 'killed',
        directory: '/home/ann/local/7001',
        confFile: conf,
        logFile: '',
        isExtra: false,
      },
    ],
    log: [],
    failure: null,
  };
  const local = { ...start, local: { ...start.local, clusters: [cluster] } };
  expect(effectOf(action({ ...node, command: `redis-server ${conf}` }), local)).toBe('start');
  expect(effectOf(action({ ...node, command: 'redis-server /etc/redis.conf' }), local)).toBe('card');
  expect(effectOf(node, demo(false))).toBe('start');
  expect(effectOf(node, demo(true))).toBe('card');
});

test('what opens a plan shows nothing on the page', () => {
  const planned = { ...row('a'), actions: [action({ request: { kind: 'forget', node: 'a' } })] };
  expect(reduced(read([planned]), { type: 'situation-action', row: 'a', key: 'S' }).action).toBeNull();
});

test('the strip names a slot that is stuck, and none that still moves', () => {
  const slots = [{ first: 449, last: 449 }];
  expect(stuckIn([{ ...row('open a b', 'error'), slots }, row('down a', 'error')])).toEqual([
    { slot: 449, count: 1 },
  ]);
  expect(stuckIn([{ ...row('open a b', 'note'), slots }])).toEqual([]);
});

test('a search for keys is remembered until another cluster comes', () => {
  const found = { at: 5, findings: [], unchecked: [] };
  const own = reduced(reduced(NO_SITUATION, { type: 'situation-search' }), {
    type: 'situation-found',
    found,
  });
  expect(own).toMatchObject({ foreign: found, isSearching: false });
  expect(reduced(own, { type: 'topology', topology: null }).foreign).toBeNull();
});

test('an action is shown, and hidden by the same key or on another row', () => {
  const actions = [action({ refusal: 'Not yet.' })];
  const shown = reduced(read([{ ...row('a'), actions }, row('b')]), {
    type: 'situation-action',
    row: 'a',
    key: 'S',
  });
  expect(shown.action).toEqual({ row: 'a', key: 'S' });
  expect(reduced(shown, { type: 'situation-action', row: 'a', key: 'S' }).action).toBeNull();
  expect(reduced(shown, { type: 'situation-at', row: 'b' }).action).toBeNull();
});

test('the report has the five answers of each row, the checks, and what was not checked', () => {
  const a = { ...row('a'), shard: null, title: 'Shard 2 is slow' };
  expect(reportOf(situation([{ ...row('a'), shard: null }]), threeShards)).not.toContain('- shard');
  expect(reportOf(situation([a]), threeShards)).toMatch(
    /by their numbers in this window:\n- shard 2: 127\.0\.0\.1:7001 \(primary, 0+7001\), 127\.0\.0\.1:7004 \(replica, 0+7004\)\n$/,
  );
  const text = reportOf(situation([row('a')]), null);
  for (const part of [
    'Row a. For 00:00:09. All slots are served.',
    '1. Row a [TAG]',
    'told by the nodes',
    'slots: 0–9, 10 slots',
    'affects: Nobody.',
    'by itself: Nothing.',
    'next: Wait.',
    '127.0.0.1:7000: connection refused',
    '- Votes: 3 of 3 primaries answer',
    'not checked, because they do not answer: 127.0.0.1:7000; not checked, because they refuse to be asked: 127.0.0.1:7001',
  ])
    expect(text).toContain(part);
});

test('durations run in hours, minutes and seconds', () => {
  expect([stopwatch(-5), stopwatch(44_900), stopwatch(97_390_000)]).toEqual([
    '00:00:00',
    '00:00:44',
    '27:03:10',
  ]);
});
