/** Reads nodes that are to join a cluster, in redis-cli's order of checks. */
import { countSlots } from '../../../../shared/slots/slot-ranges.ts';
import { isIP } from 'node:net';
import { counted } from '../../../../shared/format/count.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { formatAddress, parseAddress } from '../../wire/address.ts';
import { itemsOf, textOf } from '../../wire/read-reply.ts';
import { NodeFailure, type Failed, type OperationNodes } from '../reading/nodes.ts';
import type { NodeReading } from '../reading/cluster-reading.ts';
import { readCluster } from '../reading/read-cluster.ts';
import { acceptsConnections, announcedBusPort } from './bus-port.ts';
import type { NewNodeRefusal } from '../../../../shared/operations/moves.ts';
import type { NewNodeAnswer } from './new-nodes.ts';

/** IP addresses of a host name; rejects if there are none. `dns.promises.lookup(host, { all: true })` has them. */
export type Lookup = (host: string) => Promise<readonly string[]>;

const MAX_WORDS = 200;
const quoted = (text: string) => escapeForLine(text.slice(0, MAX_WORDS));

export const readNewNodes = (
  nodes: OperationNodes,
  given: readonly string[],
  lookup: Lookup,
): Promise<NewNodeAnswer[]> => Promise.all(given.map((text) => readNewNode(nodes, text, lookup)));

export async function readNewNode(
  nodes: OperationNodes,
  given: string,
  lookup: Lookup,
): Promise<NewNodeAnswer> {
  // redis-cli cuts `host:port@busport` at the @.
  const place = parseAddress(given.replace(/@\d+$/, ''));
  const name = quoted(given);
  const refuse = (refusal: string, because: NewNodeRefusal['because'], says = ''): NewNodeRefusal => ({
    address: name,
    refusal,
    because,
    says,
  });
  if (!place) return refuse(`${name} is not an address: write host:port.`, 'address');
  const { host, port } = place;
  const address = formatAddress(host, port);
  const ip = await ipOf(nodes, host, port, lookup);
  if (ip === undefined) return refuse(`The host of ${address} has no IP address. Check the name.`, 'address');

  const map = await nodes.ask(address, ['CLUSTER', 'NODES']);
  if (map.kind !== 'reply') return whyNot(address, map);
  const busPort = announcedBusPort(textOf(map.reply)) ?? port + 10_000;
  try {
    const { nodes: known } = await readCluster(nodes, address);
    const reading = known[0]!;
    if (known.length > 1)
      return refuse(
        `${address} already knows ${counted(known.length - 1, 'other node')}, so it is part of a cluster. If it is in use, remove it there first: that moves its slots away. Only if that cluster is gone for good, send it CLUSTER RESET HARD (and FLUSHALL before, if it has keys that may be lost).`,
        'not-empty',
      );
    if (reading.keys === null)
      return refuse(
        `${address} does not say whether it has keys: the user needs the right to INFO.`,
        'refused',
      );
    if (reading.keys > 0)
      return refuse(
        `${address} is not empty: it has ${counted(reading.keys, 'key')}. Send it FLUSHALL if they may be lost, or leave it out.`,
        'not-empty',
      );
    const { slots } = reading.line;
    return {
      address,
      ip,
      port,
      busPort,
      busOpen: await acceptsConnections(nodes, ip, busPort),
      leftovers: countSlots(slots) > 0 || hasEpoch(reading),
      functions: await librariesAt(nodes, address),
      reading: { ...reading, address },
    };
  } catch (error) {
    if (error instanceof NodeFailure) return whyNot(address, error.answer);
    throw error;
  }
}

/** The first address of a name at which the node listens; IPv4 before IPv6. */
async function ipOf(
  nodes: OperationNodes,
  host: string,
  port: number,
  lookup: Lookup,
): Promise<string | undefined> {
  if (isIP(host)) return host;
  const found = await lookup(host).catch(() => []);
  const sorted = found.filter((ip) => isIP(ip)).sort((a, b) => isIP(a) - isIP(b));
  const [only] = sorted;
  if (sorted.length < 2) return only;
  for (const ip of sorted) if (await acceptsConnections(nodes, ip, port)) return ip;
  return only;
}

function whyNot(address: string, { kind, says: said }: Failed): NewNodeRefusal {
  const says = quoted(said);
  const words = says.replace(/\.$/, '');
  if (kind === 'unreachable')
    return {
      ...{ address, says, because: 'unreachable' },
      refusal: `${address} cannot be reached: ${words}. Start it, or check the address.`,
    };
  if (kind === 'unknown')
    return {
      ...{ address, says, because: 'silent' },
      refusal: `${address} does not answer: ${words}. Look at the server, or leave it out.`,
    };
  if (/cluster support disabled/i.test(says))
    return {
      ...{ address, says, because: 'not-cluster' },
      refusal: `${address} is not a cluster node. Set cluster-enabled yes in its conf file and restart it.`,
    };
  return {
    ...{ address, says, because: 'refused' },
    refusal: `${address} refuses: ${words}. Check the user, the password and their rights.`,
  };
}

/** A node that was a replica has the epoch of its cluster, though none of its own. */
const hasEpoch = ({ line, clusterInfo }: NodeReading): boolean =>
  line.configEpoch > 0 || Number(clusterInfo.get('cluster_current_epoch') ?? 0) > 0;

/** 0 if the server is older than functions. */
async function librariesAt(nodes: OperationNodes, address: string): Promise<number> {
  const answer = await nodes.ask(address, ['FUNCTION', 'LIST']);
  return answer.kind === 'reply' ? itemsOf(answer.reply).length : 0;
}
