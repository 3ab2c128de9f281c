/**
 * A cluster of any number of nodes, played by one scripted node: it listens on every loopback address (Linux gives all of
 * 127.0.0.0/8), and answers as the node whose address it was reached at. Primaries and replicas by turns, as real ones
 * of 7.0.15 say it; INFO with figures of its own for each.
 */
import type net from 'node:net';
import { SLOT_COUNT } from '../../shared/slots/slots.ts';
import { ScriptedNode } from './scripted-node.ts';

interface Member {
  id: string;
  host: string;
  shard: number;
  primary: boolean;
}

const hostOf = (index: number) => `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}`;
const idOf = (index: number) => (index + 1).toString(16).padStart(40, '0');

const bulk = (text: string | number) => `$${Buffer.byteLength(String(text))}\r\n${text}\r\n`;
const array = (items: readonly string[]) => `*${items.length}\r\n${items.join('')}`;
const integer = (n: number) => `:${n}\r\n`;

export class LargeCluster {
  readonly members: readonly Member[];
  readonly shards: number;
  port = 0;
  private epoch: number;
  /** Index of the replica that is held for failed; -1 for none. */
  private failed = -1;
  private readonly node = new ScriptedNode((words, socket) => this.answer(words, socket), {
    host: '0.0.0.0',
  });

  private constructor(nodes: number) {
    this.shards = Math.ceil(nodes / 2);
    this.epoch = this.shards;
    this.members = Array.from({ length: nodes }, (_, i) => ({
      id: idOf(i),
      host: hostOf(i),
      shard: i % this.shards,
      primary: i < this.shards,
    }));
  }

  static async start(nodes: number): Promise<LargeCluster> {
    const cluster = new LargeCluster(nodes);
    cluster.port = await cluster.node.listen();
    return cluster;
  }

  stop(): Promise<void> {
    return this.node.close();
  }

  address(index: number): string {
    return `${this.members[index]!.host}:${this.port}`;
  }

  /** The last replica fails, or is well again; the epoch grows. */
  change(): void {
    this.failed = this.failed < 0 ? this.members.length - 1 : -1;
    this.epoch++;
  }

  slotsOf(shard: number): [number, number] {
    const first = Math.floor((shard * SLOT_COUNT) / this.shards);
    return [first, Math.floor(((shard + 1) * SLOT_COUNT) / this.shards) - 1];
  }

  /** CLUSTER SHARDS, as RESP2. */
  shardsReply(): string {
    const byShard = Array.from({ length: this.shards }, (): Member[] => []);
    for (const member of this.members) byShard[member.shard]!.push(member);
    return array(
      byShard.map((members, shard) =>
        array([
          bulk('slots'),
          array(this.slotsOf(shard).map(integer)),
          bulk('nodes'),
          array(members.map((member) => this.shardNode(member))),
        ]),
      ),
    );
  }

  /** Text of CLUSTER NODES, as the member at `asked` gives it. */
  nodesText(asked: string): string {
    return this.members
      .map((member, i) => {
        const flags = [
          ...(member.host === asked ? ['myself'] : []),
          member.primary ? 'master' : 'slave',
          ...(i === this.failed ? ['fail'] : []),
        ];
        const primary = member.primary ? '-' : this.members[member.shard]!.id;
        const slots = member.primary ? ` ${this.slotsOf(member.shard).join('-')}` : '';
        return `${member.id} ${member.host}:${this.port}@${this.port + 10000} ${flags.join(',')} ${primary} 0 0 ${member.shard + 1} connected${slots}\n`;
      })
      .join('');
  }

  private shardNode(member: Member): string {
    const fields: [string, string | number][] = [
      ['id', member.id],
      ['port', this.port],
      ['ip', member.host],
      ['endpoint', member.host],
      ['role', member.primary ? 'master' : 'replica'],
      ['replication-offset', 1000],
      ['health', this.members.indexOf(member) === this.failed ? 'fail' : 'online'],
    ];
    return array(
      fields.flatMap(([name, value]) => [
        bulk(name),
        typeof value === 'number' ? integer(value) : bulk(value),
      ]),
    );
  }

  private answer(words: string[], socket: net.Socket): string | undefined {
    const [name, sub] = words.map((word) => word.toUpperCase());
    const host = socket.localAddress!.replace('::ffff:', '');
    if (name === 'CLUSTER' && sub === 'INFO')
      return bulk(
        `cluster_enabled:1\r\ncluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_current_epoch:${this.epoch}\r\n`,
      );
    if (name === 'CLUSTER' && sub === 'SHARDS') return this.shardsReply();
    if (name === 'CLUSTER' && sub === 'NODES') return bulk(this.nodesText(host));
    if (name === 'CLUSTER' && sub === 'COUNT-FAILURE-REPORTS') return integer(0);
    if (name === 'INFO') return bulk(this.infoText(host));
    if (name === 'COMMAND') return '-ERR unknown command\r\n';
    return undefined;
  }

  private infoText(host: string): string {
    const index = this.members.findIndex((member) => member.host === host);
    const primary = this.members[index]?.primary ?? true;
    return [
      'redis_version:7.0.15',
      'used_memory:1000000',
      'maxmemory:4000000',
      'connected_clients:3',
      'uptime_in_seconds:3600',
      `instantaneous_ops_per_sec:${(index * 37) % 500}`,
      `role:${primary ? 'master' : 'slave'}`,
      ...(primary ? [] : ['master_link_status:up', 'slave_repl_offset:1000']),
      'master_repl_offset:1000',
      `db0:keys=${1000 + (index % 7)},expires=0,avg_ttl=0`,
      '',
    ].join('\r\n');
  }
}
