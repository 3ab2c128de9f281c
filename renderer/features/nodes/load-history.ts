/** What the nodes' load was over the last minutes, for the charts. Pure. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { NodePing, NodeStats } from '../../../shared/cluster/node-stats.ts';

export const LOADS = ['ops', 'memory', 'clients', 'latency'] as const;
export type Load = (typeof LOADS)[number];

/** The values of all nodes at one time; NaN for a node that did not answer. */
export interface Round {
  /** Milliseconds since 1970. */
  at: number;
  /** The place of each node in `values`. */
  places: ReadonlyMap<NodeAddress, number>;
  /** `width` values a node. */
  values: Float64Array;
  width: number;
}

export interface LoadHistory {
  /** Operations a second, bytes of memory, clients: oldest first. */
  stats: readonly Round[];
  /** Milliseconds of a PING; asked only while the charts are looked at. */
  pings: readonly Round[];
}

export const NO_HISTORY: LoadHistory = { stats: [], pings: [] };

const STATS = ['ops', 'memory', 'clients'] as const;
/** Milliseconds that are kept. */
const KEPT_MS = 10 * 60_000;
/** Milliseconds between two values after which they are not joined: nothing is known of the time between. */
const GAP_MS = 10_000;

export const withStats = (history: LoadHistory, stats: readonly NodeStats[], at: number): LoadHistory => ({
  ...history,
  stats: added(
    history.stats,
    stats,
    at,
    STATS.map((name) => (one) => one[name]),
  ),
});

export const withPings = (history: LoadHistory, pings: readonly NodePing[], at: number): LoadHistory => ({
  ...history,
  pings: added(history.pings, pings, at, [({ latency }) => latency]),
});

function added<T extends { address: NodeAddress }>(
  rounds: readonly Round[],
  nodes: readonly T[],
  at: number,
  fields: readonly ((one: T) => number | null)[],
): Round[] {
  const width = fields.length;
  const values = new Float64Array(nodes.length * width);
  for (const [i, node] of nodes.entries())
    for (const [j, field] of fields.entries()) values[i * width + j] = field(node) ?? NaN;
  const last = rounds.at(-1)?.places;
  // The same nodes in the same order share one map.
  const isSame = last?.size === nodes.length && nodes.every(({ address }, i) => last.get(address) === i);
  const places = isSame ? last : new Map(nodes.map(({ address }, i) => [address, i]));
  return [...rounds.filter((round) => round.at > at - KEPT_MS), { at, places, values, width }];
}

const roundsOf = (history: LoadHistory, load: Load): readonly Round[] =>
  load === 'latency' ? history.pings : history.stats;

const offsetOf = (load: Load): number => (load === 'latency' ? 0 : STATS.indexOf(load));

export interface Point {
  at: number;
  value: number;
}

/** The values of a node since a time, in pieces: between two of them it did not answer, or was not asked. */
export function piecesOf(history: LoadHistory, load: Load, node: NodeAddress, since: number): Point[][] {
  const pieces: Point[][] = [];
  let piece: Point[] = [];
  const end = () => {
    if (piece.length > 0) pieces.push(piece);
    piece = [];
  };
  for (const { at, places, values, width } of roundsOf(history, load)) {
    const place = places.get(node);
    const value = place === undefined ? NaN : values[place * width + offsetOf(load)]!;
    if (at < since) continue;
    if (Number.isNaN(value) || at - (piece.at(-1)?.at ?? at) > GAP_MS) end();
    if (!Number.isNaN(value)) piece.push({ at, value });
  }
  end();
  return pieces;
}

/** The largest value of any node since a time; 0 without one. */
export function largestOf(history: LoadHistory, load: Load, since: number): number {
  let largest = 0;
  for (const { at, values, width } of roundsOf(history, load)) {
    if (at < since) continue;
    for (let i = offsetOf(load); i < values.length; i += width)
      if (values[i]! > largest) largest = values[i]!;
  }
  return largest;
}

/** A value as it was last asked, and the extremes since a time. */
export interface Figures {
  /** Null if the node did not answer. */
  now: number | null;
  least: number;
  most: number;
}

/** Null if the node has answered nothing since then. */
export function figuresOf(
  history: LoadHistory,
  load: Load,
  node: NodeAddress,
  since: number,
): Figures | null {
  const points = piecesOf(history, load, node, since).flat();
  if (points.length === 0) return null;
  const values = points.map(({ value }) => value);
  const isLatest = points.at(-1)!.at === roundsOf(history, load).at(-1)!.at;
  return { now: isLatest ? values.at(-1)! : null, least: Math.min(...values), most: Math.max(...values) };
}
