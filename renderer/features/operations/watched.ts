/** What the window remembers of an operation from one report to the next. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { OperationStatus } from '../../../shared/operations/operation.ts';
import type { State } from '../../window/state.ts';
import { shardNames, type ShardNames } from './shards.ts';

export interface Watched {
  name: string;
  /** Milliseconds since 1970 of the latest report. */
  heardAt: number;
  /** The user's own limit of keys a second; null for none. */
  limit: number | null;
  /** Milliseconds of the latest MIGRATEs, oldest first, at most SAMPLES of them. */
  latencies: readonly number[];
  /** The longest MIGRATE of all, in milliseconds; 0 before the first. */
  slowest: number;
  shards: ShardNames;
  /** Each node's figures before it began. */
  before: { readonly [node: NodeAddress]: { ops: number | null; latency: number | null } };
}

const SAMPLES = 60;

/** `window`: as it was before the report. */
export function watched(known: Watched | null, status: OperationStatus, window: State): Watched {
  const own = known?.name === status.name ? known : first(status, window);
  const latency = status.progress?.latencyMs ?? null;
  const isNew = latency !== null && latency !== own.latencies.at(-1);
  return {
    ...own,
    heardAt: Date.now(),
    shards: shardNames(status, window.topology, own.shards, status.progress?.acting),
    latencies: isNew ? [...own.latencies.slice(1 - SAMPLES), latency] : own.latencies,
    slowest: Math.max(own.slowest, latency ?? 0),
  };
}

const first = ({ name, plan }: OperationStatus, { metrics }: State): Watched => ({
  name,
  heardAt: 0,
  limit: rateOf(plan),
  latencies: [],
  slowest: 0,
  shards: new Map(),
  before: Object.fromEntries(
    Object.entries(metrics).map(([node, { latest }]) => [node, { ops: latest.ops, latency: latest.latency }]),
  ),
});

/** The limit that the plan begins with. */
function rateOf({ steps }: OperationStatus['plan']): number | null {
  const rates = steps.flatMap(({ action }) => ('options' in action ? [action.options.rate] : []));
  return rates[0] ?? null;
}

/** Whether the user's limit can hold: servers that move slots by themselves have none. */
export const isPaced = ({ steps }: OperationStatus['plan']): boolean =>
  steps.some(({ action }) => 'options' in action);

/** The slot that a pause ends first; null between slots, and where servers move many at once by themselves. */
export const slotToEnd = ({ plan, progress }: OperationStatus): number | null =>
  isPaced(plan) ? (progress?.slot ?? null) : null;

const LATE = 3000;
/** Whether its figures are older than three seconds, while it should be reporting. */
export const isStale = ({ state, endedAt }: OperationStatus, { heardAt }: Watched, now: number): boolean =>
  endedAt === null && state !== 'waiting' && now - heardAt > LATE;
