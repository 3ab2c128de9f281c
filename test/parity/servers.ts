/** The servers of the corpus, one of each kind, and how to empty them. */
import type { RedisServer } from '../../main/demo/find-redis-server.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { runProgram, type ProgramEnd } from '../support/redis-cli.ts';
import type { Group } from './corpus/group.ts';
import type { Sequence } from './corpus/one-shot.ts';

type Kind = Group['server'];

export class ParityServers {
  private readonly running: { [kind in Kind]: RedisCluster };

  private constructor(running: { [kind in Kind]: RedisCluster }) {
    this.running = running;
  }

  /** `server`: the system's where not given. */
  static async start(server: RedisServer | null = null): Promise<ParityServers> {
    const single = { server, cluster: false, primaries: 1 };
    const [standalone, cluster, password] = await Promise.all([
      RedisCluster.start(single),
      RedisCluster.start({ server, replicas: 0 }),
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

  /** A sequence of commands by arguments, each end in a line: exit code, stdout, stderr. */
  async runAll({ server, calls }: Sequence, file: string, program: string[], cwd: string): Promise<string[]> {
    await this.reset(server);
    const port = ['-p', String(this.port(server))];
    const ends: string[] = [];
    for (const { args, ...options } of calls) {
      const end = await runProgram(file, [...program, ...port, ...args], { ...options, cwd });
      ends.push(`${args.join(' ')}: ${show(end)}`);
    }
    return ends;
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.running).map((servers) => servers.stop()));
  }
}

const show = ({ stdout, stderr, code, signal }: ProgramEnd) =>
  `${signal ?? code} ${JSON.stringify(stdout.toString('latin1'))} ${JSON.stringify(stderr.toString())}`;
