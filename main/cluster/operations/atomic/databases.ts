/**
 * Whether a source may move slots by itself with the databases that it uses. Valkey 9.1.2 applies writes that arrive during its
 * own migration to another database of the target if the source has keys outside database 0: seen, with CLUSTER MIGRATESLOTS
 * alone. So slots of such a source go by SETSLOT and MIGRATE.
 */
import { keysByDatabase } from '../../wire/read-reply.ts';
import type { NodeReading } from '../reading/cluster-reading.ts';

/** True if the node has a key outside database 0 (INFO keyspace). */
export const usesDatabases = ({ info }: Pick<NodeReading, 'info'>): boolean =>
  [...keysByDatabase(info)].some(([database, keys]) => database !== 0 && keys > 0);

export const databasesReason = ({ address }: Pick<NodeReading, 'address'>): string =>
  `${address} has keys in several databases, and would move writes made meanwhile to the wrong one by itself`;
