/** All commands of a modelled server; those of CLUSTER and of keys have files of their own. */
import { clusterCommand } from './cluster-commands.ts';
import { execute, keyCommand, type ClientState } from './data-commands.ts';
import type { ModelCluster } from './model-cluster.ts';
import { HOST, type ModelNode } from './model-node.ts';
import { OK, Refused, type ModelReply } from './reply.ts';

/** Carries out one command. Throws Refused for an error reply. */
export function carryOut(
  node: ModelNode,
  words: string[],
  client: ClientState,
  cluster: ModelCluster,
): ModelReply {
  const name = words[0]?.toUpperCase() ?? '';
  try {
    const ofKeys = keyCommand(node, words, client, cluster);
    if (ofKeys !== undefined) return ofKeys;
  } finally {
    client.asking = name === 'ASKING';
  }
  if (client.queued && name !== 'EXEC') {
    client.queued.push(words);
    return { status: 'QUEUED' };
  }
  const args = words.slice(1);
  const [sub = ''] = args.map((word) => word.toUpperCase());
  switch (name) {
    case 'CLUSTER':
      return clusterCommand(node, args, cluster);
    case 'PING':
      return { status: 'PONG' };
    case 'ASKING':
    case 'SELECT':
      return OK;
    case 'MULTI':
      client.queued = [];
      return OK;
    case 'EXEC':
      return execute(node, client, (queued) => carryOut(node, queued, client, cluster));
    case 'UNWATCH':
      client.watched = new Map();
      return OK;
    case 'INFO':
      return infoText(node, cluster);
    case 'ROLE':
      return role(node, cluster);
    case 'DBSIZE':
      return node.keys.values.size;
    case 'FLUSHALL':
      node.keys.clear();
      return OK;
    case 'COMMAND':
      // Redis 7.0 knows none of the subcommands that are asked about.
      return sub === 'INFO' ? args.slice(1).map(() => null) : [];
    case 'CONFIG':
      if (sub === 'GET')
        return args.slice(1).flatMap((key) => [key, node.config.get(key)].flatMap((one) => one ?? []));
      if (sub === 'SET') node.config.set(args[1] ?? '', args[2] ?? '');
      return OK;
    case 'FUNCTION':
      return functions(node, sub, args);
    default:
      throw new Refused(`ERR unknown command '${words[0] ?? ''}', with args beginning with: `);
  }
}

const isLinkUp = (node: ModelNode, cluster: ModelCluster) =>
  node.primaryId !== null && cluster.byId(node.primaryId)?.state === 'up';

function infoText(node: ModelNode, cluster: ModelCluster): string {
  const keys = node.keys.values.size;
  const lines = ['# Server', 'redis_version:7.0.15', 'redis_mode:cluster', '# Replication'];
  if (node.primaryId === null) lines.push('role:master', 'master_repl_offset:0');
  else
    lines.push(
      'role:slave',
      `master_link_status:${isLinkUp(node, cluster) ? 'up' : 'down'}`,
      'master_sync_in_progress:0',
      'slave_repl_offset:0',
    );
  lines.push('# Keyspace');
  if (keys > 0) lines.push(`db0:keys=${keys},expires=0,avg_ttl=0`);
  return `${lines.join('\r\n')}\r\n`;
}

function role(node: ModelNode, cluster: ModelCluster): ModelReply {
  if (node.primaryId === null) return ['master', 0, []];
  const port = node.peers.get(node.primaryId)?.port ?? 0;
  return ['slave', HOST, port, isLinkUp(node, cluster) ? 'connected' : 'connect', 0];
}

function functions(node: ModelNode, sub: string, args: string[]): ModelReply {
  if (sub === 'DUMP') return node.functions.join('\n');
  if (sub === 'RESTORE') node.functions = (args[1] ?? '').split('\n').filter(Boolean);
  if (sub !== 'LIST') return OK;
  return node.functions.map((name) => ['library_name', name, 'engine', 'LUA', 'functions', []]);
}
