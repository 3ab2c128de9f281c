/** Checks whether every announced node can be reached from here, and at which address. */
import { counted } from '../../../shared/format/count.ts';
import type { AddressEntry } from '../../../shared/connections/address-entry.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import { parseAddress, formatAddress } from '../wire/address.ts';
import { ConnectionError } from '../wire/errors.ts';
import { infoFields, ServerError, textOf } from '../wire/read-reply.ts';
import { checkCodisServers } from './codis-steps.ts';
import { serverName } from '../commands/server-identity.ts';
import {
  ask,
  inLanes,
  skipped,
  textOfError,
  type Announced,
  type Diagnostics,
  type Finding,
} from './diagnostics.ts';

/** Nodes dialled at once. */
const AT_ONCE = 64;

type Outcome =
  | { kind: 'answers'; milliseconds: number }
  /** The node was reached and refuses this user. */
  | { kind: 'refuses'; text: string }
  | { kind: 'silent'; text: string };

/** Sends INFO to each node; searches other addresses for those out of reach, as a session does (AddressMap). */
export async function checkNodes(diagnostics: Diagnostics): Promise<Finding> {
  const { findings, map, signal } = diagnostics;
  const { announced, kind, servers } = findings;
  if (kind === 'codis') return checkCodisServers(servers.loggedIn[0]!);
  if (kind === 'proxy') return skipped('not run on a proxy');
  if (announced.length === 0) return skipped('no nodes announced');
  const outcomes = new Map<Announced, Outcome>();
  const askAll = (nodes: readonly Announced[]) =>
    inLanes(nodes, AT_ONCE, async (node) => void outcomes.set(node, await askNode(diagnostics, node)));
  await askAll(announced);
  const of = (kind: Outcome['kind']) => announced.filter((node) => outcomes.get(node)!.kind === kind);
  if (kind === 'cluster') {
    const lost = of('silent').filter(({ address, failed }) => !failed && hasAddress(address));
    await map.discover(lost, servers.places, servers.connection, signal);
    const found = new Set(map.discovered.map((entry) => entry.announced));
    await askAll(lost.filter(({ address }) => found.has(address)));
  }
  const discovered = new Map(map.discovered.map(({ announced, reached }) => [announced, reached]));
  const elsewhere = of('answers').filter(({ address }) => discovered.has(address));
  const silent = of('silent');
  const nameless = silent.filter(({ address }) => !hasAddress(address));
  const alive = silent.filter(({ address, failed }) => !failed && hasAddress(address));
  const entries: AddressEntry[] = [
    ...elsewhere.map(({ address }) => ({ announced: address, reached: discovered.get(address)! })),
    ...alive
      .filter(({ address }) => !mappedTo(diagnostics, address))
      .map(({ address }) => ({ announced: address, reached: '' })),
  ];
  const refusing = of('refuses');
  const good = announced.length - silent.length - refusing.length;
  const details = announced
    .map((node) => ({
      text: `${placeOf(diagnostics, node.address, discovered)}, ${node.role}${node.failed ? ', failed' : ''}${endOf(outcomes.get(node)!)}`,
      good: outcomes.get(node)!.kind === 'answers',
    }))
    .sort((a, b) => Number(a.good) - Number(b.good));
  const nodes = counted(announced.length, 'node');
  const isWhole = good === announced.length;
  return {
    status: isWhole ? 'ok' : good === 0 ? 'failed' : 'warning',
    found: `${isWhole ? `all ${nodes}` : `${good} of ${nodes}`} answer${elsewhere.length > 0 ? `, ${elsewhere.length} at another address than announced` : ''}`,
    advice: adviceFor(diagnostics, { silent, nameless, alive, refusing, elsewhere }),
    details,
    ...(entries.length > 0 && { remedy: { kind: 'map-addresses', entries } as const }),
  };
}

async function askNode(diagnostics: Diagnostics, node: Announced): Promise<Outcome> {
  const start = performance.now();
  try {
    const connection = diagnostics.open(node.address, diagnostics.findings.servers);
    try {
      node.version = serverName(infoFields(textOf(await ask(connection, 'INFO', 'server'))));
    } finally {
      connection.close();
    }
  } catch (error) {
    const text = textOfError(error);
    // The node answered; the user only lacks the right to run INFO.
    const isAnswer = error instanceof ServerError && /^NOPERM/.test(text);
    if (error instanceof ServerError && !isAnswer) return { kind: 'refuses', text };
    if (error instanceof ConnectionError && error.kind === 'auth') return { kind: 'refuses', text };
    if (!isAnswer) return { kind: 'silent', text };
  }
  return { kind: 'answers', milliseconds: performance.now() - start };
}

const endOf = (outcome: Outcome): string =>
  outcome.kind === 'answers' ? `, ${outcome.milliseconds.toFixed(1)} ms` : `: ${outcome.text}`;

/** The address that the user's NAT map gives for a node; null if it has no line for it. */
function mappedTo({ entries }: Diagnostics, address: NodeAddress): NodeAddress | null {
  return entries.find(({ announced }) => announced === address)?.reached ?? null;
}

/** The announced address, and the one where the node is reached. */
function placeOf(
  diagnostics: Diagnostics,
  address: NodeAddress,
  discovered: ReadonlyMap<NodeAddress, NodeAddress>,
): string {
  if (!hasAddress(address)) return address;
  const found = discovered.get(address);
  if (found !== undefined) return `${address} at ${found} (found)`;
  const mapped = mappedTo(diagnostics, address);
  const place = parseAddress(address);
  const to = place && diagnostics.map.reach(place);
  if (mapped !== null && to) return `${address} at ${formatAddress(to.host, to.port)} (NAT map)`;
  return `${address} as announced`;
}

interface Groups {
  silent: readonly Announced[];
  /** Nodes without an address. */
  nameless: readonly Announced[];
  alive: readonly Announced[];
  refusing: readonly Announced[];
  elsewhere: readonly Announced[];
}

function adviceFor(
  diagnostics: Diagnostics,
  { silent, nameless, alive, refusing, elsewhere }: Groups,
): string {
  const here = diagnostics.tunnel ? 'the SSH server' : 'this computer';
  const mapped = alive.filter(({ address }) => mappedTo(diagnostics, address) !== null);
  return [
    nameless.length > 0 &&
      'The cluster has no address for some nodes. This happens when a node restarts without its nodes.conf. The step above lists the unserved slots and what to do.',
    silent.length > nameless.length &&
      alive.length === 0 &&
      'The cluster has marked the nodes that do not answer as failed: restart them.',
    alive.length > mapped.length &&
      `The cluster announces addresses that ${here} cannot reach, so redirects to them fail. Add them to the NAT map, or set cluster-announce-ip and -port on the nodes.`,
    mapped.length > 0 && 'Nothing answers at the addresses in the NAT map: correct its lines.',
    refusing.length > 0 &&
      'Some nodes refuse the login. Each node keeps its own users and passwords: set the same on all (ACL SETUSER, requirepass).',
    elsewhere.length > 0 &&
      silent.length === 0 &&
      'Nodes found at another address are searched for on every connect. With lines in the NAT map they are reached at once.',
  ]
    .filter(Boolean)
    .join(' ');
}
