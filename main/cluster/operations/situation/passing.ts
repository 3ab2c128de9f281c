/**
 * Slots that change hands while a reading is made. Its answers are not of one moment: a source that was asked late has given
 * a slot up of which the target, asked before, did not know yet. Pure.
 */
import type { SlotRange } from '../../../../shared/cluster/topology.ts';
import type { Finding } from '../../../../shared/operations/finding.ts';
import { slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import { toRanges } from '../../topology/slot-ranges.ts';
import { ownerTable, type ClusterReading } from '../reading/cluster-reading.ts';
import type { Memory } from './memory.ts';

/** Slots without an owner, or with several. */
function unclear(reading: ClusterReading): Set<number> {
  const slots = new Set(reading.owners.contests.flatMap((contest) => slotsOfRanges(contest.slots)));
  for (const [slot, owner] of ownerTable(reading).entries()) if (owner === undefined) slots.add(slot);
  return slots;
}

/** Those of which no reading before has said so. */
export function newlyUnclear(reading: ClusterReading, { rows }: Memory): Set<number> {
  const slots = unclear(reading);
  for (const [id, row] of rows)
    if (slots.size > 0 && (id === 'uncovered' || id.startsWith('contested ')))
      for (const slot of slotsOfRanges(row.slots)) slots.delete(slot);
  return slots;
}

/** Those of a reading made right after the one in which `before` were newly unclear. */
export const passingIn = (
  reading: ClusterReading,
  before: ReadonlySet<number>,
  memory: Memory,
): SlotRange[] => toRanges([...newlyUnclear(reading, memory)].filter((slot) => !before.has(slot)));

/** Leaves out findings that are about nothing else. */
export function withoutPassing(findings: readonly Finding[], passing: readonly SlotRange[]): Finding[] {
  if (passing.length === 0) return [...findings];
  const slots = new Set(slotsOfRanges(passing));
  return findings.filter(
    (one) =>
      !['uncovered', 'contested'].includes(one.kind) ||
      slotsOfRanges(one.slots).some((slot) => !slots.has(slot)),
  );
}
