/** Replies of an invented cluster of any size to CLUSTER SHARDS, SLOTS, NODES and INFO. */
import type { SlotRange } from '../../shared/cluster/topology.ts';
import { SLOT_COUNT } from '../../shared/slots/slots.ts';

export interface MadeNode {
  id: string;
  host: string;
  port: number;
}

export interface MadeShard {
  primary: MadeNode;
  replicas: MadeNode[];
  slots: SlotRange[];
}

const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

/**
 * Shards of a primary and a replica each, `nodes` in all. `ranges` runs of slots a shard, dealt out in turn: the worst
 * case has many of single slots.
 */
export function makeShards(nodes: number, ranges = 1): MadeShard[] {
  const count = Math.ceil(nodes / 2);
  const node = (index: number): MadeNode => ({
    id: index.toString(16).padStart(40, '0'),
    host: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
    port: 6379,
  });
  const shards = Array.from({ length: count }, (_, i): MadeShard => ({
    primary: node(2 * i + 1),
    replicas: 2 * i + 1 < nodes ? [node(2 * i + 2)] : [],
    slots: [],
  }));
  const runs = count * ranges;
  for (let run = 0; run < runs; run++) {
    const first = Math.floor((run * SLOT_COUNT) / runs);
    const last = Math.floor(((run + 1) * SLOT_COUNT) / runs) - 1;
    if (first <= last) shards[run % count]!.slots.push({ first, last });
  }
  return shards;
}

const shardNode = ({ id, host, port }: MadeNode, role: string) =>
  `*14\r\n${bulk('id')}${bulk(id)}${bulk('port')}:${port}\r\n${bulk('ip')}${bulk(host)}${bulk('endpoint')}${bulk(host)}` +
  `${bulk('role')}${bulk(role)}${bulk('replication-offset')}:1\r\n${bulk('health')}${bulk('online')}`;

/** Reply of CLUSTER SHARDS, RESP2. */
export function shardsReply(shards: readonly MadeShard[]): string {
  const one = ({ primary, replicas, slots }: MadeShard) =>
    `*4\r\n${bulk('slots')}*${slots.length * 2}\r\n${slots.map((r) => `:${r.first}\r\n:${r.last}\r\n`).join('')}` +
    `${bulk('nodes')}*${1 + replicas.length}\r\n${shardNode(primary, 'master')}` +
    replicas.map((replica) => shardNode(replica, 'replica')).join('');
  return `*${shards.length}\r\n${shards.map(one).join('')}`;
}

/** Text of CLUSTER NODES as `myself`, an id, says it. `flags` adds to those of a node: `fail`. */
export function nodesText(
  shards: readonly MadeShard[],
  myself: string,
  flags: Readonly<Record<string, string>> = {},
): string {
  const line = ({ id, host, port }: MadeNode, role: string, primary: string, slots: readonly SlotRange[]) => {
    const all = [...(id === myself ? ['myself'] : []), role, ...(flags[id] ? [flags[id]] : [])].join(',');
    const ranges = slots
      .map(({ first, last }) => (first === last ? ` ${first}` : ` ${first}-${last}`))
      .join('');
    return `${id} ${host}:${port}@1${port} ${all} ${primary} 0 1700000000000 1 connected${ranges}\n`;
  };
  return shards
    .flatMap(({ primary, replicas, slots }) => [
      line(primary, 'master', '-', slots),
      ...replicas.map((replica) => line(replica, 'slave', primary.id, [])),
    ])
    .join('');
}

export const INFO_TEXT = 'cluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_current_epoch:7\r\n';
