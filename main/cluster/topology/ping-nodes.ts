/** The time that each node of the map takes for PING, on the sockets of the panels. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { NodePing } from '../../../shared/cluster/node-stats.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { nodesOf } from './shard-numbers.ts';

const TIMEOUT_MS = 1500;
/** Nodes asked at once. */
const AT_ONCE = 32;

/** In the order of the map; null for a node that does not answer. Servers behind codis are asked through it, one by one. */
export async function pingNodes(
  topology: Topology,
  probe: (node: NodeAddress) => NodeConnection,
  mayAsk: (node: NodeAddress) => boolean,
): Promise<NodePing[]> {
  const { codis, shards, source } = topology;
  const nodes = shards.flatMap(nodesOf);
  const pings: NodePing[] = nodes.map(({ address }) => ({ address, latency: null }));
  // codis passes PING on to a server behind it.
  const question = codis ? ['SLOTSMAPPING', '0'] : ['PING'];
  let next = 0;
  const lane = async () => {
    for (let i = next++; i < nodes.length; i = next++) {
      const { address, health } = nodes[i]!;
      if (health !== 'failed' && mayAsk(address))
        pings[i]!.latency = await latencyOf(probe(address), question);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  for (const { address } of (codis?.groups ?? []).flatMap(nodesOf))
    pings.push({ address, latency: await latencyOf(probe(source), ['PING', address]) });
  return pings;
}

/** Milliseconds; null without an answer. An error is an answer, unless it is a proxy's about a server behind it. */
async function latencyOf(connection: NodeConnection, question: readonly string[]): Promise<number | null> {
  const start = performance.now();
  const frame = await connection.send(argsOf(...question), { timeout: TIMEOUT_MS }).catch(() => null);
  const isProxysWord = question.length > 1 && question[0] === 'PING';
  if (frame === null || (isProxysWord && frame.type === 0x2d)) return null;
  return performance.now() - start;
}
