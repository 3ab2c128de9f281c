/** The Nodes panel, the Nodes view and the Changes tab: what is looked for, what is open, what was exported. */
import type { ChangeGroup } from '../../kit/change-groups.ts';
import type { MigrationProgress } from '../../../shared/cluster/migration-progress.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { Message } from '../../window/message.ts';

export interface NodesState {
  /** What the panel at the left, and the view, are narrowed to; empty for all nodes. */
  quickFilter: string;
  filter: string;
  /** Only nodes that something is wrong with. */
  troubleOnly: boolean;
  /** Nodes whose details are open in the view. */
  open: ReadonlySet<NodeAddress>;
  /** The node that the view's keyboard is at; null before one was. */
  at: NodeAddress | null;
  hiddenChanges: ReadonlySet<ChangeGroup>;
  /** As main counted them last. */
  migrations: readonly MigrationProgress[];
  /** What came of the last copy or export of the timeline. */
  exported: { text: string } | { failure: Failure } | null;
}

export type NodesMessage =
  | { type: 'migrations'; migrations: readonly MigrationProgress[] }
  | { type: 'nodes-filter'; where: 'panel' | 'view'; text: string }
  | { type: 'nodes-trouble'; only: boolean }
  | { type: 'node-open'; node: NodeAddress; open: boolean }
  | { type: 'node-at'; node: NodeAddress }
  /** Opens its details in the view, whatever the view was narrowed to. */
  | { type: 'node-show'; node: NodeAddress }
  | { type: 'node-copy'; node: NodeAddress; text: string }
  | { type: 'changes-group'; group: ChangeGroup; shown: boolean }
  | { type: 'changes-export'; form: 'text' | 'csv' | 'json' }
  | { type: 'changes-exported'; result: NodesState['exported'] };

export const EMPTY_NODES: NodesState = {
  quickFilter: '',
  filter: '',
  troubleOnly: false,
  open: new Set(),
  at: null,
  hiddenChanges: new Set(),
  migrations: [],
  exported: null,
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
    case 'node-open':
      return { ...nodes, at: message.node, open: having(nodes.open, message.node, message.open) };
    case 'node-at':
      return { ...nodes, at: message.node };
    case 'node-show':
      return { ...nodes, filter: '', troubleOnly: false, at: message.node, open: new Set([message.node]) };
    case 'changes-group':
      return { ...nodes, hiddenChanges: having(nodes.hiddenChanges, message.group, !message.shown) };
    case 'tab':
    case 'changes-export':
      return { ...nodes, exported: null };
    case 'changes-exported':
      return { ...nodes, exported: message.result };
    case 'changes':
      // Another cluster's timeline begins.
      return message.changes[0]?.kind === 'first-read' ? { ...EMPTY_NODES } : nodes;
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
