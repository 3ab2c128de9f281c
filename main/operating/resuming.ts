/** Whether an operation of an earlier run can go on. Pure. */
import { escapeForLine } from '../../shared/format/escape.ts';
import type { ClusterReading } from '../cluster/operations/reading/cluster-reading.ts';
import { changedSince } from '../cluster/operations/reading/fingerprint.ts';
import type { JournalState } from '../cluster/operations/run/journal.ts';

/** Why the operation cannot go on here; null if it can. */
export function resumeRefusal({ plan, stepsBegun }: JournalState, reading: ClusterReading): string | null {
  const { nodes } = plan.fingerprint;
  if (nodes.length > 0 && !nodes.some(({ id }) => reading.nodes.some((node) => node.id === id)))
    return `None of the operation's nodes is in the cluster at ${reading.seed}: another cluster answers there.`;
  const changed = stepsBegun.size === 0 ? changedSince(plan.fingerprint, reading) : null;
  return changed === null
    ? null
    : `Nothing has been done, and the plan does not fit any more: ${escapeForLine(changed)} Forget it, and make a new one.`;
}
