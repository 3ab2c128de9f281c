/** A reshard as main reports it: shard 3 gets 100 slots of shard 1 and 50 of shard 2. */
import type { OfferedPlan, OperationStatus } from '../../shared/operations/operation.ts';
import { planSchema, type Plan } from '../../shared/operations/plan.ts';
import type { ClusterNode, Topology } from '../../shared/cluster/topology.ts';
import type { SlotOwner } from '../../shared/operations/moves.ts';

export const IDS = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
export const ADDRESSES = ['10.0.0.1:7000', '10.0.0.2:7000', '10.0.0.3:7000'] as const;
const [A, B, C] = IDS;

export const BEFORE: SlotOwner[] = [
  { id: A, slots: [{ first: 0, last: 5460 }] },
  { id: B, slots: [{ first: 5461, last: 10922 }] },
  { id: C, slots: [{ first: 10923, last: 16383 }] },
];
export const AFTER: SlotOwner[] = [
  { id: A, slots: [{ first: 100, last: 5460 }] },
  { id: B, slots: [{ first: 5511, last: 10922 }] },
  {
    id: C,
    slots: [
      { first: 0, last: 99 },
      { first: 5461, last: 5510 },
      { first: 10923, last: 16383 },
    ],
  },
];

const step = (number: number, from: string, first: number, last: number, keys: number | null) => ({
  number,
  title: `Move ${last - first + 1} slots.`,
  action: { kind: 'move-slots', from, to: C, slots: [{ first, last }], options: { rate: 2000 } },
  commands: [{ node: ADDRESSES[2], line: `CLUSTER SETSLOT … IMPORTING ${from}` }],
  moves: { slots: last - first + 1, keys, bytes: keys === null ? null : keys * 100 },
  risk: null,
  undo: 'The slots move back.',
  onFailure: 'stop',
});

const request = { kind: 'reshard', from: [], to: C, amount: 150, by: 'slots' };

/** `keys`: of the second step. */
export const plan = (keys: number | null = 300): Plan =>
  planSchema.parse({
    version: 1,
    request: { ...request, move: {} },
    madeAt: 0,
    cluster: ADDRESSES[0],
    title: 'Move 150 slots',
    remarks: [],
    fingerprint: { owners: BEFORE, nodes: [], newNodes: [] },
    steps: [step(0, A, 0, 99, 200), step(1, B, 5461, 5510, keys)],
    totals: { slots: 150, keys: keys === null ? null : 200 + keys, bytes: null },
  });

export const offeredPlan = (more: Partial<OfferedPlan> = {}): OfferedPlan => ({
  kind: 'plan',
  id: 'reshard-1',
  plan: plan(),
  before: BEFORE,
  after: AFTER,
  addresses: Object.fromEntries(IDS.map((id, i) => [id, ADDRESSES[i]!])),
  toType: null,
  ...more,
});

export const operationStatus = (more: Partial<OperationStatus> = {}): OperationStatus => ({
  name: 'reshard-1',
  file: '/state/reshard-1.jsonl',
  plan: plan(),
  before: BEFORE,
  after: AFTER,
  addresses: offeredPlan().addresses,
  startedAt: 1000,
  endedAt: null,
  state: 'running',
  isBigLast: false,
  p99Ms: {},
  progress: null,
  steps: plan().steps.map(() => ({ state: 'waiting', text: '', beganAt: null, endedAt: null })),
  moved: [],
  open: [],
  journal: [],
  conflict: null,
  report: null,
  failure: null,
  isUndoable: true,
  ...more,
});

const node = (id: string, address: string, role: ClusterNode['role'] = 'primary'): ClusterNode => ({
  id,
  address,
  role,
  health: 'online',
  flags: [],
  configEpoch: 1,
  linkState: 'connected',
  failureReports: 0,
});

/** Three shards; `drained`: the first has given all of its slots to the third, and is its replica. */
export function clusterMap(drained = false): Topology {
  const nodes = IDS.map((id, i) => node(id, ADDRESSES[i]!));
  const shards = BEFORE.map(({ slots }, i) => ({
    number: i + 1,
    slots,
    slotCount: 5461,
    primary: nodes[i]!,
    replicas: [] as ClusterNode[],
  }));
  if (drained) {
    shards.shift();
    shards[1]!.replicas = [{ ...nodes[0]!, role: 'replica' }];
  }
  return {
    version: drained ? 2 : 1,
    kind: 'cluster',
    state: 'ok',
    covered: 16384,
    epoch: 3,
    shards,
    migrations: [],
    contests: [],
    views: [],
    source: ADDRESSES[0],
    readAt: 0,
    cause: 'timer',
  };
}
