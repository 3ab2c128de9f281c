/** Indexes the nodes of the map by address: their shard numbers, and the node at a port. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { parseAddress } from '../wire/address.ts';
import { nodesOf } from './shard-numbers.ts';

export class ShardIndex {
  private topology: Topology | null = null;
  private readonly numbers = new Map<NodeAddress, number>();

  replace(topology: Topology): void {
    this.topology = topology;
    this.numbers.clear();
    if (topology.kind !== 'cluster') return;
    for (const shard of topology.shards)
      for (const { address } of nodesOf(shard)) this.numbers.set(address, shard.number);
  }

  shardOf(node: NodeAddress | null): number | null {
    return node === null ? null : (this.numbers.get(node) ?? null);
  }

  /** The one node of the map at this port; null if there is none, or several. */
  atPort(port: number): NodeAddress | null {
    const nodes = (this.topology?.shards ?? []).flatMap(nodesOf);
    const found = nodes.filter(({ address }) => parseAddress(address)?.port === port);
    return found.length === 1 ? found[0]!.address : null;
  }
}
