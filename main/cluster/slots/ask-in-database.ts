/** Questions about the keys of one database. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Cluster } from '../cluster.ts';
import type { NodeConnection } from '../wire/node-connection.ts';

/**
 * Asks over the panels' connection to the node if that is in this database, else over one that is closed afterwards: a SELECT
 * on the shared one would reach the other panels' questions.
 */
export async function askInDatabase<T>(
  cluster: Cluster,
  node: NodeAddress,
  database: number,
  ask: (connection: NodeConnection) => Promise<T>,
): Promise<T> {
  if (database === cluster.options.connection.database) return ask(cluster.probe(node));
  const pool = cluster.openPool({ database });
  try {
    return await ask(pool.get(node));
  } finally {
    pool.close();
  }
}
