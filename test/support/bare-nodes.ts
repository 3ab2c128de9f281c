/** Real servers with cluster-enabled on free loopback ports. None knows another. */
import { findRedisServer } from '../../main/demo/find-redis-server.ts';
import type { PlainReply } from '../../main/demo/node-client.ts';
import type { ConfigLine } from '../../main/demo/redis-server-process.ts';
import { ServerGroup } from '../../main/demo/server-group.ts';
import { clusterPorts } from './ports.ts';
import { configLines, PREFIX, prepareProcess, type RedisClusterOptions } from './redis-cluster.ts';

export interface BareNodesOptions extends Pick<
  RedisClusterOptions,
  'server' | 'nodeTimeout' | 'password' | 'conf'
> {
  /** One node for each: 127.0.0.1, 127.0.0.2. */
  hosts: readonly string[];
  /** Further lines of one node's conf file. */
  confOf?: (index: number, port: number) => readonly string[];
}

export class BareNodes {
  readonly ports: readonly number[];
  /** host:port, in the order of `hosts`. */
  readonly addresses: readonly string[];
  private readonly group: ServerGroup;

  private constructor(group: ServerGroup, hosts: readonly string[]) {
    this.group = group;
    this.ports = group.ports;
    this.addresses = group.ports.map((port, i) => `${hosts[i]}:${port}`);
  }

  static async start(options: BareNodesOptions): Promise<BareNodes> {
    prepareProcess();
    const { hosts, password, confOf, nodeTimeout = 2000 } = options;
    const server = options.server ?? (await findRedisServer());
    if (!server) throw new Error('These tests need redis-server or valkey-server on PATH.');
    const ports = clusterPorts(hosts.length);
    // The group asks for the ports in order, and for all of them again if it has to try others.
    let asked = 0;
    const lines = (port: number): ConfigLine[] => {
      const index = asked++ % hosts.length;
      const host = hosts[index]!;
      // 127.0.0.1 too, where the test's own client asks. Outgoing links come from there, so the address is announced.
      const place: ConfigLine[] =
        host === '127.0.0.1'
          ? []
          : [
              ['bind', '127.0.0.1', host],
              ['cluster-announce-ip', host],
            ];
      const further = (confOf?.(index, port) ?? []).map((line): ConfigLine => [line]);
      return [...configLines(port, server, { ...options, nodeTimeout }, undefined), ...place, ...further];
    };
    const access = password === undefined ? {} : { password };
    const group = await ServerGroup.start({ server, prefix: PREFIX, ports, lines, access });
    return new BareNodes(group, hosts);
  }

  /** Runs a command on a node. Rejects with ReplyError for an error reply. */
  command(port: number, ...words: (string | Uint8Array)[]): Promise<PlainReply> {
    return this.group.client(port).ask(words);
  }

  kill(port: number): Promise<void> {
    return this.group.kill(port);
  }

  /** Starts a killed node with its conf file, its data and its nodes.conf; resolves when it answers. */
  restart(port: number): Promise<void> {
    return this.group.restart(port);
  }

  /** SIGSTOP: connections stay open, nothing is answered. */
  pause(port: number): void {
    this.group.signal(port, 'SIGSTOP');
  }

  resume(port: number): void {
    this.group.signal(port, 'SIGCONT');
  }

  /** Kills all servers and removes their directory. */
  stop(): Promise<void> {
    return this.group.dispose();
  }
}
