/** Waits until nodes know each other and agree, and finds out what keeps them from it. */
import { ownersTextOf } from '../reading/cluster-reading.ts';
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { hostOf } from '../../wire/address.ts';
import type { Executor } from '../run/context.ts';
import type { ActionOf } from '../../../../shared/operations/action.ts';
import { MOST_DRAWN, type Joining, type PairState } from '../../../../shared/operations/progress.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import { acceptsConnections } from './bus-port.ts';
import { mapAt, type OwnMap } from './own-line.ts';
import { waitUntil } from './waiting.ts';

type Maps = ReadonlyMap<NodeAddress, OwnMap | null>;

/** Sentences about pairs of nodes: in a cluster of hundreds, one closed port concerns hundreds of pairs. */
const MAX_PAIRS = 10;

const STILL_JOINING = ['handshake', 'noaddr', 'fail', 'fail?'];

export const join: Executor<ActionOf<'join'>> = async ({ nodes: addresses, timeoutMs }, context) => {
  const { nodes } = context;
  let maps: Maps = new Map();
  const left = await waitUntil(context, timeoutMs, async () => {
    maps = await mapsOf(nodes, addresses);
    context.report({ joining: joiningOf(maps) });
    return missingLinks(maps).length === 0 && agree(maps);
  });
  if (left === null) return { end: 'done', text: `All ${addresses.length} nodes know each other and agree.` };
  if (left !== 'late') return left;
  const reasons = await whyApart(nodes, maps);
  return {
    end: 'failed',
    text: `The nodes have not joined within ${timeoutMs / 1000} s. ${reasons.join(' ')}`,
    unknown: false,
  };
};

async function mapsOf(nodes: OperationNodes, addresses: readonly NodeAddress[]): Promise<Maps> {
  return new Map(
    await Promise.all(addresses.map(async (address) => [address, await mapAt(nodes, address)] as const)),
  );
}

/** Pairs where the first node does not know the second, or has no link to it. A silent node is paired with itself. */
function missingLinks(maps: Maps): { node: NodeAddress; other: NodeAddress; known: boolean }[] {
  const missing: { node: NodeAddress; other: NodeAddress; known: boolean }[] = [];
  for (const [node, map] of maps) {
    if (!map) {
      missing.push({ node, other: node, known: false });
      continue;
    }
    const states = pairStates(map, maps);
    for (const [i, other] of [...maps.keys()].entries())
      if (states[i] === 'unknown' || states[i] === 'known')
        missing.push({ node, other, known: states[i] === 'known' });
  }
  return missing;
}

/** What this node knows of each, in their order. */
function pairStates(map: OwnMap, maps: Maps): (PairState | null)[] {
  const lines = new Map(map.lines.map((line) => [line.id, line]));
  return [...maps.values()].map((other): PairState | null => {
    if (other === map) return null;
    if (other === null) return 'silent';
    const line = lines.get(other.own.id);
    if (!line) return 'unknown';
    const isJoining = line.flags.some((flag) => STILL_JOINING.includes(flag));
    return line.linkState === 'connected' && !isJoining ? 'linked' : 'known';
  });
}

function joiningOf(maps: Maps): Joining {
  const pairs = [...maps].map(([node, map]) =>
    map
      ? pairStates(map, maps)
      : [...maps.keys()].map((other): PairState | null => (other === node ? null : 'silent')),
  );
  return {
    nodes: [...maps.keys()],
    pairs: maps.size <= MOST_DRAWN ? pairs : [],
    linked: pairs.reduce((sum, row) => sum + row.filter((state) => state === 'linked').length, 0),
    of: maps.size * (maps.size - 1),
  };
}

const agree = (maps: Maps): boolean =>
  new Set([...maps.values()].map((map) => ownersTextOf(map?.lines ?? []))).size === 1;

async function whyApart(nodes: OperationNodes, maps: Maps): Promise<string[]> {
  const missing = missingLinks(maps);
  const reasons = missing.slice(0, MAX_PAIRS).map(({ node, other, known }) => {
    if (node === other) return `${node} does not answer.`;
    return known ? `${node} has no link to ${other}.` : `${node} does not know ${other}.`;
  });
  if (missing.length > MAX_PAIRS)
    reasons.push(`${missing.length - MAX_PAIRS} other pairs have no link either.`);
  const closed = await closedPorts(nodes, maps);
  reasons.push(...closed);
  if (missing.length === 0) return ['They know each other, but name different owners of some slots.'];
  if (closed.length === 0)
    reasons.push(
      'All bus ports accept connections from here: look for a firewall or a wrong address between the nodes (cluster-announce-ip). Nodes that were told to forget a node refuse it for 60 s.',
    );
  return reasons;
}

async function closedPorts(nodes: OperationNodes, maps: Maps): Promise<string[]> {
  const found = await Promise.all(
    [...maps].map(async ([address, map]) => {
      if (map?.busPort === undefined) return [];
      if (await acceptsConnections(nodes, hostOf(address), map.busPort)) return [];
      return [
        `The bus port ${map.busPort} of ${address} accepts no connection: open it in the firewall, or correct cluster-announce-bus-port.`,
      ];
    }),
  );
  return found.flat();
}
