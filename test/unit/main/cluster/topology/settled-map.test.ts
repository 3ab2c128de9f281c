import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChangeLog } from '../../../../../main/workspace/change-log.ts';
import type { NodeLine, ShardReading } from '../../../../../main/cluster/topology/reading.ts';
import { MapNews } from '../../../../../main/cluster/topology/map-news.ts';
import { buildTopology } from '../../../../../main/cluster/topology/building.ts';
import type { Change } from '../../../../../shared/cluster/change.ts';
import type { Topology } from '../../../../../shared/cluster/topology.ts';
import { nodeAt } from '../../../../support/cluster-fixtures.ts';

// A history: three shards of three nodes each, in which primaries fail, old ones return as replicas, and slots move.

interface Member {
  port: number;
  role: 'primary' | 'replica';
  failed: boolean;
  epoch: number;
}
/** Members by shard, whose slots as blocks: block b is slots 1000b to 1000b + 99. */
interface State {
  epoch: number;
  shards: Member[][];
  blocks: number[];
}
type Event =
  | { kind: 'failover'; shard: number }
  | { kind: 'return'; shard: number }
  | { kind: 'move'; block: number; to: number };

const BLOCKS = 12;
const START: State = {
  epoch: 3,
  shards: [0, 1, 2].map((shard) =>
    [0, 1, 2].map((place) => ({
      port: 7000 + 10 * shard + place,
      role: place === 0 ? 'primary' : 'replica',
      failed: false,
      epoch: shard + 1,
    })),
  ),
  blocks: Array.from({ length: BLOCKS }, (_, block) => block % 3),
};

/** Null where the event cannot happen in this state. */
function happen(state: State, event: Event): State | null {
  const next = structuredClone(state);
  if (event.kind === 'move') {
    if (state.blocks[event.block] === event.to) return null;
    next.blocks[event.block] = event.to;
    next.epoch++;
    // SETSLOT NODE at the target gives it the greatest epoch.
    for (const member of next.shards[event.to]!) if (!isGone(member)) member.epoch = next.epoch;
    return next;
  }
  const members = next.shards[event.shard]!;
  const old = members.find(isGone);
  if (event.kind === 'return') {
    if (!old) return null;
    const { epoch } = members.find((member) => member.role === 'primary' && !member.failed)!;
    Object.assign(old, { role: 'replica', failed: false, epoch });
    return next;
  }
  const heir = members.find((member) => member.role === 'replica');
  if (old || !heir) return null;
  members.find((member) => member.role === 'primary')!.failed = true;
  heir.role = 'primary';
  next.epoch++;
  for (const member of members) if (!isGone(member)) member.epoch = next.epoch;
  return next;
}
const isGone = ({ failed }: Member) => failed;
const idOf = (port: number) => String(port).padStart(40, '0');
const leaderOf = (members: readonly Member[]) =>
  members.find((member) => member.role === 'primary' && !member.failed)!;

/** The map of a node that knows the history up to this state. */
function reading({ shards, blocks, epoch }: State, readAt: number, previous: Topology | null): Topology {
  const slotsOf = (shard: number) =>
    [...blocks.entries()]
      .filter(([, owner]) => owner === shard)
      .map(([block]) => ({ first: block * 1000, last: block * 1000 + 99 }));
  const nodes = shards.flatMap((members, shard) =>
    members.map(({ port, role, failed, epoch: configEpoch }): NodeLine => {
      const leader = leaderOf(members);
      return {
        id: idOf(port),
        address: nodeAt(port),
        flags: [role === 'primary' ? 'master' : 'slave', ...(failed ? ['fail'] : [])],
        primaryId: role === 'primary' ? null : idOf(leader.port),
        configEpoch,
        pongAt: null,
        linkState: 'connected',
        slots: port === leader.port ? slotsOf(shard) : [],
        migrating: [],
        importing: [],
      };
    }),
  );
  const listed = (member: Member) => ({
    id: idOf(member.port),
    address: nodeAt(member.port),
    role: member.role,
    loading: false,
  });
  const readings = shards.flatMap((members, shard): ShardReading[] => [
    { slots: slotsOf(shard), nodes: members.filter((member) => !member.failed).map(listed) },
    // CLUSTER SHARDS lists a failed primary as a separate shard.
    ...members.filter(isGone).map((member) => ({ slots: [], nodes: [listed(member)] })),
  ]);
  const more = { views: [], silent: new Set<string>(), reports: new Map<string, number>() };
  const info = `cluster_state:ok\r\ncluster_current_epoch:${epoch}\r\n`;
  const about = { source: nodeAt(7000), readAt, cause: 'timer' as const };
  return buildTopology({ shards: readings, nodes, info, ...more, ...about }, previous);
}

const events = fc.oneof(
  fc.record({ kind: fc.constant('failover' as const), shard: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ kind: fc.constant('return' as const), shard: fc.integer({ min: 0, max: 2 }) }),
  fc.record({
    kind: fc.constant('move' as const),
    block: fc.integer({ min: 0, max: BLOCKS - 1 }),
    to: fc.integer({ min: 0, max: 2 }),
  }),
);
/** The states of a history, each event in it possible and no shard or block touched twice in the same way. */
const histories = fc.array(events, { maxLength: 12 }).map((wanted) => {
  const states = [START];
  const happened: Event[] = [];
  for (const event of wanted) {
    const twice = happened.some(
      (one) =>
        one.kind === event.kind &&
        (one.kind === 'move'
          ? one.block === (event as typeof one).block
          : one.shard === (event as typeof one).shard),
    );
    const next = twice ? null : happen(states.at(-1)!, event);
    if (!next) continue;
    states.push(next);
    happened.push(event);
  }
  return { states, happened };
});

/** The timeline's entries for readings of these states, in this order. */
function timelineOf(states: readonly State[]): Change[] {
  const log = new ChangeLog(() => {});
  log.open('test');
  let map: Topology | null = null;
  for (const [i, state] of states.entries()) log.compare((map = reading(state, 1000 * i, map)));
  return log.entries.filter(({ kind }) => kind !== 'first-read' && kind !== 'epoch');
}

const wordsOf = (change: Change) =>
  change.kind === 'slots-moved'
    ? change.slots.map(({ first }) => `block ${first / 1000} to ${change.to?.shard}`)
    : change.kind === 'failover'
      ? [`failover in ${change.about?.shard}`]
      : change.kind === 'demoted'
        ? [`return in ${change.about?.shard}`]
        : change.kind === 'failed' || change.kind === 'recovered'
          ? [`${change.kind} in ${change.about?.shard}`]
          : [`unexpected: ${change.kind}`];
const expectedOf = (event: Event) =>
  event.kind === 'move'
    ? [`block ${event.block} to ${event.to + 1}`]
    : event.kind === 'failover'
      ? [`failover in ${event.shard + 1}`, `failed in ${event.shard + 1}`]
      : [`return in ${event.shard + 1}`, `recovered in ${event.shard + 1}`];

test('in any order of node views along one history, each event is reported once, and no other', () => {
  fc.assert(
    fc.property(histories, fc.array(fc.nat(), { maxLength: 20 }), ({ states, happened }, order) => {
      const views = order.map((at) => states[at % states.length]!);
      const told = timelineOf([START, ...views, states.at(-1)!]).flatMap(wordsOf);
      // An old primary whose failure and return came between two readings was never seen failed.
      const seenFailed = (text: string) => told.includes(text) || !/^(failed|recovered)/.test(text);
      expect(told.sort()).toEqual(happened.flatMap(expectedOf).filter(seenFailed).sort());
      expect(new Set(told).size).toBe(told.length);
    }),
    { numRuns: 100 },
  );
});

test('the epochs of a shard’s failovers only grow, however often it fails over and in whatever order views come', () => {
  fc.assert(
    fc.property(
      fc.array(events, { maxLength: 25 }),
      fc.array(fc.nat(), { maxLength: 25 }),
      (wanted, order) => {
        const states = [START];
        for (const event of wanted) states.push(happen(states.at(-1)!, event) ?? states.at(-1)!);
        const told = timelineOf([START, ...order.map((at) => states[at % states.length]!), states.at(-1)!]);
        const last = new Map<number, { node: string; epoch: number }>();
        for (const { kind, about, from, to, detail } of told) {
          if (kind !== 'failover') continue;
          const [, old, epoch] = /^epoch (\d+) → (\d+)$/.exec(detail)!.map(Number);
          expect(epoch).toBeGreaterThan(old!);
          const before = last.get(about!.shard!);
          if (before) expect(from!.node).toBe(before.node);
          last.set(about!.shard!, { node: to!.node!, epoch: epoch! });
        }
      },
    ),
    { numRuns: 100 },
  );
});

test.each([
  ['moved away before it', [1, 4, 7, 10], []],
  ['moved away after it', [], [1, 4, 7, 10]],
])('a failover in a shard whose slots %s is one, though no slot tells its heir', (_, before, after) => {
  const move = (block: number): Event => ({ kind: 'move', block, to: 0 });
  const all: Event[] = [...before.map(move), { kind: 'failover', shard: 1 }, ...after.map(move)];
  const last = all.reduce<State>((state, event) => happen(state, event)!, START);
  expect(timelineOf([START, last]).flatMap(wordsOf).sort()).toEqual(all.flatMap(expectedOf).sort());
});

const failedOver = happen(START, { kind: 'failover', shard: 1 })!;

test('an old primary that returns with its old map is not reported, neither in the timeline nor in the transcript', () => {
  const transcript = new MapNews();
  const maps = [START, failedOver, START, failedOver, happen(failedOver, { kind: 'return', shard: 1 })!];
  let raw: Topology | null = null;
  const news: string[] = [];
  for (const [i, state] of maps.entries()) {
    raw = reading(state, i, raw);
    news.push(...transcript.take(raw).map(({ text }) => text));
  }
  expect(news).toEqual([
    'Failover in shard 2: 127.0.0.1:7011 was promoted, replacing 127.0.0.1:7010 (epoch 2 → 4).',
  ]);
  expect(timelineOf(maps).map(({ kind }) => kind)).toEqual(['failed', 'failover', 'recovered', 'demoted']);
});

test('an old map that all nodes of a healthy cluster return for a minute is reported as a restored cluster', () => {
  const log = new ChangeLog(() => {});
  log.open('test');
  let map = reading(START, 0, null);
  log.compare(map);
  log.compare((map = reading(failedOver, 1000, map)));
  const about = () => log.entries.filter(({ kind }) => kind === 'failover').map(({ detail }) => detail);
  for (const at of [2000, 30_000, 61_000]) log.compare((map = reading(START, at, map)));
  expect(about()).toEqual(['epoch 2 → 4']);
  log.compare((map = reading(START, 62_000, map)));
  expect(about()).toEqual(['epoch 2 → 4', 'epoch 4 → 2, restored from an earlier state']);
});
