/** A cluster of three shards as a reading draws it, and what the Situation page says of it. */
import type { ClusterReading } from '../../../../../../main/cluster/operations/reading/cluster-reading.ts';
import { factsOf, type Measures } from '../../../../../../main/cluster/operations/situation/facts.ts';
import { NO_MEMORY, type Memory } from '../../../../../../main/cluster/operations/situation/memory.ts';
import { situationOf } from '../../../../../../main/cluster/operations/situation/situation.ts';
import { countSlots } from '../../../../../../shared/slots/slot-ranges.ts';
import { clusterReading, type DrawnNode } from '../readings.ts';

export const NOW = 1_000_000;
const MEASURES: Measures = {
  nodeTimeoutMs: 15_000,
  fullCoverage: false,
  slotKeys: new Map(),
  running: [],
  ownMoves: [],
  passing: [],
};
const IN_SYNC = { master_link_status: 'up', slave_repl_offset: '5000' };
export const SENT = { master_repl_offset: '5000' };

type Name = 'a' | 'b' | 'c' | 'ra' | 'rb' | 'rc';
/** Shards 1 to 3: primaries a, b, c and their replicas, on hosts of their own. */
const NODES: Record<Name, DrawnNode> = {
  a: { id: 'a', slots: [[0, 5460]], keys: 100, info: SENT, host: '10.0.0.1' },
  b: { id: 'b', slots: [[5461, 10922]], keys: 200, info: SENT, host: '10.0.0.2' },
  c: { id: 'c', slots: [[10923, 16383]], keys: 300, info: SENT, host: '10.0.0.3' },
  ra: { id: 'ra', of: 'a', info: IN_SYNC, host: '10.0.0.4' },
  rb: { id: 'rb', of: 'b', info: IN_SYNC, host: '10.0.0.5' },
  rc: { id: 'rc', of: 'c', info: IN_SYNC, host: '10.0.0.6' },
};
export const [A, B, RA, RB] = ['10.0.0.1:7000', '10.0.0.2:7001', '10.0.0.4:7003', '10.0.0.5:7004'];

export const drawn = (changes: Partial<Record<Name, Partial<DrawnNode>>> = {}, at = NOW): ClusterReading => ({
  ...clusterReading(Object.values(NODES).map((node) => ({ ...node, ...changes[node.id as Name] }))),
  readAt: at,
});
export const dead = { trouble: 'unreachable', flag: 'fail', pongAt: NOW - 20_000 } as const;

export const NUMBERS: Record<string, number> = { [A!]: 1, [B!]: 2, '10.0.0.3:7002': 3 };
export const look = (
  reading: ClusterReading,
  memory: Memory = NO_MEMORY,
  measures: Partial<Measures> = {},
) => {
  const shardOf = (node: string) => NUMBERS[node] ?? null;
  return situationOf(factsOf(reading, { ...MEASURES, ...measures }, memory, shardOf, ''), 5);
};
export const rowsOf = (...args: Parameters<typeof look>) => look(...args).situation.rows;
export const servedAs = (situation: ReturnType<typeof look>['situation'], service: string) =>
  countSlots(situation.strip.filter((part) => part.service === service));
