/** Connections and the nodes at their other end, which are closed after each test. */
import { afterEach } from 'vitest';
import { joinFrame, type RawReply } from '../../main/cluster/wire/raw-reply.ts';
import type { ConnectionHooks, ConnectionOptions } from '../../main/cluster/wire/link-options.ts';
import { NodeConnection } from '../../main/cluster/wire/node-connection.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import { RedisServer } from './redis-server.ts';
import { ScriptedNode, type NodeScript, type ScriptedNodeOptions } from './scripted-node.ts';

const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

export function connect(
  port: number,
  options: Partial<ConnectionOptions> = {},
  hooks: ConnectionHooks = {},
): NodeConnection {
  const base = { host: '127.0.0.1', port, database: 0, protocol: 3, connectTimeout: 5000 } as const;
  const connection = new NodeConnection({ ...base, ...options }, hooks);
  closing.push(() => connection.close());
  return connection;
}

export async function scripted(script?: NodeScript, options?: ScriptedNodeOptions): Promise<ScriptedNode> {
  const node = new ScriptedNode(script, options);
  closing.push(() => node.close());
  await node.listen();
  return node;
}

export async function redisServer(...args: string[]): Promise<RedisServer> {
  const server = await RedisServer.start({ args });
  closing.push(() => server.stop());
  return server;
}

export const frameOf = (reply: RawReply): string => Buffer.from(joinFrame(reply)).toString('latin1');

/** Sends one command and returns the reply's frame as Latin-1. */
export const ask = async (connection: NodeConnection, ...text: string[]): Promise<string> =>
  frameOf(await connection.send(argsOf(...text)));
