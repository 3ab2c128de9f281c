/** The two clusters that are compared: modelled nodes, and real servers. */
import keySlot from 'cluster-key-slot';
import { poll } from '../../../main/demo/poll.ts';
import { ReplyError } from '../../../main/demo/node-client.ts';
import { parseClusterNodes } from '../../../main/cluster/topology/reading.ts';
import type { BareNodes } from '../bare-nodes.ts';
import { newClient, type ClientState } from './data-commands.ts';
import { HOST } from './model-node.ts';
import { ModelCluster } from './model-cluster.ts';
import type { ModelReply } from './reply.ts';
import type { Sequence } from './sequences.ts';

export const NAMES = ['A', 'B', 'C', 'D', 'R'] as const;
const SLOTS: Record<string, [first: number, last: number]> = {
  A: [0, 5460],
  B: [5461, 10922],
  C: [10923, 16382],
  D: [16383, 16383],
};
const GOSSIP_MS = 20_000;

/** A plain reply, or the text of an error reply. */
type Answer = unknown;

export interface Side {
  ask(name: string, ...words: string[]): Promise<Answer>;
  port(name: string): number;
  kill(name: string): Promise<void>;
  restart(name: string): Promise<void>;
  /** Until the nodes' state is as given; the modelled nodes tell each other everything. Returns the state in the end. */
  gossip(slots: readonly number[], until?: string): Promise<string>;
}

const TAGS = new Map<number, string>();

/** A key of the slot. */
export function keyOf(slot: number, name: string): string {
  let tag = TAGS.get(slot);
  for (let i = 0; tag === undefined; i++) if (keySlot(`{${i}}`) === slot) TAGS.set(slot, (tag = `{${i}}`));
  return `${tag}${name}`;
}

/** Makes the cluster by the commands that create one. */
async function build(side: Side): Promise<void> {
  for (const [i, name] of NAMES.entries()) {
    await side.ask(name, 'CLUSTER', 'SET-CONFIG-EPOCH', String(i + 1));
    const [first, last] = SLOTS[name] ?? [0, -1];
    const slots = Array.from({ length: last - first + 1 }, (_, at) => String(first + at));
    if (slots.length > 0) await side.ask(name, 'CLUSTER', 'ADDSLOTS', ...slots);
    if (i > 0) await side.ask(name, 'CLUSTER', 'MEET', HOST, String(side.port('A')));
  }
}

/** What the nodes say, with names for ids and ports, and epochs by rank. */
async function stateOf(side: Side, slots: readonly number[]): Promise<string> {
  const ids = new Map<string, string>();
  const views = [];
  for (const name of NAMES) {
    const lines = parseClusterNodes(String(await side.ask(name, 'CLUSTER', 'NODES')), HOST);
    ids.set(lines.find(({ flags }) => flags.includes('myself'))?.id ?? '', name);
    views.push({ name, lines });
  }
  const named = (id: string | null) => (id === null ? '-' : (ids.get(id) ?? 'unknown'));
  const epochs = views.flatMap(({ lines }) =>
    lines.filter(({ flags }) => flags.includes('myself')).map(({ configEpoch }) => configEpoch),
  );
  const ranked = [...new Set(epochs)].sort((a, b) => a - b);
  const texts: string[] = [];
  for (const { name, lines } of views) {
    for (const { id, flags, primaryId, configEpoch, slots: ranges, migrating, importing } of lines) {
      const isSelf = flags.includes('myself');
      const role = flags.includes('slave') ? `replica of ${named(primaryId)}` : 'primary';
      const marks = [
        ...migrating.map(({ slot, to }) => `${slot} to ${named(to)}`),
        ...importing.map(({ slot, from }) => `${slot} from ${named(from)}`),
      ];
      const owned = ranges.map(({ first, last }) => `${first}-${last}`).join(' ');
      const epoch = isSelf ? ` epoch ${ranked.indexOf(configEpoch)}` : '';
      texts.push(`${name} sees ${named(id)}: ${role}${epoch} ${owned} ${marks.sort().join(', ')}`.trim());
    }
    const info = String(await side.ask(name, 'CLUSTER', 'INFO'));
    texts.push(`${name} is ${/cluster_state:(\w+)/.exec(info)?.[1] ?? ''}`);
    // A replica is not told that its primary has deleted keys of a slot that another took (7.0).
    const isReplica = lines.some(({ flags }) => flags.includes('myself') && flags.includes('slave'));
    for (const slot of isReplica ? [] : slots) {
      const keys = (await side.ask(name, 'CLUSTER', 'GETKEYSINSLOT', String(slot), '100')) as string[];
      if (keys.length > 0) texts.push(`${name} holds of ${slot}: ${[...keys].sort().join(' ')}`);
    }
  }
  return texts.sort().join('\n');
}

export async function modelSide(): Promise<Side> {
  const cluster = new ModelCluster(NAMES);
  for (const { config } of cluster.nodes) config.set('cluster-allow-replica-migration', 'no');
  const clients = new Map<string, ClientState>(NAMES.map((name) => [name, newClient()]));
  const side: Side = {
    ask: (name, ...words) => Promise.resolve(plain(cluster.askAs(clients.get(name)!, name, ...words))),
    port: (name) => cluster.node(name).port,
    kill: (name) => Promise.resolve(cluster.die(cluster.node(name))),
    restart: (name) => Promise.resolve(cluster.restart(cluster.node(name))),
    gossip: (slots) => {
      cluster.settle();
      return stateOf(side, slots);
    },
  };
  await build(side);
  cluster.settle();
  await side.ask('R', 'CLUSTER', 'REPLICATE', cluster.node('A').id);
  cluster.settle();
  return side;
}

function plain(reply: ModelReply | { error: string }): Answer {
  if (reply === null || typeof reply !== 'object') return reply;
  if (Array.isArray(reply)) return reply.map(plain);
  return 'error' in reply ? reply.error : reply.status;
}

export async function serverSide(nodes: BareNodes): Promise<Side> {
  const port = (name: string) => nodes.ports[NAMES.indexOf(name as (typeof NAMES)[number])]!;
  const ask = async (name: string, ...words: string[]): Promise<Answer> => {
    try {
      return await nodes.command(port(name), ...words);
    } catch (error) {
      if (error instanceof ReplyError) return error.message;
      throw error;
    }
  };
  const side: Side = {
    ask,
    port,
    kill: (name) => nodes.kill(port(name)),
    restart: (name) => nodes.restart(port(name)),
    async gossip(slots, until) {
      let state = '';
      const isThere = async () => (state = await stateOf(side, slots)) === until;
      await poll('the state of the modelled nodes', isThere, { timeout: GOSSIP_MS, every: 100 }).catch(
        () => undefined,
      );
      return state;
    },
  };
  await build(side);
  const id = String(await ask('A', 'CLUSTER', 'MYID'));
  await poll('R to follow A', async () => (await ask('R', 'CLUSTER', 'REPLICATE', id)) === 'OK', {
    timeout: GOSSIP_MS,
  });
  return side;
}

const WORDS = /^(\w): (.*)$/;

/** The answers of one side to the lines, and after each `gossip` its state, names for ids and ports in both. */
export async function play(
  side: Side,
  { lines, slots }: Sequence,
  states: readonly string[] | null,
): Promise<string[]> {
  const ids = new Map<string, string>();
  for (const name of NAMES) ids.set(name, String(await side.ask(name, 'CLUSTER', 'MYID')));
  const fill = (word: string) =>
    word
      .replace(/^<k:(\d+):(\w+)>$/, (_, slot: string, name: string) => keyOf(Number(slot), name))
      .replace(/^<(\w)\.port>$/, (_, name: string) => String(side.port(name)))
      .replace(/^<(\w)>$/, (_, name: string) => ids.get(name)!);
  const named = (text: string) => {
    let result = text;
    for (const [name, id] of ids) result = result.replaceAll(id, `<${name}>`);
    for (const name of NAMES) result = result.replaceAll(String(side.port(name)), `<${name}.port>`);
    return result;
  };
  const answers: string[] = [];
  let seen = 0;
  for (const line of [...lines, 'gossip']) {
    const [, name, command] = WORDS.exec(line) ?? [];
    if (name !== undefined) {
      const answer = await side.ask(name, ...command!.split(' ').map(fill));
      answers.push(`${line} => ${named(JSON.stringify(comparable(command!, answer)))}`);
    } else if (line === 'gossip') answers.push(await side.gossip(slots, states?.[seen++]));
    else if (line.startsWith('kill ')) await side.kill(line.slice(5));
    else await side.restart(line.slice(8));
  }
  return answers;
}

/** Servers list keys in an order of their own, and a time to live travels as the time that is left. */
function comparable(command: string, answer: Answer): Answer {
  if (command.startsWith('CLUSTER GETKEYSINSLOT')) return [...(answer as string[])].sort();
  return command.startsWith('PEXPIRETIME') ? Math.round(Number(answer) / 60_000) : answer;
}

/** The states among the answers. */
export const statesIn = (answers: readonly string[]): string[] =>
  answers.filter((answer) => answer.includes(' sees '));
