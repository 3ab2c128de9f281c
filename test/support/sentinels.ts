/** A master, its replica and three real Sentinels over them, which fail over within seconds. */
import { NodeClient, type NodeAccess, type PlainReply } from '../../main/demo/node-client.ts';
import { waitUntil } from './redis-cluster.ts';
import { RedisServer } from './redis-server.ts';

export const MASTER = 'orders';

/**
 * Limit for what Sentinels do by themselves, in milliseconds. One that a busy machine holds up for two seconds does nothing
 * for the next 30 s (its TILT mode), and an election without a winner is repeated after ten or twenty.
 */
export const SENTINEL_LIMIT_MS = 90_000;

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
      await all.settled(sentinels);
    } catch (error) {
      await all.stop();
      throw error;
    }
    return all;
  }

  get addresses(): string[] {
    return this.sentinels.map(({ port }) => `127.0.0.1:${port}`);
  }

  /** One command of a Sentinel, or of a server. */
  async ask(port: number, ...words: string[]): Promise<PlainReply> {
    const client = new NodeClient(port, this.access);
    try {
      return await client.ask(words);
    } finally {
      client.close();
    }
  }

  /**
   * Resolves when these Sentinels know each other and the replica, which follows its master, and are out of TILT. A master
   * that dies during TILT has no successor: by its end, the replica has been without a master for too long.
   */
  async settled(sentinels: readonly RedisServer[]): Promise<void> {
    for (const { port } of sentinels) {
      const isSettled = async () => {
        const info = String(await this.ask(port, 'INFO', 'sentinel'));
        const [master, replicas] = [
          flat(await this.ask(port, 'SENTINEL', 'MASTER', MASTER)),
          await this.ask(port, 'SENTINEL', 'REPLICAS', MASTER),
        ];
        const replica = flat(Array.isArray(replicas) ? replicas[0]! : null);
        return (
          info.includes('sentinel_tilt:0') &&
          Number(master.get('num-other-sentinels')) >= sentinels.length - 1 &&
          replica.get('flags') === 'slave' &&
          replica.get('master-link-status') === 'ok'
        );
      };
      await waitUntil('the Sentinel to know the others and the replica', isSettled, SENTINEL_LIMIT_MS);
    }
  }

  /** Starts a crashed server as a replica of the other: Sentinels would demote it too, but take 10 to 60 s to do so. */
  async startReplica(server: RedisServer): Promise<void> {
    const master = this.servers.find((other) => other !== server)!;
    await server.start();
    await this.ask(server.port, 'REPLICAOF', '127.0.0.1', String(master.port));
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
