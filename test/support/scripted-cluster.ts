/** Scripted nodes that agree on a map of slots, for what a real cluster will not do on demand. */
import type { Socket } from 'node:net';
import type { SessionHooks } from '../../main/cluster/session/session-options.ts';
import { Session } from '../../main/cluster/session/session.ts';
import type { RedirectMode } from '../../shared/session/session.ts';
import { ScriptedNode } from './scripted-node.ts';

/** What a node answers to a user's command; undefined for `+OK`. */
export type Script = (words: string[], cluster: ScriptedCluster) => string | Buffer | null | undefined;

const id = (index: number) =>
  String(index + 1)
    .repeat(40)
    .slice(0, 40);

export class ScriptedCluster {
  readonly nodes: ScriptedNode[] = [];
  readonly ports: number[] = [];
  /** Commands that are not questions about the map, by node. */
  readonly received: string[][][] = [];
  /** Node that owns all slots. */
  owner = 0;
  /** Overrides the reply to one of the app's own questions; undefined for the usual reply. */
  questions: ((words: string[], socket: Socket, node: number) => string | Buffer | undefined) | null = null;
  private readonly sessions: Session[] = [];

  /** One script a node. */
  static async start(...scripts: Script[]): Promise<ScriptedCluster> {
    const cluster = new ScriptedCluster();
    for (const [index, script] of scripts.entries()) {
      cluster.received.push([]);
      const node = new ScriptedNode(
        (list, socket) => cluster.questions?.(list, socket, index) ?? cluster.answer(index, list, script),
      );
      cluster.nodes.push(node);
      cluster.ports.push(await node.listen());
    }
    return cluster;
  }

  address(index: number): string {
    return `127.0.0.1:${this.ports[index]}`;
  }

  async connect(mode: RedirectMode, hooks: SessionHooks = {}, seed = 0, password?: string): Promise<Session> {
    const session = new Session(
      {
        label: 'scripted',
        environment: 'local',
        seeds: [this.address(seed)],
        connection: { database: 0, protocol: 2, connectTimeout: 10_000, password },
        mode,
      },
      hooks,
    );
    this.sessions.push(session);
    await session.connect();
    return session;
  }

  async stop(): Promise<void> {
    for (const session of this.sessions) session.close();
    await Promise.all(this.nodes.map((node) => node.close()));
  }

  private answer(index: number, list: string[], script: Script): string | Buffer | null | undefined {
    const [name, sub] = list.map((word) => word.toUpperCase());
    if (name === 'CLUSTER' && sub === 'INFO') return bulk('cluster_state:ok\r\ncluster_current_epoch:1\r\n');
    if (name === 'CLUSTER' && sub === 'SHARDS') return '-ERR Unknown subcommand\r\n';
    if (name === 'CLUSTER' && sub === 'SLOTS')
      return `*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n${bulk('127.0.0.1')}:${this.ports[this.owner]}\r\n${bulk(id(this.owner))}`;
    if (name === 'CLUSTER' && sub === 'NODES')
      return bulk(this.ports.map((port, i) => this.line(i, port, index)).join(''));
    if (name === 'INFO' || name === 'COMMAND') return '-ERR unknown command\r\n';
    this.received[index]!.push(list);
    const reply = script(list, this);
    return reply === undefined ? '+OK\r\n' : reply;
  }

  private line(i: number, port: number, asked: number): string {
    const flags = i === asked ? 'myself,master' : 'master';
    return `${id(i)} 127.0.0.1:${port}@${port} ${flags} - 0 0 ${i + 1} connected${i === this.owner ? ' 0-16383' : ''}\n`;
  }
}

const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
