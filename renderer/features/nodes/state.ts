/** The Nodes panel and the Nodes view: the filter, and the open nodes. */
import type { MigrationProgress } from '../../../shared/cluster/migration-progress.ts';
import type { NodePing } from '../../../shared/cluster/node-stats.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { Message } from '../../window/message.ts';
import { NO_HISTORY, withPings, withStats, type LoadHistory } from './load-history.ts';

export const CHART_MINUTES = [1, 5, 10] as const;
export type ChartMinutes = (typeof CHART_MINUTES)[number];

export interface NodesState {
  /** The filters of the panel and of the view; empty for all nodes. */
  quickFilter: string;
  filter: string;
  /** Only nodes that something is wrong with. */
  troubleOnly: boolean;
  /** Nodes whose details are open in the view. */
  open: ReadonlySet<NodeAddress>;
  /** The row that has the keyboard in the view, a node's address or a shard's heading; null until one has. */
  at: string | null;
  /** The view shows charts in place of the table. */
  charts: boolean;
  /** The time that the charts show. */
  chartMinutes: ChartMinutes;
  /** Shards whose figures are open below their charts. */
  openCharts: ReadonlySet<number>;
  history: LoadHistory;
  /** The nodes have been sent a PING, and not all have answered. */
  pinging: boolean;
  /** As main last counted them. */
  migrations: readonly MigrationProgress[];
  /** Text typed in the field below the panel. */
  keyToSlot: string;
  /** Why a node could not be started, stopped, or made the current one. */
  failure: { node: NodeAddress; failure: Failure } | null;
}

export type NodesMessage =
  | { type: 'migrations'; migrations: readonly MigrationProgress[] }
  | { type: 'nodes-filter'; where: 'panel' | 'view'; text: string }
  | { type: 'nodes-trouble'; only: boolean }
  | { type: 'nodes-charts'; shown: boolean }
  | { type: 'chart-minutes'; minutes: ChartMinutes }
  | { type: 'chart-figures'; shard: number; open: boolean }
  | { type: 'nodes-ping' }
  /** Empty if they could not be asked. */
  | { type: 'node-pings'; pings: readonly NodePing[]; at: number }
  | { type: 'node-open'; node: NodeAddress; open: boolean }
  | { type: 'node-at'; row: string }
  /** Opens its details in the view, whatever the view was narrowed to. */
  | { type: 'node-show'; node: NodeAddress }
  | { type: 'node-copy'; node: NodeAddress; text: string }
  /** Makes it the shell's current node. */
  | { type: 'current-node'; node: NodeAddress }
  | { type: 'node-failed'; node: NodeAddress; failure: Failure }
  | { type: 'key-to-slot'; text: string };

declare module '../../window/contract.ts' {
  interface FeatureStates {
    nodes: NodesState;
  }
  interface Messages {
    nodes: NodesMessage;
  }
}

export const EMPTY_NODES: NodesState = {
  quickFilter: '',
  filter: '',
  troubleOnly: false,
  open: new Set(),
  at: null,
  charts: false,
  chartMinutes: 5,
  openCharts: new Set(),
  history: NO_HISTORY,
  pinging: false,
  migrations: [],
  keyToSlot: '',
  failure: null,
};

export function reduceNodes(nodes: NodesState, message: Message): NodesState {
  switch (message.type) {
    case 'migrations':
      return { ...nodes, migrations: message.migrations };
    case 'nodes-filter':
      return message.where === 'panel'
        ? { ...nodes, quickFilter: message.text }
        : { ...nodes, filter: message.text };
    case 'nodes-trouble':
      return { ...nodes, troubleOnly: message.only };
    case 'nodes-charts':
      return { ...nodes, charts: message.shown };
    case 'chart-minutes':
      return { ...nodes, chartMinutes: message.minutes };
    case 'chart-figures':
      return { ...nodes, openCharts: having(nodes.openCharts, message.shard, message.open) };
    case 'stats':
      return { ...nodes, history: withStats(nodes.history, message.stats, message.at) };
    case 'nodes-ping':
      return { ...nodes, pinging: true };
    case 'node-pings': {
      const { pings } = message;
      const { history } = nodes;
      return {
        ...nodes,
        pinging: false,
        history: pings.length > 0 ? withPings(history, pings, message.at) : history,
      };
    }
    case 'node-open':
      return { ...nodes, at: message.node, open: having(nodes.open, message.node, message.open) };
    case 'node-at':
      return { ...nodes, at: message.row };
    case 'node-show':
      return { ...nodes, filter: '', troubleOnly: false, at: message.node, open: new Set([message.node]) };
    case 'key-to-slot':
      return { ...nodes, keyToSlot: message.text };
    case 'current-node':
    case 'demo-node':
      return { ...nodes, failure: null };
    case 'node-failed':
      return { ...nodes, failure: { node: message.node, failure: message.failure } };
    case 'changes': {
      // The first reading of another cluster: these were the nodes of the last one.
      const { keyToSlot, failure, charts, chartMinutes, pinging } = nodes;
      return message.changes[0]?.kind === 'first-read'
        ? { ...EMPTY_NODES, keyToSlot, failure, charts, chartMinutes, pinging }
        : nodes;
    }
    default:
      return nodes;
  }
}

function having<T>(set: ReadonlySet<T>, one: T, has: boolean): ReadonlySet<T> {
  const next = new Set(set);
  if (has) next.add(one);
  else next.delete(one);
  return next;
}
