/** Checks on the whole cluster: its state, its slots and the nodes that it announces. */
import { counted, grouped } from '../../../shared/format/count.ts';
import type { Topology } from '../../../shared/cluster/topology.ts';
import { OWNERLESS, rangeWords, slotHealth, unservedMessages } from '../../../shared/cluster/slot-health.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import {
  parseClusterNodes,
  parseClusterShards,
  parseClusterSlots,
  withAddresses,
  type NodeLine,
  type ShardReading,
} from '../topology/reading.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { infoFields, textOf } from '../wire/read-reply.ts';
import { buildTopology } from '../topology/building.ts';
import { checkCodisSlots } from './codis-steps.ts';
import { ask, skipped, type Announced, type Diagnostics, type Finding } from './diagnostics.ts';

/** Nodes examined at most. */
const MAX_NODES = 1000;
/** Shards, and contested slot ranges, listed one by one. */
const MAX_LISTED = 10;

export async function checkState({ findings }: Diagnostics): Promise<Finding> {
  const [connection] = findings.servers.loggedIn;
  if (!connection || findings.kind !== 'cluster') return skipped('not a cluster');
  const info = infoFields(textOf(await ask(connection, 'CLUSTER', 'INFO')));
  const state = info.get('cluster_state') ?? '';
  const size = Number(info.get('cluster_size')) || 0;
  const known = Number(info.get('cluster_known_nodes')) || 0;
  const about = `${state}, ${counted(known, 'node')}, ${counted(size, 'primary')} with slots`;
  if (state === 'ok') return { status: 'ok', found: about };
  return {
    status: 'warning',
    found: about,
    advice:
      'The cluster refuses commands (CLUSTERDOWN) until every slot is served, unless cluster-require-full-coverage is no.',
  };
}

export async function checkCoverage(diagnostics: Diagnostics): Promise<Finding> {
  const { findings } = diagnostics;
  const [connection] = findings.servers.loggedIn;
  if (connection && findings.kind === 'codis') return checkCodisSlots(connection);
  if (!connection || findings.kind !== 'cluster') return skipped('not a cluster');
  const lines = parseClusterNodes(textOf(await ask(connection, 'CLUSTER', 'NODES')), connection.address);
  const shards = await readShards(connection, diagnostics.connection.tls !== undefined);
  findings.announced = announcedIn(shards, lines);
  const map = buildTopology(
    {
      shards,
      nodes: withAddresses(lines, shards),
      views: [],
      silent: new Set(),
      reports: new Map(),
      info: '',
      source: connection.address,
      readAt: Date.now(),
      cause: 'asked',
    },
    null,
  );
  return judge(map);
}

/** Judges which slots are not served, and which ones several nodes claim. */
function judge(map: Topology): Finding {
  const { served, failing, unowned, gaps, unserved } = slotHealth(map);
  const contests = map.contests.slice(0, MAX_LISTED).map(({ slots, nodes: [owner, ...others] }) => ({
    text: `Slots ${rangeWords(slots)} are claimed by ${[owner, ...others].join(' and ')}; ${owner} has the higher config epoch`,
    good: false,
  }));
  const all = grouped(SLOT_COUNT);
  if (served === SLOT_COUNT && contests.length === 0)
    return { status: 'ok', found: `${counted(SLOT_COUNT, 'slot')} of ${all}` };
  const missing = [
    ...(failing > 0 ? [`${counted(failing, 'slot')} on failing nodes`] : []),
    ...(unowned > 0 ? [`${counted(unowned, 'slot')} without an owner`] : []),
    ...(contests.length > 0 ? ['some slots claimed by several nodes'] : []),
  ];
  const first = [...unserved.values()][0];
  return {
    status: 'warning',
    found: `${counted(served, 'slot')} of ${all} served; ${missing.join(', ')}`,
    advice:
      first?.advice ??
      (gaps.length > 0
        ? OWNERLESS
        : 'Wait until the nodes agree. If they do not, settle each slot with CLUSTER SETSLOT <slot> NODE <id>.'),
    details: [
      ...unservedMessages(map)
        .slice(0, MAX_LISTED)
        .map((text) => ({ text, good: false })),
      ...contests,
    ],
  };
}

/** Reads the addresses that clients get: host names if the cluster prefers them, the TLS port if TLS is on. */
async function readShards(connection: NodeConnection, tls: boolean): Promise<ShardReading[]> {
  const { address } = connection;
  return ask(connection, 'CLUSTER', 'SHARDS').then(
    (reply) => parseClusterShards(reply, address, tls),
    // CLUSTER SHARDS came with 7.0.
    async () => parseClusterSlots(await ask(connection, 'CLUSTER', 'SLOTS'), address),
  );
}

function announcedIn(shards: readonly ShardReading[], lines: readonly NodeLine[]): Announced[] {
  const failed = new Set(lines.filter(({ flags }) => flags.includes('fail')).map(({ id }) => id));
  return shards
    .flatMap(({ nodes }) => nodes)
    .slice(0, MAX_NODES)
    .map(({ id, address, role }) => ({ id, address, role, failed: failed.has(id), version: '' }));
}
