/** What an operation of an earlier run has left at the servers, by what they say now. */
import { plural } from '../../../../shared/format/count.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { SlotMark } from '../../../../shared/operations/finding.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import { slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import { runningMigrations } from '../atomic/running-migrations.ts';
import { rangesText } from '../planning/ranges-text.ts';
import { marksOf, type ClusterReading } from '../reading/cluster-reading.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import { touchedSlots } from './verify.ts';

/** Characters of a job's name. */
const MAX_ID = 64;

export interface OpenNow {
  marks: SlotMark[];
  /** Ids of migrations that the servers have under way by themselves. */
  migrations: string[];
}

export async function openNow(nodes: OperationNodes, plan: Plan, reading: ClusterReading): Promise<OpenNow> {
  const touched = new Set(touchedSlots(plan));
  const running = await runningMigrations(nodes, reading);
  return {
    marks: reading.nodes
      .filter(({ trouble }) => trouble === null)
      .flatMap(marksOf)
      .filter(({ slot }) => touched.has(slot)),
    migrations: running.flatMap(({ id, slots }) =>
      slotsOfRanges(slots).some((slot) => touched.has(slot)) ? [escapeForLine(id.slice(0, MAX_ID))] : [],
    ),
  };
}

/** A sentence for each kind of thing that is open; none if nothing is. */
export function openSentences({ marks, migrations }: OpenNow): string[] {
  const slots = new Set(marks.map(({ slot }) => slot));
  return [
    ...(slots.size > 0 ? [`Open at the servers: ${plural(slots.size, 'slot')} ${rangesText(slots)}.`] : []),
    ...(migrations.length > 0
      ? [`The servers are migrating slots of this operation by themselves (${migrations.join(', ')}).`]
      : []),
  ];
}
