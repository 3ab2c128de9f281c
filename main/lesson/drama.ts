/** A shard loses its primary, or all of its nodes, and gets them back; the nodes are watched meanwhile. */
import type { LessonEvent, LessonEvidence } from '../../shared/lessons/lesson.ts';
import { hasPrimaryLink, isServing, knowsAll, readNodes } from '../demo/join.ts';
import { poll } from '../demo/poll.ts';
import { addressOf, portOf, type LessonServers } from './lesson-servers.ts';
import { NodeWatch } from './node-watch.ts';

export interface Drama {
  servers: LessonServers;
  nodeTimeoutMs: number;
  signal: AbortSignal;
  onEvent(event: LessonEvent): void;
}

/** Slot of `k1`. */
export const LESSON_SLOT = 12706;
const LOOK_MS = 50;
const PATIENCE_MS = 30_000;

interface Shard {
  primary: number;
  replicas: number[];
}

/** The shard that owns the slot of `k1`, as a running node sees it. */
export async function lessonShard(servers: LessonServers): Promise<Shard> {
  const nodes = await readNodes(servers.client(servers.running[0]!));
  const owner = nodes.find((fields) => fields.slice(8).some(holdsSlot));
  if (!owner) throw new Error(`No node owns slot ${LESSON_SLOT}.`);
  const portIn = (fields: string[]) => portOf(fields[1]!.split('@')[0]!);
  return {
    primary: portIn(owner),
    replicas: nodes.filter((fields) => fields[3] === owner[0]).map(portIn),
  };
}

function holdsSlot(text: string): boolean {
  const range = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (!range) return false;
  const first = Number(range[1]);
  return first <= LESSON_SLOT && LESSON_SLOT <= Number(range[2] ?? first);
}

/** Kills the primary; resolves once a replica owns its slots and all nodes that run say that the cluster is ok. */
export async function failOver(drama: Drama): Promise<LessonEvidence> {
  const { servers } = drama;
  const { primary, replicas } = await lessonShard(servers);
  const watch = await watching(drama);
  await servers.kill([primary]);
  watch.tell('killed', primary, 'SIGKILL');
  await until(drama, 'a replica to take over', async () => {
    await watch.look(primary);
    const now = await lessonShard(servers);
    return replicas.includes(now.primary) && (await allServe(servers));
  });
  await watch.look(primary);
  const heir = (await lessonShard(servers)).primary;
  return { says: await roleOf(servers, heir), node: addressOf(heir) };
}

/** Starts the dead node; resolves once it is a replica in sync. */
export async function rejoin(drama: Drama): Promise<LessonEvidence> {
  const { servers } = drama;
  const watch = await watching(drama);
  const [dead] = servers.nodes.filter(({ running }) => !running);
  if (!dead) throw new Error('No node is down.');
  await servers.start([dead.port]);
  watch.tell('started', dead.port);
  await until(drama, 'the node to come back as a replica', async () => {
    await watch.look(null);
    return (await hasPrimaryLink(servers.client(dead.port))) && (await isWhole(servers));
  });
  await watch.look(null);
  return { says: await roleOf(servers, dead.port), node: addressOf(dead.port) };
}

/** Kills primary and replicas at once; resolves once the other nodes hold them for failed. */
export async function killShard(drama: Drama): Promise<LessonEvidence> {
  const { servers } = drama;
  const { primary, replicas } = await lessonShard(servers);
  const watch = await watching(drama);
  await servers.kill([...replicas, primary]);
  for (const port of [primary, ...replicas]) watch.tell('killed', port, 'SIGKILL');
  await until(drama, 'the other nodes to notice', async () => {
    await watch.look(primary);
    const seen = await Promise.all(servers.running.map((port) => isFailed(servers, port, primary)));
    return seen.every(Boolean);
  });
  const [first] = servers.running;
  const info = await servers.client(first!).text('CLUSTER INFO');
  return { says: info.split('\r\n')[0] ?? '', node: addressOf(first!) };
}

/** Starts what is down, primaries first, and resolves once everything is served. Their keys are gone: nothing is on disk. */
export async function startShard(drama: Drama): Promise<LessonEvidence> {
  const { servers } = drama;
  const watch = await watching(drama);
  const { primary } = await lessonShard(servers);
  const down = servers.nodes.filter(({ running }) => !running).map(({ port }) => port);
  const ordered = [...down].sort((a, b) => Number(b === primary) - Number(a === primary));
  for (const port of ordered) {
    await servers.start([port]);
    watch.tell('started', port);
  }
  const replicas = ordered.filter((port) => port !== primary);
  await until(drama, 'the cluster to be whole', async () => {
    const linked = await Promise.all(replicas.map((port) => hasPrimaryLink(servers.client(port))));
    return linked.every(Boolean) && (await isWhole(servers));
  });
  const info = await servers.client(primary).text('CLUSTER INFO');
  return { says: info.split('\r\n')[0] ?? '', node: addressOf(primary) };
}

async function watching({ servers, onEvent }: Drama): Promise<NodeWatch> {
  const watch = new NodeWatch(servers, onEvent);
  await watch.begin();
  return watch;
}

const until = ({ signal, nodeTimeoutMs }: Drama, what: string, check: () => Promise<boolean>) =>
  poll(what, check, { timeout: PATIENCE_MS + 4 * nodeTimeoutMs, every: LOOK_MS, signal });

/** Whether every server is a node that serves, is linked to all others, and knows which half of them are replicas. */
export async function isWhole(servers: LessonServers): Promise<boolean> {
  const { ports, running } = servers;
  if (running.length < ports.length || !(await allServe(servers))) return false;
  const known = running.map((port) => knowsAll(servers.client(port), ports.length, ports.length / 2));
  return (await Promise.all(known)).every(Boolean);
}

async function allServe(servers: LessonServers): Promise<boolean> {
  const answers = await Promise.all(servers.running.map((port) => isServing(servers.client(port))));
  return answers.every(Boolean);
}

async function isFailed(servers: LessonServers, port: number, dead: number): Promise<boolean> {
  const nodes = await readNodes(servers.client(port));
  const flags = nodes.find((fields) => fields[1]?.startsWith(`${addressOf(dead)}@`))?.[2] ?? '';
  return flags.split(',').includes('fail');
}

async function roleOf(servers: LessonServers, port: number): Promise<string> {
  const info = await servers.client(port).text('INFO replication');
  return info.split('\r\n').find((line) => line.startsWith('role:')) ?? '';
}
