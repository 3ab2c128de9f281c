/** The server processes of the lessons: groups on neighbouring ports, one password for all. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { LessonFile, LessonStatus } from '../../shared/lessons/lesson.ts';
import { isAtLeast, type RedisServer } from '../demo/find-redis-server.ts';
import type { NodeClient } from '../demo/node-client.ts';
import { quote, type ConfigLine } from '../demo/redis-server-process.ts';
import { ServerGroup } from '../demo/server-group.ts';

export const PREFIX = 'slotshell-lesson';
/** As the demo cluster's: what is taken is passed over. */
const PORTS = { first: 7000, last: 22_000 };

export const addressOf = (port: number) => `127.0.0.1:${port}`;
export const portOf = (address: string) => Number(address.slice(address.lastIndexOf(':') + 1));

export class LessonServers {
  /** Everybody on this computer can reach the ports. */
  readonly password = randomBytes(24).toString('base64url');
  private readonly server: RedisServer;
  private readonly nodeTimeoutMs: number;
  private readonly onChange: () => void;
  private readonly groups: ServerGroup[] = [];
  /** Servers that were told to run. */
  private readonly wanted = new Set<number>();

  constructor(server: RedisServer, nodeTimeoutMs: number, onChange: () => void) {
    this.server = server;
    this.nodeTimeoutMs = nodeTimeoutMs;
    this.onChange = onChange;
  }

  get ports(): number[] {
    return this.groups.flatMap(({ ports }) => ports);
  }

  get running(): number[] {
    return this.ports.filter((port) => this.isRunning(port));
  }

  get nodes(): LessonStatus['nodes'] {
    return this.ports.map((port) => {
      const running = this.isRunning(port);
      return { port, running, lost: this.wanted.has(port) && !running };
    });
  }

  /** Writes conf files for servers that are nodes of a cluster, or plain ones of which the others are replicas of the first. */
  async prepare(kind: 'cluster' | 'plain' | 'apart', count: number): Promise<number[]> {
    let first: number | null = null;
    const lines = (port: number): ConfigLine[] => {
      const own = kind === 'cluster' ? this.clusterLines() : [];
      const replica: ConfigLine[] =
        kind === 'plain' && first !== null ? [['replicaof', '127.0.0.1', String(first)]] : [];
      first ??= port;
      const secret = quote(this.password);
      return [['port', String(port)], ...own, ...replica, ['requirepass', secret], ['masterauth', secret]];
    };
    const group = await ServerGroup.prepare({
      server: this.server,
      prefix: PREFIX,
      ports: { ...PORTS, count },
      lines,
      access: { password: this.password },
      onExit: () => this.onChange(),
    });
    this.groups.push(group);
    this.onChange();
    return [...group.ports];
  }

  /** Starts servers; resolves once all answer. Rejects with what they printed if one ends instead. */
  async start(ports: readonly number[]): Promise<void> {
    await Promise.all(
      ports.map(async (port) => {
        await this.groupOf(port).restart(port);
        this.wanted.add(port);
      }),
    );
    this.onChange();
  }

  /** Ends servers at the same moment, as a crash would. */
  async kill(ports: readonly number[]): Promise<void> {
    for (const port of ports) this.wanted.delete(port);
    await Promise.all(ports.map((port) => this.groupOf(port).kill(port)));
    this.onChange();
  }

  client(port: number): NodeClient {
    return this.groupOf(port).client(port);
  }

  logFile(port: number): string {
    return path.join(this.groupOf(port).directory, String(port), 'redis.log');
  }

  /** Their conf files, the password left out. */
  files(): LessonFile[] {
    return this.groups.flatMap((group) =>
      group.ports.map((port) => {
        const file = path.join(group.directory, String(port), 'redis.conf');
        const text = readFileSync(file, 'utf8').replaceAll(this.password, '••••••••');
        return { address: addressOf(port), path: file, text };
      }),
    );
  }

  /** Kills what runs and deletes what was written. */
  async dispose(): Promise<void> {
    this.wanted.clear();
    await Promise.all(this.groups.map((group) => group.dispose()));
    this.groups.length = 0;
  }

  private isRunning(port: number): boolean {
    return this.groupOf(port).pid(port) !== null;
  }

  private groupOf(port: number): ServerGroup {
    const group = this.groups.find(({ ports }) => ports.includes(port));
    if (!group) throw new Error(`The lesson has no server on port ${port}.`);
    return group;
  }

  private clusterLines(): ConfigLine[] {
    const lines: ConfigLine[] = [
      ['cluster-enabled', 'yes'],
      ['cluster-config-file', 'nodes.conf'],
      ['cluster-node-timeout', String(this.nodeTimeoutMs)],
      ['cluster-require-full-coverage', 'yes'],
    ];
    // A replica that wandered to another shard would spoil what a failover shows.
    return isAtLeast(this.server, 7) ? [...lines, ['cluster-allow-replica-migration', 'no']] : lines;
  }
}
