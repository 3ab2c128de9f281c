/** The situation of the cluster that a window is connected to: one reading at a time, and what is remembered between them. */
import { FailureError } from '../../shared/failure.ts';
import type { ForeignKeys, SituationAnswer } from '../../shared/operations/situation.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { PatientNodes } from '../cluster/operations/reading/patient-nodes.ts';
import { NO_MEMORY, type Memory } from '../cluster/operations/situation/memory.ts';
import type { PoolSettings } from '../cluster/wire/node-pool.ts';
import type { OwnMoves } from './own-moves.ts';

/** Dropped with its cluster: another connection begins without a memory. */
interface Watched {
  cluster: Cluster;
  settings: PoolSettings;
  /** Others after each login, which may be allowed more. */
  nodes: PatientNodes;
  memory: Memory;
  running: Promise<SituationAnswer> | null;
  searching: Promise<ForeignKeys> | null;
}

export class SituationWatch {
  private watched: Watched | null = null;
  private readonly ownMoves: OwnMoves;

  constructor(ownMoves: OwnMoves) {
    this.ownMoves = ownMoves;
  }

  /** Joins a running reading of the same cluster. */
  read(cluster: Cluster): Promise<SituationAnswer> {
    const watched = this.watchedOf(cluster);
    watched.running ??= this.readNow(watched).finally(() => (watched.running = null));
    return watched.running;
  }

  /** Joins a running search of the same cluster. */
  searchForeignKeys(cluster: Cluster): Promise<ForeignKeys> {
    const watched = this.watchedOf(cluster);
    watched.searching ??= this.searchNow(watched).finally(() => (watched.searching = null));
    return watched.searching;
  }

  /** The connection has ended. */
  end(): void {
    this.watched?.nodes.close();
    this.watched = null;
  }

  private watchedOf(cluster: Cluster): Watched {
    const settings = cluster.questions;
    let { watched } = this;
    if (watched?.cluster !== cluster) {
      this.end();
      watched = {
        cluster,
        settings,
        nodes: nodesOf(settings),
        memory: NO_MEMORY,
        running: null,
        searching: null,
      };
      this.watched = watched;
    }
    // AUTH in a shell has changed the login of the panels' questions.
    if (watched.settings !== settings) {
      watched.nodes.close();
      watched.settings = settings;
      watched.nodes = nodesOf(settings);
    }
    return watched;
  }

  private async searchNow({ cluster, nodes }: Watched): Promise<ForeignKeys> {
    const { searchForeignKeys } = await readings();
    return searchForeignKeys({ nodes, seeds: cluster.candidates() });
  }

  private async readNow(watched: Watched): Promise<SituationAnswer> {
    const { readSituation } = await readings();
    const { cluster, nodes } = watched;
    const { answer, memory } = await readSituation(
      {
        nodes,
        seeds: cluster.candidates(),
        shardOf: (node) => cluster.shardOf(node),
        options: optionsOf(watched.settings),
        ownMoves: (since) => this.ownMoves.read(since),
      },
      watched.memory,
    );
    if (this.watched !== watched)
      throw new FailureError('cancelled', 'The connection has ended.', 'Connect again.');
    watched.memory = memory;
    return answer;
  }
}

/** Loaded by the first reading. */
const readings = () => import('../cluster/operations/situation/read-situation.ts');

const nodesOf = (settings: PoolSettings) => new PatientNodes({ ...settings, database: 0 });

/** What a command line needs to reach the same nodes; the password is asked or read from REDISCLI_AUTH. */
function optionsOf({ username, tls }: PoolSettings): string {
  const user = username !== undefined && username !== 'default' ? `--user ${quoted(username)}` : '';
  return [user, ...(tls ? ['--tls'] : [])].filter((one) => one !== '').join(' ');
}

const quoted = (text: string) =>
  /^[\w.@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
