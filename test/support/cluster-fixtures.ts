/** A three-shard map and replies from it, as main would send them. */
import { BUNDLED_COMMANDS } from '../../shared/commands/command-table.ts';
import type { ClusterNode, Shard, Topology } from '../../shared/cluster/topology.ts';
import type { Execution, Hop, ReplyPart } from '../../shared/session/execution.ts';
import type { NodeStats } from '../../shared/cluster/node-stats.ts';
import type { SessionState } from '../../shared/session/session.ts';
import type { ShellContext } from '../../renderer/repl/contract.ts';

const encoder = new TextEncoder();

/** The whole reply of a RESP frame given as text; `\xHH` characters below 256 are bytes. */
export const wholeReply = (frame: string): ReplyPart => ({
  whole: true,
  frame: encoder.encode(frame),
});

export const nodeAt = (port: number): string => `127.0.0.1:${port}`;

function clusterNode(port: number, role: ClusterNode['role']): ClusterNode {
  return {
    id: String(port).padStart(40, '0'),
    address: nodeAt(port),
    role,
    health: 'online',
    flags: [role === 'primary' ? 'master' : 'slave'],
    configEpoch: port - 6999,
    linkState: 'connected',
    failureReports: 0,
  };
}

const shard = (number: number, first: number, last: number): Shard => ({
  number,
  slots: [{ first, last }],
  slotCount: last - first + 1,
  primary: clusterNode(6999 + number, 'primary'),
  replicas: [clusterNode(7002 + number, 'replica')],
});

/** Slots 0-5460 at 7000, 5461-10922 at 7001, 10923-16383 at 7002. */
export const threeShards: Topology = {
  version: 1,
  kind: 'cluster',
  state: 'ok',
  covered: 16384,
  epoch: 3,
  shards: [shard(1, 0, 5460), shard(2, 5461, 10922), shard(3, 10923, 16383)],
  migrations: [],
  contests: [],
  views: [],
  source: nodeAt(7000),
  readAt: 0,
  cause: 'connect',
};

/** A node's metrics, all 1 or empty except the given ones. */
export const nodeStats = (port: number, more: Partial<NodeStats> = {}): NodeStats => ({
  address: nodeAt(port),
  keys: 1,
  databases: { 0: more.keys ?? 1 },
  ops: 1,
  memory: 1,
  lag: null,
  latency: 1,
  version: '7.0.15',
  maxMemory: 0,
  offset: 1,
  link: null,
  refusal: null,
  trouble: null,
  clients: 1,
  uptime: 1,
  ...more,
});

export const connectedSession: SessionState = {
  shell: 1,
  phase: 'connected',
  label: 'Demo cluster',
  profile: '',
  separator: ':',
  environment: 'demo',
  unchecked: 'nothing',
  readOnly: false,
  server: 'Redis 7.0.15',
  user: '',
  currentNode: nodeAt(7000),
  elsewhere: [],
  database: 0,
  mode: 'direct',
  protocol: 3,
  transaction: '',
  subscribed: false,
  failure: null,
};

export const clusterContext = (session: Partial<SessionState> = {}): ShellContext => ({
  topology: threeShards,
  commands: BUNDLED_COMMANDS,
  docs: {},
  suggestion: '',
  session: { ...connectedSession, ...session },
  language: 'en',
});

export const hop = (port: number, more: Partial<Hop> = {}): Hop => ({
  node: nodeAt(port),
  shard: port < 7003 ? port - 6999 : port - 7002,
  outcome: 'reply',
  asking: false,
  detail: '',
  slot: null,
  target: null,
  learned: null,
  milliseconds: 0.4,
  waited: 0,
  ...more,
});

/** An execution outside a transaction, on one node. */
export const NOTHING_SPECIAL = {
  transaction: '',
  subscribed: false,
  groups: null,
  parts: null,
  note: '',
  quiet: false,
  splittable: false,
  question: null,
};

export const execution = (more: Partial<Execution> = {}): Execution => ({
  id: 1,
  command: 'get foo',
  slot: 12182,
  keys: [{ text: 'foo', index: 1, slot: 12182, shard: 3 }],
  routedBy: 'owner',
  hops: [hop(7002)],
  node: nodeAt(7002),
  shard: 3,
  reply: wholeReply('$3\r\nbar\r\n'),
  failure: null,
  milliseconds: 0.7,
  currentNode: nodeAt(7002),
  database: 0,
  ...NOTHING_SPECIAL,
  ...more,
});
