/** What the rows are made from: each shard with its nodes, and which of its slots are served. Pure. */
import type { NodeAddress, SlotRange } from '../../../../shared/cluster/topology.ts';
import type { SlotService } from '../../../../shared/operations/situation.ts';
import type { RunningMigration } from '../atomic/running-migrations.ts';
import { votesIn, type Votes } from '../members/failover-facts.ts';
import {
  linesAbout,
  ownersIn,
  replicasOf,
  slotsOf,
  type ClusterReading,
  type NodeReading,
} from '../reading/cluster-reading.ts';
import type { Memory } from './memory.ts';
import type { OwnMove } from './own-moves.ts';

/** Whether nodes refuse all commands while one slot is not served. */
export const FULL_COVERAGE = 'cluster-require-full-coverage';

/** Asked beside the reading. Null for what no node says. */
export interface Measures {
  /** cluster-node-timeout, milliseconds. */
  nodeTimeoutMs: number | null;
  /** FULL_COVERAGE. */
  fullCoverage: boolean | null;
  /** Keys of open slots and of those with several owners by node id and slot, `id slot`. A pair that is missing was not answered. */
  slotKeys: ReadonlyMap<string, number>;
  /** Slots that the servers themselves are moving. */
  running: readonly RunningMigration[];
  /** Operations of this computer; asked only while slots are open, or nodes differ about them. */
  ownMoves: readonly OwnMove[];
  /** Slots without an owner, or with two, in this reading only: its answers are not of one moment, and a slot has changed hands. */
  passing: readonly SlotRange[];
}

/** Key of Measures.slotKeys. */
export const slotPair = (id: string, slot: number): string => `${id} ${slot}`;

export interface ShardFacts {
  number: number | null;
  /** `shard 2`, or `the shard of 127.0.0.1:7000`. */
  name: string;
  primary: NodeReading;
  slots: readonly SlotRange[];
  replicas: NodeReading[];
  /** Primaries without slots that do not answer and were in this shard. */
  lost: NodeReading[];
  service: SlotService;
}

export interface Facts {
  reading: ClusterReading;
  measures: Measures;
  memory: Memory;
  /** Shards with slots, by their first slot. */
  shards: ShardFacts[];
  votes: Votes;
  /** How the command is told where the cluster is, without a password: `127.0.0.1:7000`. */
  options: string;
}

/** A number that the window gives to the shard of a node. */
export type ShardOf = (node: NodeAddress) => number | null;

/** It runs, and does not let this user look. */
export const isMute = ({ trouble }: NodeReading): boolean =>
  trouble?.kind === 'refused' || trouble?.kind === 'not-cluster';
export const isDown = (node: NodeReading): boolean => node.trouble !== null && !isMute(node);
/** Replicas that answer. */
export const aliveIn = ({ replicas }: ShardFacts): NodeReading[] => replicas.filter((node) => !isDown(node));
export const isLoading = ({ trouble }: NodeReading): boolean =>
  trouble?.kind === 'refused' && /^(LOADING|MASTERDOWN)\b/.test(trouble.says);

/** Nodes that answer and flag this one. */
export const flaggedBy = (reading: ClusterReading, id: string, flag: 'fail' | 'fail?'): NodeReading[] =>
  linesAbout(reading, id).flatMap(({ by, line }) => (line.flags.includes(flag) ? [by] : []));

/**
 * It refuses no connection and says nothing, and the other nodes miss it too: its process is stopped or stuck, or its machine is
 * away. A node whose process has ended refuses.
 */
export const isHanging = (reading: ClusterReading, { id, trouble }: NodeReading): boolean =>
  (trouble?.kind === 'silent' || /\bno (TLS )?answer\b/.test(trouble?.says ?? '')) &&
  (['fail', 'fail?'] as const).some((flag) => flaggedBy(reading, id, flag).length > 0);

/** When any node last heard from it, as CLUSTER NODES says (pong-recv); null if nobody did, or the clocks do not fit. */
export function lastHeard(reading: ClusterReading, id: string): number | null {
  const pongs = linesAbout(reading, id).flatMap(({ line }) => line.pongAt ?? []);
  if (pongs.length === 0) return null;
  const last = Math.max(...pongs);
  return last > reading.readAt ? null : last;
}

/** A replica whose data is near its primary's, as far as it says. */
export const isWorking = (replica: NodeReading): boolean =>
  !isDown(replica) && replica.info.get('master_link_status') !== 'down';

export function serviceOf(reading: ClusterReading, primary: NodeReading): SlotService {
  if (isLoading(primary)) return 'unserved';
  if (isMute(primary)) return 'maybe';
  if (!isDown(primary)) return primary.clusterInfo.get('cluster_state') === 'fail' ? 'unserved' : 'served';
  const isFlagged = (['fail', 'fail?'] as const).some(
    (flag) => flaggedBy(reading, primary.id, flag).length > 0,
  );
  return isFlagged ? 'unserved' : 'maybe';
}

export function factsOf(
  reading: ClusterReading,
  measures: Measures,
  memory: Memory,
  shardOf: ShardOf,
  options: string,
): Facts {
  const owning = [...ownersIn(reading)].sort(
    (a, b) => slotsOf(reading, a.id)[0]!.first - slotsOf(reading, b.id)[0]!.first,
  );
  const numbers = new Map(owning.map(({ id, address }) => [id, shardOf(address)]));
  const strays = reading.nodes.filter(
    (node) => isDown(node) && node.role === 'primary' && !owning.includes(node),
  );
  const shards = owning.map((primary): ShardFacts => {
    const number = numbers.get(primary.id) ?? null;
    const service = serviceOf(reading, primary);
    const lost = strays.filter(({ id, address }) => {
      const home = memory.homes.get(id) ?? shardOf(address);
      return home !== null && home === number;
    });
    // A replica that was down before the failover is listed under the primary that it had.
    const stranded = lost.flatMap(({ id }) => replicasOf(reading, id).filter(isDown));
    return {
      number,
      name: number === null ? `the shard of ${primary.address}` : `shard ${number}`,
      primary,
      slots: slotsOf(reading, primary.id),
      replicas: [...replicasOf(reading, primary.id), ...stranded],
      lost,
      service,
    };
  });
  return { reading, measures, memory, shards, votes: votesIn(reading), options };
}
