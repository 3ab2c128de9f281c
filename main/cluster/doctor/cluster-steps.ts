/** The cluster as a whole: its state, its slots, and whether every node that it announces can be reached from here. */
import type { NodeAddress } from '../../../shared/model.ts';
import { SLOT_COUNT } from '../../../shared/slots.ts';
import {
  parseClusterNodes,
  parseClusterShards,
  parseClusterSlots,
  type NodeLine,
} from '../cluster-reading.ts';
import type { NodeConnection } from '../node-connection.ts';
import { formatAddress, parseAddress } from '../address.ts';
import { serverName } from '../server-identity.ts';
import { infoFields, textOf } from '../read-reply.ts';
import { counted, SKIPPED, textOfError, type Announced, type Checkup, type Finding } from './checkup.ts';
import { ask } from './server-steps.ts';

/** Nodes dialled at once, and at most. */
const AT_ONCE = 16;
const MOST = 1000;

export async function checkState({ findings }: Checkup): Promise<Finding> {
  if (!findings.connection || !findings.clustered) return SKIPPED('not a cluster');
  const info = infoFields(textOf(await ask(findings.connection, 'CLUSTER', 'INFO')));
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
  const { connection } = findings;
  if (!connection || !findings.clustered) return SKIPPED('not a cluster');
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
    .map((node) => ({ address: node.address, role: node.role, failed: failed.has(node.id), version: '' }));
}

export async function checkNodes({ findings, open, connection, tunnel }: Checkup): Promise<Finding> {
  const { announced } = findings;
  if (!findings.clustered || announced.length === 0) return SKIPPED('not a cluster');
  const waiting = [...announced];
  const problems = new Map<Announced, string>();
  const lane = async () => {
    for (let node = waiting.shift(); node; node = waiting.shift()) {
      const asked = open(node.address);
      try {
        const fields = infoFields(textOf(await ask(asked, 'INFO', 'server')));
        node.version = serverName(fields);
      } catch (error) {
        const text = textOfError(error);
        // It answered: the user may not ask INFO, no more.
        if (!/^NOPERM/.test(text)) problems.set(node, text);
      } finally {
        asked.close();
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  if (problems.size === 0) return { status: 'ok', found: `all ${counted(announced.length, 'node')} answer` };
  const lost = [...problems.keys()];
  const reachable = announced.length - lost.length;
  const mapped = (address: NodeAddress): string => {
    const place = parseAddress(address);
    const to = place && connection.reach?.(place);
    const dialled = to ? formatAddress(to.host, to.port) : address;
    return dialled === address ? address : `${address} (dialled as ${dialled})`;
  };
  const alive = lost.filter(({ failed }) => !failed);
  return {
    status: reachable === 0 ? 'failed' : 'warning',
    found: `${reachable} of ${counted(announced.length, 'node')} answer`,
    advice:
      alive.length === 0
        ? 'The cluster holds them for failed, too: start them again.'
        : `The cluster announces addresses that ${tunnel ? 'the SSH server' : 'this computer'} cannot reach: redirects to them fail. Add them to the map of addresses, or set cluster-announce-ip and -port on the nodes.`,
    details: lost.map((node) => ({
      text: `${mapped(node.address)}, ${node.role}${node.failed ? ', failed' : ''}: ${problems.get(node)}`,
      good: false,
    })),
    ...(alive.length > 0 && {
      remedy: { kind: 'map-addresses', announced: alive.map(({ address }) => address) } as const,
    }),
  };
}
