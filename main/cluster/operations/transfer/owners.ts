/** Who owns which slot, read again whenever a node says that it is another. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { nodeById, ownerTable, type ClusterReading } from '../reading/cluster-reading.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import { readCluster, readClusterFrom } from '../reading/read-cluster.ts';

export class SlotPlaces {
  /** Number of the reading. */
  version = 0;
  private readonly nodes: OperationNodes;
  private readonly cluster: NodeAddress;
  private reading: ClusterReading;
  private owners: (string | undefined)[];
  private underWay: Promise<void> | null = null;

  private constructor(nodes: OperationNodes, cluster: NodeAddress, reading: ClusterReading) {
    this.nodes = nodes;
    this.cluster = cluster;
    this.reading = reading;
    this.owners = ownerTable(reading);
  }

  /** Rejects with NodeFailure. */
  static async read(nodes: OperationNodes, cluster: NodeAddress): Promise<SlotPlaces> {
    return new SlotPlaces(nodes, cluster, await readCluster(nodes, cluster));
  }

  /** Null if nobody owns it. */
  ownerOf(slot: number): NodeAddress | null {
    return nodeById(this.reading, this.owners[slot] ?? '')?.address ?? null;
  }

  /** The node that the owner is moving the slot to; null if it is not moving it. */
  targetOf(slot: number): NodeAddress | null {
    const owner = nodeById(this.reading, this.owners[slot] ?? '');
    const mark = owner?.line.migrating.find((one) => one.slot === slot);
    return nodeById(this.reading, mark?.to ?? '')?.address ?? null;
  }

  /** Reads again, once for all who saw the same reading. Any node that answered last may be asked. */
  async refresh(seen: number): Promise<void> {
    if (this.version !== seen) return;
    this.underWay ??= this.read().finally(() => (this.underWay = null));
    await this.underWay;
  }

  private async read(): Promise<void> {
    const others = this.reading.nodes.filter(({ view }) => view !== null).map(({ address }) => address);
    this.reading = await readClusterFrom(this.nodes, [this.cluster, ...others]);
    this.owners = ownerTable(this.reading);
    this.version++;
  }
}
