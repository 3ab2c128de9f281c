/** The cluster as a whole: its state, its slots, and the nodes that it announces. */
import { SLOT_COUNT } from '../../../shared/slots.ts';
import {
  parseClusterNodes,
  parseClusterShards,
  parseClusterSlots,
  type NodeLine,
} from '../cluster-reading.ts';
import type { NodeConnection } from '../node-connection.ts';
import { infoFields, textOf } from '../read-reply.ts';
import { ask, counted, SKIPPED, type Announced, type Checkup, type Finding } from './checkup.ts';

/** Nodes looked at. */
const MOST = 1000;

export async function checkState({ findings }: Checkup): Promise<Finding> {
  const [connection] = findings.servers.loggedIn;
  if (!connection || findings.kind !== 'cluster') return SKIPPED('not a cluster');
  const info = infoFields(textOf(await ask(connection, 'CLUSTER', 'INFO')));
  const state = info.get('cluster_state') ?? '';
  const size = Number(info.get('cluster_size')) || 0;
  const known = Number(info.get('cluster_known_nodes')) || 0;
  const about = `${state}, ${counted(known, 'node')}, ${counted(size, 'primary').replace('primarys', 'primaries')} with slots`;
  if (state === 'ok') return { status: 'ok', found: about };
  return {
    status: 'warning',
    found: about,
    advice:
      'The cluster refuses commands (CLUSTERDOWN) until every slot is served again, unless cluster-require-full-coverage is no.',
  };
}

export async function checkCoverage(checkup: Checkup): Promise<Finding> {
  const { findings } = checkup;
  const [connection] = findings.servers.loggedIn;
  if (!connection || findings.kind !== 'cluster') return SKIPPED('not a cluster');
  const lines = parseClusterNodes(textOf(await ask(connection, 'CLUSTER', 'NODES')), connection.address);
  findings.announced = await readAnnounced(connection, checkup.connection.tls !== undefined, lines);
  const served = new Uint8Array(SLOT_COUNT);
  for (const { slots, flags } of lines)
    if (!flags.includes('fail')) for (const { first, last } of slots) served.fill(1, first, last + 1);
  const covered = served.reduce((sum, one) => sum + one, 0);
  if (covered === SLOT_COUNT)
    return { status: 'ok', found: `${counted(SLOT_COUNT, 'slot')} of ${SLOT_COUNT.toLocaleString('en-US')}` };
  return {
    status: 'warning',
    found: `${counted(SLOT_COUNT - covered, 'slot')} without a primary that serves`,
    advice: 'Bring the lost shard back, or assign its slots: keys in them cannot be read or written.',
  };
}

/** As clients are told: by host name where the cluster prefers that, the TLS port where TLS is used. */
async function readAnnounced(
  connection: NodeConnection,
  tls: boolean,
  lines: readonly NodeLine[],
): Promise<Announced[]> {
  const { address } = connection;
  const shards = await ask(connection, 'CLUSTER', 'SHARDS').then(
    (reply) => parseClusterShards(reply, address, tls),
    // It came with 7.0.
    async () => parseClusterSlots(await ask(connection, 'CLUSTER', 'SLOTS'), address),
  );
  const failed = new Set(lines.filter(({ flags }) => flags.includes('fail')).map(({ id }) => id));
  return shards
    .flatMap(({ nodes }) => nodes)
    .slice(0, MOST)
    .map(({ id, address, role }) => ({ id, address, role, failed: failed.has(id), version: '' }));
}
