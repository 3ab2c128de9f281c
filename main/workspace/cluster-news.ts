/** Sends the servers' reports about the cluster to the window, and records them in the timeline. */
import type { Emit } from '../../shared/ipc.ts';
import type { Change } from '../../shared/cluster/change.ts';
import type { NodeAddress, Topology } from '../../shared/cluster/topology.ts';
import type { NodeStats } from '../../shared/cluster/node-stats.ts';
import type { ClusterHooks } from '../cluster/cluster-members.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { askCount } from '../cluster/slots/slot-keys.ts';
import { beforeWatching, readPast } from '../cluster/topology/before-watching.ts';
import { CodisReach } from '../cluster/topology/codis-changes.ts';
import { finding } from '../cluster/topology/finding.ts';
import { MigrationWatch } from '../cluster/topology/migration-watch.ts';
import { ChangeLog } from './change-log.ts';

export class ClusterNews {
  private readonly emit: Emit;
  private readonly log: ChangeLog;
  private readonly migrations: MigrationWatch;
  private readonly reach = new CodisReach();

  constructor(emit: Emit) {
    this.emit = emit;
    this.log = new ChangeLog((changes) => emit('changes', changes));
    this.migrations = new MigrationWatch((progress) => emit('migrations', progress));
  }

  /** The timeline, oldest first. */
  get changes(): Change[] {
    return this.log.entries;
  }

  /** A connection is being made; `label` tells whether its timeline may continue. */
  begin(label: string): void {
    this.log.open(label);
    this.migrations.reset();
  }

  /** The connection is closed. */
  end(): void {
    this.emit('topology', null);
    this.migrations.reset();
  }

  /** `isOpen` is false once no shell uses the cluster any more: its news is then dropped. */
  hooks(cluster: () => Cluster, isOpen: () => boolean): ClusterHooks {
    const side = (node: NodeAddress) => ({ node, shard: cluster().shardOf(node) });
    return {
      onTopology: (topology) => isOpen() && this.takeMap(cluster(), topology),
      onLearned: (slot, from, to) => {
        if (isOpen()) this.log.learn({ slot, from: from === null ? null : side(from), to: side(to) });
      },
      onLost: (reason) => isOpen() && this.log.add([finding('lost', { detail: reason.slice(0, 200) })]),
      onFound: (node) => isOpen() && this.log.add([finding('found', { about: side(node) })]),
      onStats: (stats) => isOpen() && this.takeStats(cluster(), stats),
      onNotice: (notice) => isOpen() && this.emit('notice', { at: Date.now(), ...notice }),
      onNewHost: (notice) => this.emit('notice', { at: Date.now(), ...notice }),
    };
  }

  private takeStats({ topology, phase }: Cluster, stats: NodeStats[]): void {
    this.emit('stats', stats);
    // While the proxy itself is lost, nothing is known of what is behind it.
    if (topology?.codis && phase === 'connected') this.log.add(this.reach.take(topology.codis, stats));
  }

  private takeMap(cluster: Cluster, topology: Topology): void {
    this.emit('topology', topology);
    const isNew = this.log.compare(topology);
    if (isNew) this.reach.reset();
    // A proxy may hang up at INFO.
    if (isNew && topology.kind !== 'proxy') void this.addPast(cluster, topology);
    void this.migrations.take(topology, (node, slot) => askCount(cluster.probe(node), slot));
  }

  /** Adds to a new timeline what the servers know of the time before, unless another timeline has begun meanwhile. */
  private async addPast(cluster: Cluster, topology: Topology): Promise<void> {
    const { beginning } = this.log;
    const past = await readPast(topology, (node) => cluster.probe(node));
    if (beginning === this.log.beginning) this.log.add(beforeWatching(topology, past, Date.now()));
  }
}
