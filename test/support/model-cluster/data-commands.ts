/** Commands about keys, with the redirects of a cluster, and MIGRATE. */
import keySlot from 'cluster-key-slot';
import type { ModelCluster } from './model-cluster.ts';
import { HOST, type ModelNode, type StoredValue } from './model-node.ts';
import { OK, Refused, type ModelReply } from './reply.ts';

/** What a connection has said before. */
export interface ClientState {
  asking: boolean;
  watched: Map<string, string | undefined>;
  queued: string[][] | null;
}

export const newClient = (): ClientState => ({ asking: false, watched: new Map(), queued: null });

/** Undefined if the command is not about keys. */
export function keyCommand(
  node: ModelNode,
  words: string[],
  client: ClientState,
  cluster: ModelCluster,
): ModelReply | undefined {
  const [name = '', ...args] = words.map((word, i) => (i === 0 ? word.toUpperCase() : word));
  if (name === 'MIGRATE') return migrate(node, args, cluster);
  const key = name === 'MEMORY' ? args[1] : args[0];
  if (!KEY_COMMANDS.has(name)) return undefined;
  route(node, key ?? '', client.asking, cluster);
  if (client.queued && name !== 'WATCH') {
    client.queued.push(words);
    return { status: 'QUEUED' };
  }
  return run(node, name, args, client, cluster);
}

const KEY_COMMANDS = new Set([
  'GET',
  'SET',
  'DEL',
  'DUMP',
  'PEXPIRETIME',
  'PTTL',
  'PEXPIREAT',
  'MEMORY',
  'WATCH',
]);

function run(
  node: ModelNode,
  name: string,
  args: string[],
  client: ClientState,
  cluster: ModelCluster,
): ModelReply {
  const key = (name === 'MEMORY' ? args[1] : args[0]) ?? '';
  const stored = node.keys.values.get(key);
  switch (name) {
    case 'GET':
      return stored?.value ?? null;
    case 'SET':
      cluster.events.onWritten(node, key, { value: args[1] ?? '', expireAt: -1 });
      node.keys.set(key, { value: args[1] ?? '', expireAt: -1 });
      return OK;
    case 'DEL':
      if (stored) cluster.events.onWritten(node, key, null);
      return stored && node.keys.delete(key) ? 1 : 0;
    case 'DUMP':
      return stored ? `dump of ${stored.value}` : null;
    case 'PEXPIRETIME':
      return stored?.expireAt ?? -2;
    case 'PTTL':
      return !stored ? -2 : stored.expireAt < 0 ? -1 : stored.expireAt - Date.now();
    case 'PEXPIREAT':
      if (!stored) return 0;
      node.keys.set(key, { ...stored, expireAt: Number(args[1]) });
      return 1;
    case 'MEMORY':
      return stored ? 50 + key.length + stored.value.length : null;
    default:
      client.watched.set(key, stored?.value);
      return OK;
  }
}

/** EXEC: null if a watched key has changed. An error of one command is its reply. */
export function execute(
  node: ModelNode,
  client: ClientState,
  carryOut: (words: string[]) => ModelReply,
): ModelReply {
  const { queued, watched } = client;
  client.queued = null;
  client.watched = new Map();
  if (!queued) throw new Refused('ERR EXEC without MULTI');
  if ([...watched].some(([key, value]) => node.keys.values.get(key)?.value !== value)) return null;
  return queued.map((words) => {
    try {
      return carryOut(words);
    } catch (error) {
      if (error instanceof Refused) return { error: error.message };
      throw error;
    }
  });
}

/** getNodeByQuery of cluster.c for one key. */
function route(node: ModelNode, key: string, asking: boolean, cluster: ModelCluster): void {
  const slot = keySlot(key);
  const owner = node.owners[slot];
  if (typeof owner !== 'string') throw new Refused('CLUSTERDOWN Hash slot not served');
  if (!cluster.isServing(node)) throw new Refused('CLUSTERDOWN The cluster is down');
  const to = node.migrating.get(slot);
  if (owner === node.id) {
    if (to !== undefined && !node.keys.values.has(key))
      throw new Refused(`ASK ${slot} ${HOST}:${node.peers.get(to)?.port ?? 0}`);
    return;
  }
  if (node.importing.has(slot) && asking) return;
  throw new Refused(`MOVED ${slot} ${HOST}:${node.peers.get(owner)?.port ?? 0}`);
}

const TRAVEL_MS = 2;

interface Migration {
  keys: string[];
  replace: boolean;
  copy: boolean;
  password: string | undefined;
}

function migrate(node: ModelNode, args: string[], cluster: ModelCluster): ModelReply {
  const [, port = '', single = ''] = args;
  const what: Migration = {
    keys: single === '' ? [] : [single],
    replace: false,
    copy: false,
    password: undefined,
  };
  for (let i = 5; i < args.length; i++) {
    const option = args[i]!.toUpperCase();
    if (option === 'REPLACE') what.replace = true;
    else if (option === 'COPY') what.copy = true;
    else if (option === 'AUTH') what.password = args[++i];
    else if (option === 'KEYS') {
      what.keys = args.slice(i + 1);
      break;
    }
  }
  // A key of a slot that is open here is taken from here, whoever has it.
  for (const key of what.keys) {
    const slot = keySlot(key);
    if (!node.migrating.has(slot) && !node.importing.has(slot)) route(node, key, false, cluster);
  }
  const there = what.keys.filter((key) => node.keys.values.has(key));
  if (there.length === 0) return { status: 'NOKEY' };
  const target = cluster.at(Number(port));
  if (target?.state !== 'up') {
    // A frozen target still does what it was sent.
    if (target?.state === 'frozen')
      for (const key of there) target.later.push(receive(node, target, key, what, cluster));
    throw new Refused('IOERR error or timeout reading to target instance');
  }
  const mishap = cluster.mishap?.(node, target, there);
  const errors: string[] = [];
  for (const key of there) {
    if (mishap?.has(key)) {
      if (mishap.get(key) === 'copied') receive(node, target, key, what, cluster)();
      continue;
    }
    const error = receive(node, target, key, what, cluster)();
    if (error !== null) errors.push(error);
    else if (!what.copy) node.keys.delete(key);
  }
  if (mishap && mishap.size > 0) throw new Refused('IOERR error or timeout reading to target instance');
  if (errors.length > 0) throw new Refused(`ERR Target instance replied with error: ${errors[0]}`);
  return OK;
}

/** RESTORE-ASKING of one key; returns the target's error. The value is the one at the time of sending. */
function receive(
  node: ModelNode,
  target: ModelNode,
  key: string,
  { replace, password }: Migration,
  cluster: ModelCluster,
): () => string | null {
  const stored: StoredValue = node.keys.values.get(key)!;
  return () => {
    if (cluster.password !== undefined && password !== cluster.password)
      return 'NOAUTH Authentication required.';
    try {
      route(target, key, true, cluster);
    } catch (error) {
      if (error instanceof Refused) return error.message;
      throw error;
    }
    const old = target.keys.values.get(key);
    if (old && !replace) return 'BUSYKEY Target key name already exists.';
    if (old) cluster.events.onOverwritten(target, key, old, stored);
    // A time to live travels as the time that is left, so the copy expires a little later.
    const expireAt = stored.expireAt < 0 ? -1 : stored.expireAt + TRAVEL_MS;
    target.keys.set(key, { ...stored, expireAt });
    return null;
  };
}
