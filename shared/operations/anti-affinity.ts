/** Spreads nodes over shards so that a host that fails takes at most one node of each shard with it. */
import type { NewNode } from './moves.ts';

/** The nodes of each shard, the primary first, and the number of shards with two nodes on one host. */
export interface Spread {
  shards: NewNode[][];
  score: number;
}

export function spreadHosts(nodes: readonly NewNode[], shardCount: number, replicas: number): Spread {
  const order = interleaved(nodes);
  const shards = order.slice(0, shardCount).map((node) => [node]);
  // Turned by one, the next replica is seldom on its primary's host.
  const rest = [...order.slice(shardCount + 1), ...order.slice(shardCount, shardCount + 1)];
  const add = (shard: NewNode[], count: number) => {
    for (; count > 0 && rest.length > 0; count--) {
      const apart = rest.findIndex(({ host }) => !shard.some((node) => node.host === host));
      shard.push(...rest.splice(Math.max(apart, 0), 1));
    }
  };
  for (const shard of shards) add(shard, replicas);
  while (rest.length > 0) for (const shard of shards) add(shard, 1);
  improve(shards);
  return { shards, score: scoreOf(shards) };
}

/** Number of shards that have two nodes on one host. */
export function scoreOf(shards: readonly (readonly NewNode[])[]): number {
  return shards.filter((shard) => conflicts(shard) > 0).length;
}

/** One node of each host in turn, hosts and their nodes in the order given: the first ones are on as many hosts as there are. */
function interleaved(nodes: readonly NewNode[]): NewNode[] {
  const hosts = new Map<string, NewNode[]>();
  for (const node of nodes) hosts.set(node.host, [...(hosts.get(node.host) ?? []), node]);
  const order: NewNode[] = [];
  for (let turn = 0; order.length < nodes.length; turn++)
    for (const host of hosts.values()) if (turn < host.length) order.push(host[turn]!);
  return order;
}

/** Number of pairs of nodes on one host. */
function conflicts(shard: readonly NewNode[]): number {
  let pairs = 0;
  for (let i = 1; i < shard.length; i++)
    for (let j = 0; j < i; j++) if (shard[i]!.host === shard[j]!.host) pairs++;
  return pairs;
}

/** Swaps nodes of two shards until no swap helps. Replicas are tried first, so that primaries change only if they must. */
function improve(shards: NewNode[][]): void {
  while (improveOnce(shards, 1) || improveOnce(shards, 0));
}

function improveOnce(shards: NewNode[][], from: number): boolean {
  let improved = false;
  for (const shard of shards)
    for (let i = from; i < shard.length; i++) {
      if (!shard.some(({ host }, j) => j !== i && host === shard[i]!.host)) continue;
      if (shards.some((other) => other !== shard && swapHelps(shard, i, other, from))) improved = true;
    }
  return improved;
}

/** Swaps node `i` of `shard` with the first of `other` that makes it better, and says whether there is one. */
function swapHelps(shard: NewNode[], i: number, other: NewNode[], from: number): boolean {
  const before = badness(shard, other);
  for (let j = from; j < other.length; j++) {
    if (shard[i]!.host === other[j]!.host) continue;
    [shard[i], other[j]] = [other[j]!, shard[i]!];
    if (badness(shard, other) < before) return true;
    [shard[i], other[j]] = [other[j]!, shard[i]!];
  }
  return false;
}

/** The score of two shards, and pairs on one host where the score is equal. */
function badness(a: readonly NewNode[], b: readonly NewNode[]): number {
  const [pairsA, pairsB] = [conflicts(a), conflicts(b)];
  return (Number(pairsA > 0) + Number(pairsB > 0)) * 1e9 + pairsA + pairsB;
}
