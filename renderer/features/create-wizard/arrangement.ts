/** Which node is primary or replica of which shard, and how the user changes it. Pure. */
import type { NewNodeFacts } from '../../../shared/operations/new-node.ts';
import type { NewNode, NewShard } from '../../../shared/operations/moves.ts';
import { scoreOf } from '../../../shared/operations/anti-affinity.ts';
import { placeNodes, slotRanges } from '../../../shared/operations/placement.ts';
import { words } from './words.ts';

const w = words.placement.stays;

/** Addresses by shard, the primary first. */
export type Arrangement = readonly (readonly string[])[];

export const newNodes = (facts: readonly NewNodeFacts[]): NewNode[] =>
  facts.map(({ address, ip }) => ({ address, host: ip ?? address }));

/** That of redis-cli, improved where hosts have two nodes of one shard; a sentence if there is none. */
export function arranged(facts: readonly NewNodeFacts[], replicas: number): Arrangement | string {
  const placement = placeNodes(newNodes(facts), replicas);
  if ('refusal' in placement) return placement.refusal;
  return placement.shards.map(({ primary, replicas: others }) =>
    [primary, ...others].map(({ address }) => address),
  );
}

/** The shards with their slots. Every address is one of the facts. */
export function shardsOf(arrangement: Arrangement, facts: readonly NewNodeFacts[]): NewShard[] {
  const byAddress = new Map(newNodes(facts).map((node) => [node.address, node]));
  const ranges = slotRanges(arrangement.length);
  return arrangement.map((shard, i) => {
    const [primary, ...replicas] = shard.map((address) => byAddress.get(address)!);
    return { slots: ranges[i]!, primary: primary!, replicas };
  });
}

/** The number of shards that have two nodes on one host. */
export const scoreIn = (shards: readonly NewShard[]): number =>
  scoreOf(shards.map(({ primary, replicas }) => [primary, ...replicas]));

/** The two change places. */
export const swapped = (arrangement: Arrangement, one: string, other: string): Arrangement =>
  arrangement.map((shard) =>
    shard.map((address) => (address === one ? other : address === other ? one : address)),
  );

/** It becomes the primary of its shard, and the primary takes its place. */
export function promoted(arrangement: Arrangement, address: string): Arrangement {
  const primary = arrangement.find((shard) => shard.includes(address))?.[0];
  return primary === undefined ? arrangement : swapped(arrangement, address, primary);
}

/** A replica goes to another shard, by its place; a primary stays. */
export function movedTo(arrangement: Arrangement, address: string, shard: number): Arrangement {
  const isReplica = arrangement.some((nodes) => nodes.indexOf(address) > 0);
  if (!isReplica || !arrangement[shard] || arrangement[shard].includes(address)) return arrangement;
  return arrangement.map((nodes, i) => {
    const left = nodes.filter((one) => one !== address);
    return i === shard ? [...left, address] : left;
  });
}

/** Why a node stays where it is instead of going to another shard; empty if it can go. */
export function whyStays(arrangement: Arrangement, address: string, shard: number): string {
  const own = arrangement.findIndex((nodes) => nodes.includes(address));
  if (!arrangement[shard]) return w.noShard(shard + 1);
  if (own === shard) return w.there(address, shard + 1);
  if (arrangement[own]?.[0] !== address) return '';
  return arrangement[own].length === 1 ? w.alone(address, own + 1) : w.primary(address, own + 1);
}

/** Why it cannot be made the primary of its shard; empty if it can. */
export const whyNotPromoted = (arrangement: Arrangement, address: string): string =>
  arrangement.some(([primary]) => primary === address) ? w.isPrimary(address) : '';

export interface HostLoss {
  host: string;
  /** Shards, from 1, that go on with a replica elsewhere; that lose every copy; that keep the primary and no replica. */
  goOn: number[];
  lost: number[];
  alone: number[];
}

/** What the loss of each of these hosts would do. */
export function hostLosses(shards: readonly NewShard[], hosts: readonly string[]): HostLoss[] {
  return hosts.map((host) => {
    const loss: HostLoss = { host, goOn: [], lost: [], alone: [] };
    for (const [i, { primary, replicas }] of shards.entries()) {
      const left = replicas.filter((node) => node.host !== host);
      if (primary.host === host) (left.length > 0 ? loss.goOn : loss.lost).push(i + 1);
      else if (replicas.length > 0 && left.length === 0) loss.alone.push(i + 1);
    }
    return loss;
  });
}
