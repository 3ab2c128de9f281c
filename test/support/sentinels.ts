/** A master, its replica and three real Sentinels over them, which fail over within seconds. */
import { NodeClient, type NodeAccess, type PlainReply } from '../../main/demo/node-client.ts';
import { waitUntil } from './redis-cluster.ts';
import { RedisServer } from './redis-server.ts';

export const MASTER = 'orders';

export class Sentinels {
  readonly servers: readonly [RedisServer, RedisServer];
  readonly sentinels: readonly RedisServer[];

  private readonly access: NodeAccess;

  private constructor(servers: [RedisServer, RedisServer], sentinels: RedisServer[], access: NodeAccess) {
    this.servers = servers;
    this.sentinels = sentinels;
    this.access = access;
  }

  /** Resolves when every Sentinel knows the replica and the other Sentinels. `password` is the Sentinels' own. */
  static async start(password?: string): Promise<Sentinels> {
    const master = await RedisServer.start({ args: ['--repl-diskless-sync-delay', '0'] });
    const replica = await RedisServer.start({
      args: ['--replicaof', `127.0.0.1 ${master.port}`, '--repl-ping-replica-period', '1'],
    });
    const conf = [
      `sentinel monitor ${MASTER} 127.0.0.1 ${master.port} 2`,
      `sentinel down-after-milliseconds ${MASTER} 1000`,
      `sentinel failover-timeout ${MASTER} 5000`,
      ...(password === undefined ? [] : [`requirepass ${password}`, `sentinel sentinel-pass ${password}`]),
    ];
    const sentinels = await Promise.all([1, 2, 3].map(() => RedisServer.start({ sentinel: conf })));
    const access = password === undefined ? {} : { password };
    const all = new Sentinels([master, replica], sentinels, access);
    try {
      for (const { port } of sentinels)
        await waitUntil('the Sentinel knows the others', async () => {
          const fields = flat(await all.ask(port, 'SENTINEL', 'MASTER', MASTER));
          return fields.get('num-slaves') === '1' && fields.get('num-other-sentinels') === '2';
        });
    } catch (error) {
      await all.stop();
      throw error;
    }
    return all;
  }

  get addresses(): string[] {
    return this.sentinels.map(({ port }) => `127.0.0.1:${port}`);
  }

  /** One command of a Sentinel. */
  async ask(port: number, ...words: string[]): Promise<PlainReply> {
    const client = new NodeClient(port, this.access);
    try {
      return await client.ask(words);
    } finally {
      client.close();
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.sentinels, ...this.servers].map((server) => server.stop()));
  }
}

function flat(reply: PlainReply): Map<string, PlainReply> {
  const fields = new Map<string, PlainReply>();
  if (Array.isArray(reply))
    for (let i = 0; i + 1 < reply.length; i += 2) fields.set(String(reply[i]), reply[i + 1]!);
  return fields;
}
