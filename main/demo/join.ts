import { slotsOfRanges } from '../../shared/slots/slot-ranges.ts';
import { isAtLeast, type RedisServer } from './find-redis-server.ts';
import type { NodeClient } from './node-client.ts';
import { poll } from './poll.ts';

const SLOTS = 16384;
/** Limit for one stage on a busy machine; on an idle one all stages take two seconds. */
const STAGE_TIMEOUT_MS = 20_000;

export interface Member {
  id: string;
  port: number;
  /** Null for a primary; the primary it replicates for a replica. */
  primary: Member | null;
  /** The slots a primary gets, both ends included; null for a replica. */
  slots: { first: number; last: number } | null;
}

export interface JoinOptions {
  server: RedisServer;
  ports: readonly number[];
  /** How many of the first ports become primaries. The others become their replicas, one each in turn. */
  primaries: number;
  client: (port: number) => NodeClient;
  /** Called with the log line by line, as `redis-cli --cluster create` words it. */
  log?: (line: string) => void;
  /** Runs once all slots are served, before the wait for the replicas. */
  onServing?: (members: readonly Member[]) => Promise<void>;
  signal?: AbortSignal | undefined;
}

/**
 * Makes one cluster of empty cluster-enabled servers that know no other yet: all slots assigned, every node known
 * to every node, replicas in sync and listed by CLUSTER SLOTS everywhere. The last line it logs is
 * `[OK] All 16384 slots covered.`, once every node has said so. Rejects if a stage does not complete.
 */
export async function joinCluster(options: JoinOptions): Promise<Member[]> {
  const { ports, client, log = () => {}, signal } = options;
  const wait = (what: string, check: (node: NodeClient) => Promise<boolean>, some = ports) =>
    Promise.all(
      some.map((port) => poll(what, () => check(client(port)), { timeout: STAGE_TIMEOUT_MS, signal })),
    );

  log(`>>> Performing hash slots allocation on ${ports.length} nodes...`);
  const members = await planMembers(options);
  logPlan(members, log);

  // A node takes a configuration epoch only while it knows no other node.
  log('>>> Assign a different config epoch to each node');
  await Promise.all(ports.map((port, i) => client(port).text(`CLUSTER SET-CONFIG-EPOCH ${i + 1}`)));
  const primariesOnly = members.flatMap(({ port, slots }) => (slots ? [{ port, slots }] : []));
  await Promise.all(primariesOnly.map(({ port, slots }) => assignSlots(options.server, client(port), slots)));

  log('>>> Sending CLUSTER MEET messages to join the cluster');
  // Every node meets every other one: gossip alone takes seconds longer.
  const pairs = ports.flatMap((port, i) => ports.slice(i + 1).map((other) => ({ port, other })));
  await Promise.all(pairs.map(({ port, other }) => client(port).text(`CLUSTER MEET 127.0.0.1 ${other}`)));
  log('Waiting for the cluster to join');
  await wait('all nodes to meet', (node) => meets(node, ports));
  await Promise.all(
    members.map(async ({ port, primary }) => {
      // The node refuses until it knows that the other one is a primary.
      const replicate = () => client(port).text(`CLUSTER REPLICATE ${primary?.id}`);
      if (primary) await poll('a node to become a replica', replicate, { timeout: STAGE_TIMEOUT_MS, signal });
    }),
  );
  await wait('the cluster state to be ok', isServing);
  await options.onServing?.(members);
  const replicas = members.filter((member) => member.primary).map((member) => member.port);
  await wait('the replicas to be in sync', hasPrimaryLink, replicas);
  await wait('CLUSTER SLOTS to list the replicas', (node) => listsReplicas(node, replicas.length));

  const first = ports[0] ?? 0;
  log(`>>> Performing Cluster Check (using node 127.0.0.1:${first})`);
  logCheck(members, log);
  await wait('all nodes to agree', async (node) => agrees(await readNodes(node), members));
  log('[OK] All nodes agree about slots configuration.');
  log('>>> Check for open slots...');
  log('>>> Check slots coverage...');
  await wait(`all ${SLOTS} slots to be covered`, coversAll);
  log(`[OK] All ${SLOTS} slots covered.`);
  return members;
}

/** Slots are divided as redis-cli does: 0-5460, 5461-10922, 10923-16383 among three. */
async function planMembers({ ports, primaries, client }: JoinOptions): Promise<Member[]> {
  const ids = await Promise.all(ports.map((port) => client(port).text('CLUSTER MYID')));
  const share = SLOTS / primaries;
  const members: Member[] = [];
  for (const [i, port] of ports.entries()) {
    const primary = i < primaries ? null : (members[i % primaries] ?? null);
    const first = i === 0 ? 0 : (members[i - 1]?.slots?.last ?? 0) + 1;
    const last = i === primaries - 1 ? SLOTS - 1 : Math.round((i + 1) * share - 1);
    members.push({ id: ids[i] ?? '', port, primary, slots: primary ? null : { first, last } });
  }
  return members;
}

async function assignSlots(
  server: RedisServer,
  node: NodeClient,
  { first, last }: { first: number; last: number },
) {
  if (isAtLeast(server, 7)) return node.text(`CLUSTER ADDSLOTSRANGE ${first} ${last}`);
  const slots = slotsOfRanges([{ first, last }]).map(String);
  return node.ask(['CLUSTER', 'ADDSLOTS', ...slots]);
}

/** CLUSTER NODES, one entry a line, split at spaces: id, address, flags, primary, ping, pong, epoch, link, slots. */
export async function readNodes(node: NodeClient): Promise<string[][]> {
  const lines = (await node.text('CLUSTER NODES')).trim().split('\n');
  return lines.map((line) => line.split(' '));
}

/** Whether the node reports in CLUSTER INFO that the cluster is ok. */
export async function isServing(node: NodeClient): Promise<boolean> {
  return (await node.text('CLUSTER INFO')).includes('cluster_state:ok');
}

/** Whether the node has met all. Those that it has forgotten, since they were silent for its node timeout, it is told of again. */
async function meets(node: NodeClient, ports: readonly number[]): Promise<boolean> {
  const nodes = await readNodes(node);
  if (hasMetAll(nodes, ports.length)) return true;
  const known = nodes.map((fields) => Number(/:(\d+)@/.exec(fields[1] ?? '')?.[1]));
  for (const port of ports) if (!known.includes(port)) await node.text(`CLUSTER MEET 127.0.0.1 ${port}`);
  return false;
}

function hasMetAll(nodes: string[][], count: number): boolean {
  const met = nodes.filter((node) => !/handshake|noaddr/.test(node[2] ?? '') && node[7] === 'connected');
  return nodes.length === count && met.length === count;
}

/** Whether a replica's link to its primary is up and its copy complete, by INFO. */
export async function hasPrimaryLink(node: NodeClient): Promise<boolean> {
  return (await node.text('INFO replication')).includes('master_link_status:up');
}

/** Whether the node is linked to `count` nodes, itself included, of which CLUSTER NODES and CLUSTER SLOTS name as many replicas. */
export async function knowsAll(node: NodeClient, count: number, replicas: number): Promise<boolean> {
  const nodes = await readNodes(node);
  const known = nodes.filter((fields) => fields[3] !== '-').length;
  return hasMetAll(nodes, count) && known === replicas && listsReplicas(node, replicas);
}

/** CLUSTER SLOTS repeats a replica with each range of its primary, and leaves it out until its replication offset is not zero and has been gossiped. */
async function listsReplicas(node: NodeClient, count: number): Promise<boolean> {
  const ranges = (await node.ask(['CLUSTER', 'SLOTS'])) as unknown[][];
  const ids = ranges.flatMap((range) => range.slice(3).map((replica) => String((replica as unknown[])[2])));
  return new Set(ids).size === count;
}

function agrees(nodes: string[][], members: readonly Member[]): boolean {
  return members.every(({ id, primary, slots }) => {
    const node = nodes.find((fields) => fields[0] === id) ?? [];
    const served = node.slice(8).join(' ');
    return node[3] === (primary?.id ?? '-') && served === (slots ? rangeText(slots) : '');
  });
}

async function coversAll(node: NodeClient): Promise<boolean> {
  const info = await node.text('CLUSTER INFO');
  return info.includes('cluster_state:ok') && info.includes(`cluster_slots_ok:${SLOTS}\r\n`);
}

const rangeText = ({ first, last }: { first: number; last: number }) =>
  first === last ? String(first) : `${first}-${last}`;

function logPlan(members: readonly Member[], log: (line: string) => void): void {
  for (const [i, { slots }] of members.entries()) {
    if (slots) log(`Master[${i}] -> Slots ${slots.first} - ${slots.last}`);
  }
  for (const { port, primary } of members) {
    if (primary) log(`Adding replica 127.0.0.1:${port} to 127.0.0.1:${primary.port}`);
  }
}

function logCheck(members: readonly Member[], log: (line: string) => void): void {
  for (const member of members) {
    const { id, port, primary, slots } = member;
    log(`${primary ? 'S' : 'M'}: ${id} 127.0.0.1:${port}`);
    const count = slots ? slots.last - slots.first + 1 : 0;
    log(`   slots:${slots ? `[${rangeText(slots)}]` : ''} (${count} slots) ${primary ? 'slave' : 'master'}`);
    if (primary) log(`   replicates ${primary.id}`);
    const replicas = members.filter((other) => other.primary === member).length;
    if (replicas) log(`   ${replicas} additional replica(s)`);
  }
}
