/** Asks questions about the keys of one database. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Cluster } from '../cluster.ts';
import type { NodeConnection } from '../wire/node-connection.ts';

/**
 * Asks over the panels' connection to the node if it is in this database, otherwise over a temporary one: a SELECT on the
 * shared connection would affect the other panels' questions.
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
