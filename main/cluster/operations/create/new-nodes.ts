/** What is known of nodes that are to join a cluster. Plain data. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import type { NewNodeRefusal, PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { NodeReading } from '../reading/cluster-reading.ts';

/** A node that may join: empty, and it knows no other. */
export interface ReadyNode {
  /** Where it is asked: the host as the user gave it, because a certificate may name it. */
  address: NodeAddress;
  /** CLUSTER MEET takes no name. */
  ip: string;
  port: number;
  /** As it announces it. */
  busPort: number;
  /** Whether the bus port accepts a connection from here; the nodes themselves may see it otherwise. */
  busOpen: boolean;
  /** Slots or an epoch are left from an earlier cluster: it is reset first. */
  leftovers: boolean;
  /** A reset gives it a new ID, as the nodes of a cluster that it has left refuse the old one for 60 s. An undo keeps the ID. */
  keepsId?: boolean;
  /** Number of libraries of functions. */
  functions: number;
  reading: NodeReading;
}

export type NewNodeAnswer = ReadyNode | NewNodeRefusal;

/** All nodes if each is ready, else every reason why not. */
export function readyNodes(answers: readonly NewNodeAnswer[]): ReadyNode[] | PlanRefusal {
  const ready: ReadyNode[] = [];
  const newNodes: NewNodeRefusal[] = [];
  for (const answer of answers) {
    if ('refusal' in answer) newNodes.push(answer);
    else {
      const { address, reading } = answer;
      const same = ready.find((other) => other.reading.id === reading.id);
      const refusal = same && `${same.address} and ${address} are the same node. Name it once.`;
      if (refusal) newNodes.push({ address, refusal, because: 'same', says: '' });
      ready.push(answer);
    }
  }
  if (newNodes.length === 0) return ready;
  return { refusal: newNodes.map(({ refusal }) => refusal).join(' '), newNodes };
}

export const busRemarks = (nodes: readonly ReadyNode[]): string[] =>
  nodes
    .filter(({ busOpen }) => !busOpen)
    .map(
      ({ address, busPort }) =>
        `Bus port ${busPort} of ${address} accepts no connection from here. If the other nodes cannot reach it either, the nodes will not join.`,
    );

export const resetNotes = (nodes: readonly ReadyNode[]): string[] =>
  nodes
    .filter(({ leftovers }) => leftovers)
    .map(
      ({ address, keepsId }) =>
        `${address} has slots or an epoch left from an earlier cluster. It is reset first${keepsId ? '' : ', and gets a new ID'}.`,
    );

/** How it is reset; null if it need not be. */
export const resetOf = ({ leftovers, keepsId }: ReadyNode): 'soft' | 'hard' | null =>
  !leftovers ? null : keepsId ? 'soft' : 'hard';

/** What moves of the plan call it: its address if its ID comes only with the reset. */
export const nameOf = (node: ReadyNode): string =>
  resetOf(node) === 'hard' ? node.address : node.reading.id;

/** A remark if servers are not all of one version. */
export function versionRemarks(nodes: readonly Pick<NodeReading, 'address' | 'server'>[]): string[] {
  const versions = new Map<string, string[]>();
  for (const { address, server } of nodes)
    if (server) versions.set(server, [...(versions.get(server) ?? []), address]);
  if (versions.size < 2) return [];
  const parts = [...versions].map(([server, at]) => `${server} at ${at.join(', ')}`);
  return [`The nodes run different versions: ${parts.join('; ')}.`];
}
