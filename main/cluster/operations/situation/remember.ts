/** What a reading adds to the memory. Pure. */
import type { Situation, SituationRow } from '../../../../shared/operations/situation.ts';
import { countSlots } from '../../../../shared/slots/slot-ranges.ts';
import { lagOf } from '../members/failover-facts.ts';
import type { Facts } from './facts.ts';
import type { Memory } from './memory.ts';

export function remember(facts: Facts, situation: Situation, unseen: readonly SituationRow[]): Memory {
  const { reading, memory, measures, shards } = facts;
  const now = situation.checkedAt;
  const homes = new Map(memory.homes);
  const keys = new Map(memory.keys);
  const starts = new Map(memory.starts);
  for (const { number, primary, replicas } of shards) {
    for (const { id } of [primary, ...replicas]) {
      if (number !== null) homes.set(id, number);
      if (primary.keys !== null) keys.set(id, { count: primary.keys, at: now });
    }
  }
  for (const { id, info } of reading.nodes) {
    const file = info.get('config_file');
    if (file) starts.set(id, `${info.get('executable') || 'redis-server'} ${file}`);
  }
  const lags = new Map(
    reading.nodes.flatMap((node) => {
      const bytes = node.role === 'replica' ? lagOf(reading, node) : null;
      return bytes === null ? [] : [[node.id, { bytes, at: now }] as const];
    }),
  );
  const slotKeysAt = new Map(
    [...measures.slotKeys].map(([pair, count]) => {
      const before = memory.slotKeys.get(pair);
      return [pair, before === count ? (memory.slotKeysAt.get(pair) ?? now) : now] as const;
    }),
  );
  return {
    begunAt: memory.begunAt ?? now,
    rows: new Map(situation.rows.map((row) => [row.id, row])),
    unseen: new Map(unseen.map((row) => [row.id, row])),
    resolved: situation.resolved,
    homes,
    keys,
    starts,
    lags,
    slotKeys: measures.slotKeys,
    slotKeysAt,
    ...troubles(memory, situation, now),
  };
}

function troubles(memory: Memory, { rows, strip }: Situation, now: number): Pick<Memory, 'trouble' | 'last'> {
  const { trouble, last } = memory;
  if (rows.length === 0) return { trouble: null, last: trouble ? { ...trouble, until: now } : last };
  const unserved = countSlots(strip.filter(({ service }) => service === 'unserved'));
  const wasUnserved = [...memory.rows.values()].some(({ service }) => service === 'unserved');
  const begun = trouble ?? {
    from: Math.min(...rows.map(({ since }) => since.at)),
    until: now,
    findings: 0,
    unserved: 0,
    unservedMs: 0,
  };
  return {
    last,
    trouble: {
      ...begun,
      findings: Math.max(begun.findings, rows.length),
      unserved: Math.max(begun.unserved, unserved),
      unservedMs: begun.unservedMs + (wasUnserved ? now - begun.until : 0),
      until: now,
    },
  };
}
