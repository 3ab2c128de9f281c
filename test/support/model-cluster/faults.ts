/** What can go wrong between two commands of an operation. */
import fc from 'fast-check';
import type { LivingNode, ModelCluster } from './model-cluster.ts';
import type { Fate } from './model-socket.ts';

export const FAULT_KINDS = [
  'none',
  // The connection ends: the command was carried out, or not.
  'unanswered',
  'not-done',
  // The node ends, and starts again later.
  'dies-before',
  'dies-after',
  // The node answers nothing; later it does what it was sent.
  'freezes',
  // The process that runs the operation ends.
  'operator-dies-before',
  'operator-dies-after',
  // Another operator marks a slot.
  'other-operator',
  // A replica takes over, unasked.
  'failover',
  // The next MIGRATE fails between the servers: some keys are copied, others are not sent.
  'migrate-breaks',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  kind: FaultKind;
  /** Which command: a part of all those that the operation sends, between 0 and 1. */
  at: number;
  /** Chooses among nodes, slots and keys. */
  choice: number;
}

export const anyFault: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constantFrom(...FAULT_KINDS),
  at: fc.nat(9999).map((part) => part / 10_000),
  choice: fc.nat(1000),
});

const NODE_TIMEOUT_MS = 2000;

/** What a fault needs to know of the operation. */
export interface Struck {
  cluster: ModelCluster;
  /** Slots that it moves. */
  slots: readonly number[];
  /** Nodes that were replicas at its beginning. */
  replicas: readonly LivingNode[];
  endOperator(): void;
}

/** Carries the fault out before a command of this node. */
export function strike(
  { kind, choice }: Fault,
  node: LivingNode,
  { cluster, slots, replicas, endOperator }: Struck,
): Fate {
  switch (kind) {
    case 'unanswered':
    case 'not-done':
      return kind;
    case 'dies-before':
    case 'freezes':
      leave(node, cluster, kind === 'freezes');
      return 'not-done';
    case 'dies-after':
      queueMicrotask(() => leave(node, cluster, false));
      return 'unanswered';
    case 'operator-dies-before':
      endOperator();
      return 'not-done';
    case 'operator-dies-after':
      queueMicrotask(endOperator);
      return 'unanswered';
    case 'failover': {
      const replica = replicas[choice % Math.max(1, replicas.length)];
      if (replica?.state === 'up') cluster.failover(replica, false);
      return 'done';
    }
    case 'other-operator': {
      const slot = slots[choice % Math.max(1, slots.length)];
      const owner = cluster.nodes.find((one) => one.state === 'up' && slot !== undefined && one.owns(slot));
      const others = cluster.nodes.filter((one) => one !== owner && one.state === 'up' && one.peers.size > 0);
      const other = others[choice % Math.max(1, others.length)];
      if (!owner || !other) return 'done';
      if (choice % 2) cluster.ask(owner.name, 'CLUSTER', 'SETSLOT', String(slot), 'MIGRATING', other.id);
      else cluster.ask(other.name, 'CLUSTER', 'SETSLOT', String(slot), 'IMPORTING', owner.id);
      return 'done';
    }
    case 'migrate-breaks':
      cluster.mishap = (_, target, keys) => {
        cluster.mishap = null;
        const broken = keys.filter((_key, i) => (choice >> i) % 2 === 0);
        // The target applies some of them only afterwards, as a slow server does.
        return new Map(broken.map((key, i) => [key, (choice >> i) % 3 === 0 ? 'copied' : 'not-sent']));
      };
      return 'done';
    default:
      return 'done';
  }
}

/** The others notice after a while, and a replica takes over. */
function leave(node: LivingNode, cluster: ModelCluster, isFrozen: boolean): void {
  if (isFrozen) cluster.freeze(node);
  else cluster.die(node);
  setTimeout(() => {
    if (node.state !== 'up') cluster.notice(node);
  }, NODE_TIMEOUT_MS);
}

/** Dead nodes run again, frozen ones go on. */
export function heal(cluster: ModelCluster): void {
  for (const node of cluster.nodes)
    if (node.state === 'dead') cluster.restart(node);
    else if (node.state === 'frozen') cluster.thaw(node);
}
