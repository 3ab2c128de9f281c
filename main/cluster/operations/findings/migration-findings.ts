/** Slots that the servers themselves are moving (Valkey 9, Redis 8.4), whoever began it. */
import { countSlots } from '../../../../shared/slots/slot-ranges.ts';
import { counted } from '../../../../shared/format/count.ts';
import type { Finding } from '../../../../shared/operations/finding.ts';
import { runningMigrations, type RunningMigration } from '../atomic/running-migrations.ts';
import { nodeById, type ClusterReading } from '../reading/cluster-reading.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import { finding } from './words.ts';

export const migrationFindings = async (nodes: OperationNodes, reading: ClusterReading): Promise<Finding[]> =>
  migrationFindingsOf(reading, await runningMigrations(nodes, reading));

export function migrationFindingsOf(
  reading: ClusterReading,
  running: readonly RunningMigration[],
): Finding[] {
  return running.map(({ slots, source, target, state, message, retries, listedBy }) => {
    const place = (id: string) => nodeById(reading, id)?.address;
    const [from, to] = [place(source), place(target)];
    const ends = `${from === undefined ? '' : ` from ${from}`}${to === undefined ? '' : ` to ${to}`}`;
    const again = retries > 0 ? `, after ${counted(retries, 'failed attempt')}` : '';
    return finding({
      kind: 'migration-running',
      severity: 'warning',
      text: `${counted(countSlots(slots), 'slot')} ${countSlots(slots) === 1 ? 'is' : 'are'} being moved${ends} by the servers (${state}${again}${message === '' ? '' : `: ${message}`}).`,
      advice: 'Let it finish before slots are moved or nodes are removed.',
      nodes: from === undefined && to === undefined ? listedBy : [from, to].flatMap((one) => one ?? []),
      slots,
    });
  });
}
