/** The servers of the corpus, one of each kind, and how to empty them. */
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import type { Group } from './corpus/group.ts';

type Kind = Group['server'];

export class ParityServers {
  private readonly running: { [kind in Kind]: RedisCluster };

  private constructor(running: { [kind in Kind]: RedisCluster }) {
    this.running = running;
  }

  static async start(): Promise<ParityServers> {
    const single = { cluster: false, primaries: 1 };
    const [standalone, cluster, password] = await Promise.all([
      RedisCluster.start(single),
      RedisCluster.start({ replicas: 0 }),
      RedisCluster.start({ ...single, password: 'pass word' }),
    ]);
    return new ParityServers({ standalone, cluster, password });
  }

  port(kind: Kind): number {
    return this.running[kind].ports[0]!;
  }

  of(kind: Kind): RedisCluster {
    return this.running[kind];
  }

  /** Both programs are to find the same. */
  async reset(kind: Kind): Promise<void> {
    const servers = this.running[kind];
    await Promise.all(
      servers.ports.map(async (port) => {
        await servers.command(port, 'FLUSHALL');
        await servers.command(port, 'SCRIPT', 'FLUSH');
        await servers.command(port, 'FUNCTION', 'FLUSH');
        await servers.command(port, 'ACL', 'LOG', 'RESET');
        await servers.command(port, 'CONFIG', 'RESETSTAT');
      }),
    );
  }

  /** Resolves when CLIENT LIST of the first server is as `check` wants it. */
  until(kind: Kind, check: (clients: string) => boolean): Promise<true> {
    const { ports } = this.running[kind];
    return waitUntil('the clients to be so', async () =>
      check(String(await this.running[kind].command(ports[0]!, 'CLIENT', 'LIST'))) ? true : null,
    ) as Promise<true>;
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.running).map((servers) => servers.stop()));
  }
}
